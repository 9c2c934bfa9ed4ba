package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.Settlement;
import io.ringway.cluster.streams.StreamEntry;
import io.ringway.cluster.streams.StreamFigures;
import io.ringway.cluster.streams.Take;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream in a real Redis: whose turn it is, what is given again, and what becomes of what is over. */
class RedisInStreamTest {
    private static final long LONG = 60_000;
    private static final int MOST_BYTES = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final LinkedRedis redis = new LinkedRedis();
    private final RedisLink link = link();
    private final Map<String, InStream> readers = new HashMap<>();
    private final InStream stream = reader("a");

    /** Each node has one of its own. */
    private InStream reader(String name) {
        return readers.computeIfAbsent(
                name,
                first -> new RedisInStream(
                        link,
                        link(),
                        new StreamNames("in", "ringway", "in:dead", 100, Optional.of("replies"), 100, MOST_BYTES)));
    }

    @AfterEach
    void close() {
        readers.values().forEach(each -> call(each::close));
        redis.close();
    }

    private RedisLink link() {
        return redis.link(redis.server.url(), Duration.ofSeconds(10), TIMEOUT);
    }

    private <T> T call(Supplier<Future<T>> work) {
        return redis.call(work);
    }

    private String add(String... fields) {
        Request request = Request.cmd(Command.XADD).arg("in").arg("*");
        List.of(fields).forEach(request::arg);
        return call(() -> link.send(request)).toString();
    }

    private Take take(String reader, int limit) {
        return call(() -> reader(reader).take(reader, LONG, limit));
    }

    private void settle(Settlement settlement) {
        call(() -> stream.settle(List.of(settlement)));
    }

    private static List<String> ids(Take take) {
        return take.entries().stream().map(StreamEntry::id).toList();
    }

    @Test
    void whatOneWasGivenTheNextIsGivenFirstAndInOrder() {
        String one = add("call", "1");
        String two = add("call", "2");
        String three = add("call", "3");
        assertEquals(Take.Lease.BEGUN, take("a", 10).lease());
        assertEquals(List.of(one, two), ids(take("a", 2)));
        assertEquals(Take.Lease.ELSEWHERE, take("b", 10).lease());
        call(() -> reader("b").release("b"));
        assertEquals(Take.Lease.ELSEWHERE, take("b", 10).lease(), "it was not its lease to give up");
        call(() -> stream.release("a"));
        assertEquals(Take.Lease.BEGUN, take("b", 10).lease());
        redis.ask(Command.XDEL, "in", one);
        Take again = call(() -> reader("b").takeAgain("b", LONG, 10, InStream.FIRST));
        assertEquals(List.of(new StreamEntry(two, 1, List.of("call", "2"))), again.entries());
        assertEquals(1, again.lost());
        assertEquals(
                "",
                call(() -> reader("b").takeAgain("b", LONG, 10, again.last())).last());
        assertEquals(List.of(three), ids(take("b", 10)));
    }

    /** It became U+FFFD, and so another name. */
    @Test
    void nothingIsReadOfWhatIsNoUtf8() {
        Request request =
                Request.cmd(Command.XADD).arg("in").arg("*").arg("body").arg(Buffer.buffer(new byte[] {'"', -1, '"'}));
        String bad = call(() -> link.send(request)).toString();
        String good = add("body", "é\uFFFD😀");
        take("a", 0);
        assertEquals(
                List.of(new StreamEntry(bad, 0, null), new StreamEntry(good, 0, List.of("body", "é\uFFFD😀"))),
                take("a", 10).entries());
    }

    @Test
    void onlyWhatIsBegunIsCountedAndNotWhatIsGivenAgain() {
        take("a", 0);
        String begun = add("call", "1");
        String waiting = add("call", "2");
        take("a", 10);
        for (int times = 0; times < 3; times++) {
            assertEquals(Set.of(begun), call(() -> stream.begin("a", Map.of(begun, 4L, "1-1", 2L))));
        }
        Take again = call(() -> stream.takeAgain("a", LONG, 10, InStream.FIRST));
        assertEquals(
                List.of(4L, 1L),
                again.entries().stream().map(StreamEntry::begun).toList());
        assertEquals(List.of(begun, waiting), ids(again));
        assertThrows(AssertionError.class, () -> call(() -> reader("b").begin("b", Map.of(begun, 5L))));
    }

    @Test
    void whatItsReaderHasGivenUpTakesNothingWhenItComesLate() {
        take("a", 0);
        String one = add("call", "1");
        InStream late =
                new RedisInStream(link, link(), new StreamNames("in", "ringway", "d", 1, Optional.empty(), 1, 9));
        assertEquals(List.of(one), ids(take("a", 10)));
        String two = add("call", "2");
        assertEquals(List.of(), call(() -> late.take("a", LONG, 10)).entries(), "it is numbered 1, as the first was");
        call(() -> late.release("a"));
        assertEquals(List.of(two), ids(take("a", 10)));
    }

