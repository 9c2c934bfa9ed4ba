package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.logs.LogContents;
import io.ringway.cluster.logs.LogStore.Held;
import io.ringway.cluster.logs.LogStore.Line;
import io.ringway.cluster.logs.RefusedException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logs in a real Redis. */
class RedisLogsTest {
    private static final String KEY = "tenant/group";
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final Bytes REGIME = Bytes.utf8("regime");
    private static final LogContents NOTHING = new LogContents(LogContents.ALL, 0, List.of(), Map.of(), List.of());

    private final LinkedRedis redis = new LinkedRedis();
    private final RedisLogs logs = new RedisLogs(redis.link, "history", 100, Duration.ofMinutes(5));

    @AfterEach
    void close() {
        call(logs::close);
        redis.close();
    }

    private <T> T call(Supplier<Future<T>> work) {
        return redis.call(work);
    }

    private static String ballot(int round) {
        return "%016x%016x".formatted(round, 7);
    }

    private static Line line(long number) {
        return new Line(number, Bytes.utf8("line " + number), -3, 100 + number, Bytes.utf8("mark " + number));
    }

    private static List<Line> lines(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(RedisLogsTest::line).toList();
    }

    private void install(int round, LogContents contents) {
        call(() -> logs.promise(KEY, ballot(round), AGE));
        call(() -> logs.install(KEY, ballot(round), REGIME, contents, AGE));
    }

    private long append(int round, long from, long to, long oldest) {
        return call(() -> logs.append(KEY, ballot(round), lines(from, to), oldest, AGE));
    }

    private LogContents read(int round) {
        return call(() -> logs.read(KEY, ballot(round))).orElseThrow();
    }

    private String refusal(Supplier<Future<?>> work) {
        Throwable cause = call(() -> work.get().transform(done -> Future.succeededFuture(done.cause())));
        return assertInstanceOf(RefusedException.class, cause).promised();
    }

    @Test
    void whatIsAddedIsReadByWhoeverComesNext() {
        install(1, NOTHING);
        assertEquals(2, append(1, 1, 2, 1));
        assertEquals(3, append(1, 3, 3, 1));
        assertEquals(Optional.of(new Held(REGIME, true, 3)), call(() -> logs.promise(KEY, ballot(2), AGE)));
        LogContents read = read(2);
        assertEquals(3, read.head());
        assertEquals(List.of("line 1", "line 2", "line 3"), bodies(read));
        assertEquals(Map.of(-3L, 103L), read.seqs());
        assertEquals(List.of(Bytes.utf8("mark 1"), Bytes.utf8("mark 2"), Bytes.utf8("mark 3")), read.marks());
    }

    private static List<String> bodies(LogContents contents) {
        return contents.lines().stream().map(line -> line.body().utf8()).toList();
    }

    @Test
    void aLogThatNobodyHasGivenAnythingIsNone() {
        assertEquals(Optional.empty(), call(() -> logs.promise(KEY, ballot(1), AGE)));
        assertEquals(Optional.empty(), call(() -> logs.read(KEY, ballot(1))));
    }

    @Test
    void aLowerBallotIsRefusedWhateverItWants() {
        install(2, NOTHING);
        call(() -> logs.promise(KEY, ballot(3), AGE));
        for (int round = 1; round <= 2; round++) {
            String old = ballot(round);
            assertEquals(ballot(3), refusal(() -> logs.promise(KEY, old, AGE)));
            assertEquals(ballot(3), refusal(() -> logs.read(KEY, old)));
            assertEquals(ballot(3), refusal(() -> logs.install(KEY, old, REGIME, NOTHING, AGE)));
            assertEquals(ballot(3), refusal(() -> logs.append(KEY, old, lines(1, 1), 1, AGE)));
        }
        assertEquals(0, read(3).head());
    }

    @Test
    void linesThatDoNotFollowAndLinesThatAreThereAreLeftOut() {
        install(1, NOTHING);
        append(1, 1, 2, 1);
        assertEquals(2, append(1, 5, 6, 1));
        assertEquals(3, append(1, 2, 3, 1));
        call(() -> logs.promise(KEY, ballot(2), AGE));
        assertEquals(List.of("line 1", "line 2", "line 3"), bodies(read(2)));
    }

