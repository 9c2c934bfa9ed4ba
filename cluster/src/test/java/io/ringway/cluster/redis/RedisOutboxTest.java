package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.TestHub;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxContract;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisOutboxTest extends OutboxContract {
    private final LinkedRedis redis = new LinkedRedis();
    private final OutboxStore store = new RedisOutbox(redis.link, "hooks");

    @Override
    protected OutboxStore store() {
        return store;
    }

    @Override
    protected TestHub hub() {
        return redis.hub;
    }

    @AfterAll
    void close() {
        call(store::close);
        redis.close();
    }

    @Test
    void nothingIsLeftOfALineThatIsOverButItsNumberForAWhile() {
        redis.ask(Command.FLUSHALL);
        String line = line();
        write(line, enter(ONE, "a", 0), new Step.Leave(ONE, "a", "left", 1));
        List<Long> seqs = head(line).stream().map(Entry::seq).toList();
        call(() -> store.take(line, seqs));
        write(line);
        Response keys = redis.ask(Command.KEYS, "*");
        assertEquals(2, keys.size(), "the number, and the batches: " + keys);
        keys.forEach(key -> {
            long life = redis.ask(Command.PTTL, key.toString()).toLong();
            assertTrue(life > 0 && life <= OutboxStore.FORGET_MS, key + " lives " + life);
        });
    }

    @Test
    void aLineWhoseNewsAreGoneByTheirAgeDoesNotWaitForEver() {
        redis.ask(Command.FLUSHALL);
        String gone = line();
        String waits = line();
        write(gone, enter(ONE, "a", 0));
        write(waits, enter(ONE, "a", 0));
        assertEquals(
                Set.of(gone, waits),
                call(() -> store.survey(Set.of(ONE))).waiting().keySet());
        redis.ask(Command.KEYS, "*:n").forEach(key -> {
            if (key.toString()
                    .contains(Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(gone.getBytes(StandardCharsets.UTF_8)))) {
                redis.ask(Command.DEL, key.toString());
            }
        });
        assertEquals(
                Set.of(waits), call(() -> store.survey(Set.of(ONE))).waiting().keySet());
        assertEquals(1, redis.ask(Command.SCARD, "ringway:hooks:waiting").toInteger());
    }

    @Test
    void whoHasNotWrittenForLongestIsForgotten() {
        redis.ask(Command.FLUSHALL);
        others(line(), 150);
        Response keys = redis.ask(Command.KEYS, "*:b");
        assertEquals(1, keys.size());
        assertEquals(
                2 * 64 + 1,
                redis.ask(Command.HLEN, keys.get(0).toString()).toInteger(),
                "64 writers, when each wrote last, and a count");
    }

    @Test
    void aSurveyOfManyLinesDoesNotBlockRedisWithOneLongScript() {
        redis.ask(Command.FLUSHALL);
        String waits = line();
        write(waits, enter(ONE, "a", 0));
        Request many = Request.cmd(Command.SADD).arg("ringway:hooks:waiting");
        for (int i = 0; i < 2_500; i++) {
            many.arg("gone" + i);
        }
        call(() -> redis.link.send(many));
        redis.ask(Command.CONFIG, "RESETSTAT");
        assertEquals(
                Set.of(waits), call(() -> store.survey(Set.of(ONE))).waiting().keySet());
        String stats = redis.ask(Command.INFO, "commandstats").toString();
        assertTrue(stats.contains("cmdstat_eval:calls=4,"), "one for the survey, three portions: " + stats);
        assertEquals(1, redis.ask(Command.SCARD, "ringway:hooks:waiting").toInteger());
    }
}
