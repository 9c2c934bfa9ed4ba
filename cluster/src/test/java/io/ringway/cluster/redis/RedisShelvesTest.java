package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.TestHub;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.ShelfContract;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.redis.client.Command;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisShelvesTest extends ShelfContract {
    private final LinkedRedis redis = new LinkedRedis();
    private final ShelfStore store = new RedisShelves(redis.link, "meetings", () -> Instant.ofEpochMilli(now.get()));

    @Override
    protected ShelfStore store() {
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
    void aShelfGoesWithTheLastOfIt() {
        redis.ask(Command.FLUSHALL);
        ShelfKey key = shelf();
        put(key, paper("a", "x"));
        redis.ask(Command.KEYS, "*").forEach(one -> {
            long life = redis.ask(Command.PTTL, one.toString()).toLong();
            assertTrue(life > 0 && life <= 3_600_000, one + " lives " + life);
        });
        put(key, Paper.first("b", now.get(), Paper.FOR_GOOD, Bytes.EMPTY));
        redis.ask(Command.KEYS, "*")
                .forEach(one ->
                        assertEquals(-1, redis.ask(Command.PTTL, one.toString()).toLong(), one + " has an end"));
        call(() -> store.remove(key, "a"));
        call(() -> store.remove(key, "b"));
        assertEquals(0, redis.ask(Command.KEYS, "*").size());
    }
}