    @Test
    void linesBeforeTheOldestGoAndTheirMarksStay() {
        install(1, NOTHING);
        append(1, 1, 5, 4);
        call(() -> logs.promise(KEY, ballot(2), AGE));
        LogContents read = read(2);
        assertEquals(List.of("line 4", "line 5"), bodies(read));
        assertEquals(5, read.marks().size());
    }

    @Test
    void anotherLogTakesThePlaceOfTheFirstOrComesBehindIt() {
        install(1, NOTHING);
        append(1, 1, 3, 1);
        install(2, new LogContents(3, 4, List.of(line(4)), Map.of(5L, 9L), List.of()));
        assertEquals(5, append(2, 5, 5, 1));
        call(() -> logs.promise(KEY, ballot(3), AGE));
        assertEquals(Map.of(-3L, 105L, 5L, 9L), read(3).seqs());
        Bytes mark = Bytes.utf8("another");
        LogContents whole = new LogContents(LogContents.ALL, 9, List.of(line(9)), Map.of(8L, 1L), List.of(mark));
        call(() -> logs.install(KEY, ballot(3), REGIME, whole, AGE));
        call(() -> logs.promise(KEY, ballot(4), AGE));
        LogContents read = read(4);
        assertEquals(List.of("line 9"), bodies(read));
        assertEquals(List.of(mark), read.marks());
        assertEquals(Map.of(8L, 1L, -3L, 109L), read.seqs());
        assertEquals(
                new Held(REGIME, false, 9),
                call(() -> logs.promise(KEY, ballot(5), AGE)).orElseThrow());
    }

    @Test
    void anInstallationThatComesTwiceDoesNotTakeBackWhatWasAdded() {
        install(1, NOTHING);
        append(1, 1, 2, 1);
        call(() -> logs.install(KEY, ballot(1), REGIME, NOTHING, AGE));
        assertEquals(3, append(1, 3, 3, 1));
    }

    @Test
    void aWholeLogOfTheSameBallotIsTakenWhereItGoesFurther() {
        install(1, NOTHING);
        append(1, 1, 2, 1);
        LogContents whole = new LogContents(LogContents.ALL, 9, lines(8, 9), Map.of(), List.of());
        call(() -> logs.install(KEY, ballot(1), REGIME, whole, AGE));
        assertEquals(10, append(1, 10, 10, 1), "it is behind no more");
        call(() -> logs.install(KEY, ballot(1), REGIME, whole, AGE));
        assertEquals(
                new Held(REGIME, true, 10),
                call(() -> logs.promise(KEY, ballot(2), AGE)).orElseThrow());
    }

    @Test
    void aRedisThatTakesNoWritesFailsTheProbe() {
        call(logs::probe);
        redis.ask(Command.CONFIG, "SET", "min-replicas-to-write", "1");
        Throwable refusal = call(() -> logs.probe().transform(done -> Future.<Throwable>succeededFuture(done.cause())));
        assertInstanceOf(Throwable.class, refusal);
        redis.ask(Command.CONFIG, "SET", "min-replicas-to-write", "0");
        call(logs::probe);
    }

    @Test
    void aRedisThatLostEverythingTakesNothingThatCountsOnIt() {
        install(1, NOTHING);
        append(1, 1, 2, 1);
        redis.ask(Command.FLUSHALL);
        assertEquals("", refusal(() -> logs.append(KEY, ballot(1), lines(3, 3), 1, AGE)));
        assertEquals("", refusal(() -> logs.install(KEY, ballot(1), REGIME, NOTHING, AGE)));
        call(() -> logs.promise(KEY, ballot(2), AGE));
        LogContents behind = new LogContents(2, 3, List.of(line(3)), Map.of(), List.of());
        assertEquals(ballot(2), refusal(() -> logs.install(KEY, ballot(2), REGIME, behind, AGE)));
    }

    @Test
    void everyKeyHasThePrefixAndATimeToLive() {
        install(1, NOTHING);
        append(1, 1, 1, 1);
        Response keys = redis.ask(Command.KEYS, "*");
        assertEquals(4, keys.size());
        for (Response key : keys) {
            assertTrue(key.toString().startsWith("ringway:history:{"), key.toString());
            assertTrue(redis.ask(Command.PTTL, key.toString()).toLong() > 0, key.toString());
        }
    }
}
