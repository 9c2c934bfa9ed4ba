package io.ringway.cluster.redis;

import io.ringway.cluster.TestHub;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A real Redis of a test's own, a hub, and a link from the one to the other. */
final class LinkedRedis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final TestHub hub = new TestHub();
    final RedisServer server = new RedisServer().start();
    final RedisLink link = link(server.url(), PATIENCE, PATIENCE);

    /** One more link from the same hub, to this Redis or another. */
    RedisLink link(String url, Duration connectTimeout, Duration timeout) {
        return new RedisLink(hub.vertx(), new RedisAddress(url, "ringway", connectTimeout, timeout));
    }

    <T> T call(Supplier<Future<T>> work) {
        return hub.call(work);
    }

    Response ask(Command command, String... arguments) {
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        return call(() -> link.send(request));
    }

    @Override
    public void close() {
        hub.close();
        server.close();
    }
}
