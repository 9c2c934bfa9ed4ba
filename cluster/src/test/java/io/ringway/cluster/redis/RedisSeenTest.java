package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When users were last here, in a real Redis. */
class RedisSeenTest {
    private static final Tenant DEMO = new Tenant("demo");

    private final LinkedRedis redis = new LinkedRedis();
    private final long now = 1_790_000_000_123L;
    private long later;
    private final RedisSeen store =
            new RedisSeen(redis.link, "seen", Duration.ofHours(1), 3, () -> Instant.ofEpochMilli(now + later));

    @AfterEach
    void close() {
        call(store::close);
        redis.close();
    }

    private <T> T call(Supplier<Future<T>> work) {
        return redis.call(work);
    }

    private List<Long> times(String... users) {
        return call(() -> store.times(DEMO, List.of(users)));
    }

    @Test
    void theLatestTimeIsKeptWhicheverComesFirst() {
        call(() -> store.keep(DEMO, Map.of("ada", now, "b\u00f6b \ud83d\ude00", now - 10)));
        call(() -> store.keep(DEMO, Map.of("ada", now - 5, "b\u00f6b \ud83d\ude00", now)));
        assertEquals(List.of(now, 0L, now), times("ada", "eve", "b\u00f6b \ud83d\ude00"));
        assertEquals(List.of(0L), call(() -> store.times(new Tenant("other"), List.of("ada"))));
    }

    @Test
    void whatIsTooOldIsForgotten() {
        call(() -> store.keep(DEMO, Map.of("ada", now, "bob", now + 1_000)));
        later = Duration.ofHours(1).toMillis() + 1;
        assertEquals(List.of(0L, now + 1_000), times("ada", "bob"));
        call(() -> store.keep(DEMO, Map.of("eve", now + later)));
        later = 0;
        assertEquals(List.of(0L, now + 1_000), times("ada", "bob"), "and not there any more");
    }

    @Test
    void ofTooManyThoseGoWhoWereAwayForLongest() {
        call(() -> store.keep(DEMO, Map.of("a", now - 1, "b", now - 2, "c", now - 3)));
        call(() -> store.keep(DEMO, Map.of("d", now)));
        assertEquals(List.of(now - 1, now - 2, 0L, now), times("a", "b", "c", "d"));
    }
}
