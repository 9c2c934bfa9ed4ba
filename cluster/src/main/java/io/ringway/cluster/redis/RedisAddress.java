package io.ringway.cluster.redis;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Where a Redis is, and how long to wait for it.
 *
 * @param url {@code redis://} or {@code rediss://}, perhaps with user and password: never to be logged
 * @param prefix what every key begins with
 * @param connectTimeout for a connection, its handshake and login included
 * @param timeout for one answer
 */
public record RedisAddress(String url, String prefix, Duration connectTimeout, Duration timeout) {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /**
     * What the keys of one thing begin with. The braces keep them on one node of a Redis Cluster; base64 keeps a name from adding
     * some.
     *
     * @param store tells things of one kind from those of others
     */
    String base(String store, String thing) {
        String id = BASE64.encodeToString(thing.getBytes(StandardCharsets.UTF_8));
        return prefix + ":" + store + ":{" + id + "}:";
    }

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
