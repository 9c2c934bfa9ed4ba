package io.ringway.cluster.redis;

import java.net.URI;
import java.time.Duration;

/**
 * Where a Redis is, and how long to wait for it.
 *
 * @param url {@code redis://} or {@code rediss://}, perhaps with user and password: never to be logged
 * @param prefix what every key begins with
 * @param connectTimeout for a connection, its handshake and login included
 * @param timeout for one answer
 */
public record RedisAddress(String url, String prefix, Duration connectTimeout, Duration timeout) {
    /** Host and port, for messages. */
    String place() {
        URI uri = URI.create(url);
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    @Override
    public String toString() {
        return "Redis at " + place();
    }
}
