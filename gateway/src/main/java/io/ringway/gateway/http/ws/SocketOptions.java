package io.ringway.gateway.http.ws;

import java.time.Duration;

/**
 * How WebSocket connections behave.
 *
 * @param frameBytes largest frame and largest message a client may send, in bytes
 * @param outboxBytes most that is queued towards one client, in bytes of memory: 96 are counted on top of every frame
 * @param pingInterval silence after which a client is pinged; after two and a half of them the connection is closed
 * @param closeTimeout how long the other side may take to answer a close frame before the connection is cut
 * @param admitTimeout how long a front door may think about a handshake
 * @param maxConnections most connections of the server; more are answered 503 before the upgrade
 */
public record SocketOptions(
        int frameBytes,
        int outboxBytes,
        Duration pingInterval,
        Duration closeTimeout,
        Duration admitTimeout,
        int maxConnections) {
    /** A full outbox is read in that many times the time of a close frame, by who reads again at all. */
    private static final int SLOW = 5;

    public static final SocketOptions DEFAULTS = new SocketOptions(
            64 * 1024,
            1024 * 1024,
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Integer.MAX_VALUE);

    public SocketOptions {
        require(frameBytes >= 126, "frame_bytes must be at least 126");
        require(outboxBytes >= 1024, "outbox_bytes must be at least 1024");
        require(pingInterval.toMillis() >= 100, "ping_interval must be at least 100 ms");
        require(closeTimeout.isPositive(), "close_timeout must be positive");
        require(admitTimeout.isPositive(), "admit_timeout must be positive");
        require(maxConnections > 0, "max_connections must be positive");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** How long a client that did not read may take to read what waits for it, and the close frame behind it. */
    public Duration slowTimeout() {
        return closeTimeout.multipliedBy(SLOW);
    }

    public SocketOptions withFrameBytes(int bytes) {
        return new SocketOptions(bytes, outboxBytes, pingInterval, closeTimeout, admitTimeout, maxConnections);
    }

    public SocketOptions withOutboxBytes(int bytes) {
        return new SocketOptions(frameBytes, bytes, pingInterval, closeTimeout, admitTimeout, maxConnections);
    }

    public SocketOptions withPingInterval(Duration interval) {
        return new SocketOptions(frameBytes, outboxBytes, interval, closeTimeout, admitTimeout, maxConnections);
    }

    public SocketOptions withCloseTimeout(Duration timeout) {
        return new SocketOptions(frameBytes, outboxBytes, pingInterval, timeout, admitTimeout, maxConnections);
    }

    public SocketOptions withAdmitTimeout(Duration timeout) {
        return new SocketOptions(frameBytes, outboxBytes, pingInterval, closeTimeout, timeout, maxConnections);
    }

    public SocketOptions withMaxConnections(int connections) {
        return new SocketOptions(frameBytes, outboxBytes, pingInterval, closeTimeout, admitTimeout, connections);
    }
}
