package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.TestNode;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxContract;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisOutboxTest extends OutboxContract {
    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server = new RedisServer().start();
    private final RedisLink link = new RedisLink(
            vertx, new RedisAddress(server.url(), "ringway", Duration.ofSeconds(10), Duration.ofSeconds(10)));
    private final OutboxStore store = new RedisOutbox(link, "hooks");

    @Override
    protected OutboxStore store() {
        return store;
    }

    @Override
    protected Vertx vertx() {
        return vertx;
    }

    @AfterAll
    void close() {
        call(store::close);
        TestNode.await(vertx.close());
        server.close();
    }

    private Response ask(Command command, String... arguments) {
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        return call(() -> link.send(request));
    }

    @Test
    void nothingIsLeftOfALineThatIsOverButItsNumberForAWhile() {
        call(() -> link.send(Request.cmd(Command.FLUSHALL)));
        String line = line();
        write(line, enter(ONE, "a", 0), new Step.Leave(ONE, "a", "left", 1));
        List<Long> seqs = head(line).stream().map(Entry::seq).toList();
        call(() -> store.take(line, seqs));
        write(line);
        Response keys = ask(Command.KEYS, "*");
        assertEquals(2, keys.size(), "the number, and the batches: " + keys);
        keys.forEach(key -> {
            long life = ask(Command.PTTL, key.toString()).toLong();
            assertTrue(life > 0 && life <= OutboxStore.FORGET_MS, key + " lives " + life);
        });
    }

    @Test
    void aLineWhoseNewsAreGoneByTheirAgeDoesNotWaitForEver() {
        call(() -> link.send(Request.cmd(Command.FLUSHALL)));
        String gone = line();
        String waits = line();
        write(gone, enter(ONE, "a", 0));
        write(waits, enter(ONE, "a", 0));
        assertEquals(
                Set.of(gone, waits),
                call(() -> store.survey(Set.of(ONE))).waiting().keySet());
        ask(Command.KEYS, "*:n").forEach(key -> {
            if (key.toString()
                    .contains(Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(gone.getBytes(StandardCharsets.UTF_8)))) {
                ask(Command.DEL, key.toString());
            }
        });
        assertEquals(
                Set.of(waits), call(() -> store.survey(Set.of(ONE))).waiting().keySet());
        assertEquals(1, ask(Command.SCARD, "ringway:hooks:waiting").toInteger());
    }

    @Test
    void whoHasNotWrittenForLongestIsForgotten() {
        call(() -> link.send(Request.cmd(Command.FLUSHALL)));
        others(line(), 150);
        Response keys = ask(Command.KEYS, "*:b");
        assertEquals(1, keys.size());
        assertEquals(
                2 * 64 + 1,
                ask(Command.HLEN, keys.get(0).toString()).toInteger(),
                "64 writers, when each wrote last, and a count");
    }

    @Test
    void aSurveyOfManyLinesDoesNotBlockRedisWithOneLongScript() {
        call(() -> link.send(Request.cmd(Command.FLUSHALL)));
        String waits = line();
        write(waits, enter(ONE, "a", 0));
        Request many = Request.cmd(Command.SADD).arg("ringway:hooks:waiting");
        for (int i = 0; i < 2_500; i++) {
            many.arg("gone" + i);
        }
        call(() -> link.send(many));
        ask(Command.CONFIG, "RESETSTAT");
        assertEquals(
                Set.of(waits), call(() -> store.survey(Set.of(ONE))).waiting().keySet());
        String stats = ask(Command.INFO, "commandstats").toString();
        assertTrue(stats.contains("cmdstat_eval:calls=4,"), "one for the survey, three portions: " + stats);
        assertEquals(1, ask(Command.SCARD, "ringway:hooks:waiting").toInteger());
    }
}
