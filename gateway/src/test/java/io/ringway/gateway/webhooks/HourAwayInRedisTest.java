package io.ringway.gateway.webhooks;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import io.ringway.cluster.redis.RedisAddress;
import io.ringway.cluster.redis.RedisLink;
import io.ringway.cluster.redis.RedisOutbox;
import io.ringway.gateway.Ports;
import io.ringway.gateway.webhooks.Hour.Answer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same as {@link HourAwayTest}, of fewer events, with a real Redis that keeps what waits. */
class HourAwayInRedisTest {
    private static final int HOUR = 3_600;
    private static final int DAY = 24 * HOUR;
    private static final int SECONDS = 120;

    private final int port = Ports.free("127.0.0.1");
    private final Process server = start(port);
    private final Vertx vertx = Vertx.vertx();
    private final Context hub = vertx.getOrCreateContext();
    /** Asked, and not answered yet. On the hub. */
    private int open;

    private final OutboxStore store = new RedisOutbox(
            new RedisLink(
                    vertx,
                    new RedisAddress(
                            "redis://127.0.0.1:" + port, "hour", Duration.ofSeconds(10), Duration.ofSeconds(10))),
            "outbox");
    private final Hour hour = new Hour(4, new Counting());

    /** Knows whether the store has answered everything: time stands still meanwhile. */
    private final class Counting implements OutboxStore {
        private <T> Future<T> count(Future<T> future) {
            open++;
            return future.onComplete(done -> open--);
        }

        @Override
        public Future<Written> write(String line, Batch batch) {
            return count(store.write(line, batch));
        }

        @Override
        public Future<List<Entry>> head(String line, long after, int limit) {
            return count(store.head(line, after, limit));
        }

        @Override
        public Future<Integer> take(String line, Collection<Long> seqs) {
            return count(store.take(line, seqs));
        }

        @Override
        public Future<Integer> take(String line, Entry told) {
            return count(store.take(line, told));
        }

        @Override
        public Future<Tally> tally(String line) {
            return count(store.tally(line));
        }

        @Override
        public Future<Survey> survey(Set<Long> live) {
            return count(store.survey(live));
        }

        @Override
        public Optional<String> trouble() {
            return store.trouble();
        }

        @Override
        public Future<Void> close() {
            return store.close();
        }
    }

    private static Process start(int port) {
        try {
            return new ProcessBuilder(
                            "redis-server",
                            "--port",
                            "" + port,
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            throw new UncheckedIOException("redis-server is needed; scripts/test-deps installs it", missing);
        }
    }

    @AfterEach
    void close() throws Exception {
        onHub(store::close);
        vertx.close().await(20, TimeUnit.SECONDS);
        server.destroy();
        server.waitFor();
    }

    private <T> T onHub(Supplier<Future<T>> work) {
        return Future.<T>future(promise -> hub.runOnContext(go -> {
                    try {
                        work.get().onComplete(promise);
                    } catch (RuntimeException | AssertionError failure) {
                        promise.fail(failure);
                    }
                }))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private void run(Runnable work) {
        onHub(() -> {
            work.run();
            return Future.succeededFuture();
        });
        await().pollInterval(Duration.ofMillis(1)).until(this::isQuiet);
    }

    /** Seen between turns of the hub, and a turn later: what follows from an answer may need one more. */
    private boolean isQuiet() {
        boolean before = isAnswered();
        return isAnswered() && before;
    }

    private boolean isAnswered() {
        return onHub(() -> Future.succeededFuture(open == 0));
    }

    /** Five events in each second. */
    private void happen(int seconds) {
        for (int i = 0; i < seconds; i++) {
            run(() -> hour.pass(1, 5));
        }
    }

    private void wait(int seconds) {
        for (int i = 0; i < seconds; i += 600) {
            run(() -> hour.pass(600, 0));
        }
    }

    private void awaitTold(int events) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    run(hour::tick);
                    return hour.told().size() >= events;
                });
    }

    private JsonObject receiver() {
        return onHub(hour::described);
    }

    private void assertAllTold(int events) {
        awaitTold(events);
        run(() -> hour.assertAllToldInOrder(events));
        assertEquals(0, receiver().getInteger("dead"));
        assertEquals(0, receiver().getInteger("lost"));
        assertEquals(0, hour.lost());
    }

    @Test
    void anHourOf500LosesNothingAndTellsAllInOrder() {
        hour.answer(Answer.FAILS);
        happen(SECONDS);
        wait(HOUR);
        happen(SECONDS);
        hour.answer(Answer.TAKES);
        wait(HOUR);
        assertAllTold(2 * 5 * SECONDS);
    }

    @Test
    void whatADayOf410PutAsideIsToldInOrderWhenAllOfItIsSentOnceMore() {
        hour.answer(Answer.GONE);
        happen(SECONDS);
        wait(HOUR);
        assertEquals(0, receiver().getInteger("dead"), "it waits");
        wait(DAY);
        awaitDead(5 * SECONDS);
        happen(SECONDS);
        JsonObject answer = onHub(hour::replay);
        assertEquals(5 * SECONDS, answer.getInteger("replayed"));
        hour.answer(Answer.TAKES);
        run(hour::enable);
        assertAllTold(2 * 5 * SECONDS);
    }

    private void awaitDead(int letters) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    run(hour::tick);
                    return receiver().getInteger("dead") == letters;
                });
    }
}
