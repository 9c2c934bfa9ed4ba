package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.ShelfContract;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisShelvesTest extends ShelfContract {
    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server = new RedisServer().start();
    private final RedisLink link = new RedisLink(
            vertx, new RedisAddress(server.url(), "ringway", Duration.ofSeconds(10), Duration.ofSeconds(10)));
    private final ShelfStore store = new RedisShelves(link, "meetings", () -> Instant.ofEpochMilli(now.get()));

    @Override
    protected ShelfStore store() {
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
    void aShelfGoesWithTheLastOfIt() {
        call(() -> link.send(Request.cmd(Command.FLUSHALL)));
        ShelfKey key = shelf();
        put(key, paper("a", "x"));
        ask(Command.KEYS, "*").forEach(one -> {
            long life = ask(Command.PTTL, one.toString()).toLong();
            assertTrue(life > 0 && life <= 3_600_000, one + " lives " + life);
        });
        put(key, Paper.first("b", now.get(), Paper.FOR_GOOD, Bytes.EMPTY));
        ask(Command.KEYS, "*")
                .forEach(one ->
                        assertEquals(-1, ask(Command.PTTL, one.toString()).toLong(), one + " has an end"));
        call(() -> store.remove(key, "a"));
        call(() -> store.remove(key, "b"));
        assertEquals(0, ask(Command.KEYS, "*").size());
    }
}
