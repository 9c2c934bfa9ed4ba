package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.logs.FullException;
import io.ringway.cluster.logs.LogContents;
import io.ringway.cluster.logs.LogStore.Held;
import io.ringway.cluster.logs.LogStore.Line;
import io.ringway.cluster.logs.RefusedException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logs in a real Redis that is far away, or has no memory left, or whose answers get lost. */
class RedisLogsTroubleTest {
    private static final String KEY = "tenant/group";
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final Bytes REGIME = Bytes.utf8("regime");
    private static final LogContents NOTHING = new LogContents(LogContents.ALL, 0, List.of(), Map.of(), List.of());
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** 800 KiB a second: what is small waits a third of the time-out behind what is large, which takes longer than that. */
    private static final int SLOW = 8 * 1_024;

    private static final int FAST = 16 << 20;

    private final LinkedRedis redis = new LinkedRedis();

    @AfterEach
    void close() {
        redis.close();
    }

    private RedisLogs logs(String url) {
        return new RedisLogs(redis.link(url, Duration.ofSeconds(5), TIMEOUT), "history", 10_000, AGE);
    }

    private <T> T call(Supplier<Future<T>> work) {
        return redis.call(work);
    }

    private <T extends Throwable> T failure(Class<T> kind, Supplier<Future<?>> work) {
        return assertInstanceOf(kind, call(() -> work.get().transform(done -> Future.succeededFuture(done.cause()))));
    }

    private static String ballot(int round) {
        return "%016x%016x".formatted(round, 7);
    }