    @Test
    void largeEntriesAreNotAllTakenInOneTurnOfTheLoop() {
        take("a", 0);
        InStream large =
                new RedisInStream(link, link(), new StreamNames("in", "ringway", "d", 1, Optional.empty(), 1, 1 << 20));
        String half = "x".repeat(StreamScripts.TAKE_BYTES / 2);
        List<String> all =
                IntStream.range(0, 5).mapToObj(i -> add("call", half)).toList();
        for (int i = 0; i < 4; i++) {
            call(() -> large.take("a", LONG, 0));
        }
        assertEquals(all.subList(0, 2), ids(call(() -> large.take("a", LONG, 64))));
        assertEquals(all.subList(2, 4), ids(call(() -> large.take("a", LONG, 64))));
        assertEquals(all.subList(4, 5), ids(call(() -> large.take("a", LONG, 64))));
        assertEquals(all.subList(0, 2), ids(call(() -> large.takeAgain("a", LONG, 64, InStream.FIRST))));
    }

    @Test
    void aSettlementThatFailsHalfWayIsNotCopiedToTheDeadAgainAndAgain() {
        take("a", 0);
        String bad = add("call", "1");
        String well = add("call", "2");
        take("a", 10);
        redis.ask(Command.SET, "replies", "something else");
        List<Settlement> both = List.of(
                new Settlement(bad, new Settlement.Aside("gone", "", 1, ""), new Settlement.Reply(404, "{}")),
                new Settlement(well, null, null));
        for (int times = 0; times < 3; times++) {
            assertThrows(AssertionError.class, () -> call(() -> stream.settle(both)));
        }
        assertEquals(0, call(stream::figures).dead());
        assertEquals(1, call(stream::figures).waiting(), "the other is done");
        redis.ask(Command.DEL, "replies");
        call(() -> stream.settle(both));
        assertEquals(new StreamFigures(0, 0, 1, 0), call(stream::figures));
        assertEquals(1, redis.ask(Command.XLEN, "replies").toInteger());
    }

    @Test
    void aLeaseThatIsNotRenewedIsOver() {
        call(() -> stream.take("a", 50, 0));
        Awaitility.await()
                .untilAsserted(() -> assertEquals(Take.Lease.BEGUN, take("b", 0).lease()));
        assertEquals(Take.Lease.ELSEWHERE, take("a", 10).lease());
    }

    @Test
    void whatIsSettledIsGoneOnceWithItsReplyAndItsReason() {
        take("a", 0);
        String well = add("call", "1");
        String bad = add("call", "2");
        assertEquals(2, take("a", 10).entries().size());
        assertEquals(2, call(stream::figures).pending());
        for (int times = 0; times < 2; times++) {
            settle(new Settlement(well, null, new Settlement.Reply(200, "{}")));
            settle(new Settlement(bad, new Settlement.Aside("not_found", "no", 3, ""), null));
        }
        StreamFigures figures = call(stream::figures);
        assertEquals(new StreamFigures(0, 0, 1, 0), figures);
        assertEquals(1, redis.ask(Command.XLEN, "replies").toInteger());
        String dead = redis.ask(Command.XRANGE, "in:dead", "-", "+").toString();
        for (String part : List.of("call", "2", "dead_reason", "not_found", "dead_message", "dead_id", bad)) {
            assertTrue(dead.contains(part), dead);
        }
    }

    @Test
    void entriesThatAreTooLargeAreNotReadAndCanBePutAside() {
        take("a", 0);
        String large = add("call", "x".repeat(MOST_BYTES));
        String many = add(Collections.nCopies(20_000, "f").toArray(String[]::new));
        for (StreamEntry entry : take("a", 10).entries()) {
            assertNull(entry.fields());
            settle(new Settlement(entry.id(), new Settlement.Aside("malformed", "", 1, ""), null));
        }
        assertEquals(new StreamFigures(0, 0, 2, 0), call(stream::figures), large + many);
    }

    @Test
    void whoWaitsIsToldAndAStreamThatIsLostBeginsAgain() {
        assertEquals(Optional.empty(), call(() -> stream.await("0-0")));
        String one = add("call", "1");
        assertEquals(Optional.of(one), call(() -> stream.await("0-0")));
        take("a", 0);
        take("a", 10);
        redis.ask(Command.DEL, "in");
        assertEquals(List.of(), take("a", 10).entries());
        String two = add("call", "2");
        assertEquals(List.of(two), ids(take("a", 10)));
        settle(new Settlement(one, new Settlement.Aside("gone", "", 1, ""), null));
        assertEquals(0, call(stream::figures).dead(), "it was not there any more");
    }
}