    private static List<Line> lines(long from, long to, String body) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(number -> new Line(number, Bytes.utf8(number + body), -3, number, Bytes.utf8("m" + number)))
                .toList();
    }

    private static List<Long> numbers(LogContents contents) {
        return contents.lines().stream().map(Line::number).toList();
    }

    private void install(RedisLogs logs, int round, LogContents contents) {
        call(() -> logs.promise(KEY, ballot(round), AGE));
        call(() -> logs.install(KEY, ballot(round), REGIME, contents, AGE));
    }

    private static LogContents large(long behind) {
        List<Line> lines = lines(behind + 1, behind + 300, "x".repeat(4_000));
        List<Bytes> marks = behind > 0
                ? List.of()
                : lines(1, 3_000, "").stream().map(Line::mark).toList();
        return new LogContents(behind > 0 ? behind : LogContents.ALL, behind + 300, lines, Map.of(5L, 9L), marks);
    }

    @Test
    void aLogThatTakesLongerThanTheTimeoutGetsThereAndBackAgain() {
        try (SlowWay way = new SlowWay(redis.server, SLOW)) {
            RedisLogs logs = logs(way.url());
            call(() -> logs.promise("other", ballot(1), AGE));
            call(() -> logs.install("other", ballot(1), REGIME, NOTHING, AGE));
            call(() -> logs.promise(KEY, ballot(1), AGE));
            Future<Void> installed = redis.hub.ask(() -> logs.install(KEY, ballot(1), REGIME, large(0), AGE));
            assertEquals(1, call(() -> logs.append("other", ballot(1), lines(1, 1, "!"), 1, AGE)));
            assertFalse(installed.isComplete(), "what is small does not wait for what is large");
            TestNode.await(installed);

            install(logs, 2, large(300));
            Optional<Held> held = call(() -> logs.promise(KEY, ballot(3), AGE));
            assertEquals(Optional.of(new Held(REGIME, false, 600)), held);
            LogContents read = call(() -> logs.read(KEY, ballot(3))).orElseThrow();
            assertEquals(LongStream.rangeClosed(1, 600).boxed().toList(), numbers(read));
            assertEquals(3_300, read.marks().size());
            assertEquals(Map.of(-3L, 600L, 5L, 9L), read.seqs());
            assertEquals("1" + "x".repeat(4_000), read.lines().getFirst().body().utf8());
            call(logs::close);
        }
    }

    @Test
    void aLogOfWhichOnlyAPartArrivedLeavesTheOneBeforeAsItWas() {
        RedisLogs logs = logs(redis.server.url());
        install(logs, 1, NOTHING);
        call(() -> logs.append(KEY, ballot(1), lines(1, 2, "."), 1, AGE));
        call(() -> logs.promise(KEY, ballot(2), AGE));
        try (SlowWay way = new SlowWay(redis.server, SLOW)) {
            RedisLogs dying = logs(way.url());
            redis.hub.ask(() -> dying.install(KEY, ballot(2), REGIME, large(0), AGE));
            Awaitility.await().until(() -> parts() > 0);
            call(dying::close);
        }
        Optional<Held> held = call(() -> logs.promise(KEY, ballot(3), AGE));
        assertEquals(Optional.of(new Held(REGIME, true, 2)), held);
        assertEquals(0, parts());
        assertEquals(
                List.of(1L, 2L), numbers(call(() -> logs.read(KEY, ballot(3))).orElseThrow()));
        call(() -> logs.install(KEY, ballot(3), REGIME, large(2), AGE));
        assertEquals(303, call(() -> logs.append(KEY, ballot(3), lines(303, 303, "."), 1, AGE)));
        call(logs::close);
    }

    private long parts() {
        return redis.ask(Command.KEYS, "*:parts").size();
    }

    @Test
    void aLogThatAnotherBallotTakesOverWhileItIsReadIsNotReadByHalves() {
        RedisLogs logs = logs(redis.server.url());
        install(logs, 1, large(0));
        call(() -> logs.promise(KEY, ballot(2), AGE));
        Future<Optional<LogContents>> read = redis.hub.ask(() -> {
            Future<Optional<LogContents>> reading = logs.read(KEY, ballot(2));
            logs.promise(KEY, ballot(3), AGE);
            return reading;
        });
        assertInstanceOf(
                RefusedException.class, call(() -> read.transform(done -> Future.succeededFuture(done.cause()))));
        call(logs::close);
    }

    @Test
    void whatWasAddedAndNotAnsweredIsNotAddedTwiceAndNothingBehindItIsLost() {
        try (SlowWay way = new SlowWay(redis.server, FAST)) {
            RedisLogs logs = logs(way.url());
            install(logs, 1, NOTHING);
            way.loseAnswers(true);
            failure(Throwable.class, () -> logs.append(KEY, ballot(1), lines(1, 2, "."), 1, AGE));
            way.loseAnswers(false);
            Awaitility.await("the connection is opened again")
                    .until(() -> call(() -> logs.probe().map(true).otherwise(false)));
            assertEquals(2, call(() -> logs.append(KEY, ballot(1), lines(4, 4, "."), 1, AGE)), "3 is missing");
            assertEquals(4, call(() -> logs.append(KEY, ballot(1), lines(1, 4, "."), 1, AGE)));
            call(() -> logs.promise(KEY, ballot(2), AGE));
            LogContents read = call(() -> logs.read(KEY, ballot(2))).orElseThrow();
            assertEquals(List.of(1L, 2L, 3L, 4L), numbers(read));
            assertEquals(4, read.marks().size());
            call(logs::close);
        }
    }

    @Test
    void aRedisWithoutMemoryTakesNothingMoreAndHandsOverWhatItHas() {
        RedisLogs logs = logs(redis.server.url());
        install(logs, 1, NOTHING);
        call(() -> logs.append(KEY, ballot(1), lines(1, 2, "."), 1, AGE));
        redis.ask(Command.CONFIG, "SET", "maxmemory", "1");
        failure(FullException.class, () -> logs.append(KEY, ballot(1), lines(3, 3, "."), 1, AGE));
        failure(FullException.class, logs::probe);
        failure(FullException.class, () -> logs.promise("another", ballot(1), AGE));
        assertTrue(logs.trouble().orElseThrow().contains("no memory left"), logs.trouble()::toString);

        Optional<Held> held = call(() -> logs.promise(KEY, ballot(2), AGE));
        assertEquals(Optional.of(new Held(REGIME, true, 2)), held);
        assertEquals(
                List.of(1L, 2L), numbers(call(() -> logs.read(KEY, ballot(2))).orElseThrow()));
        LogContents behind = new LogContents(2, 2, List.of(), Map.of(), List.of());
        call(() -> logs.install(KEY, ballot(2), REGIME, behind, AGE));
        failure(FullException.class, () -> logs.append(KEY, ballot(2), lines(3, 3, "."), 1, AGE));

        redis.ask(Command.CONFIG, "SET", "maxmemory", "0");
        call(logs::probe);
        assertEquals(Optional.empty(), logs.trouble());
        assertEquals(3, call(() -> logs.append(KEY, ballot(2), lines(3, 3, "."), 1, AGE)));
        call(logs::close);
    }
}
