package io.ringway.gateway.session;

import io.ringway.gateway.config.SessionsConfig;
import io.ringway.gateway.metrics.BufferMemory;

/**
 * How sessions outlive their connections.
 *
 * @param graceMillis how long one waits for its client; 0 for not at all
 * @param backgroundGraceMillis the same for a client in the background, where that is longer
 * @param replayBytes what is kept of one session's frames
 * @param parkedBytes what is kept of all that wait
 */
public record SessionOptions(long graceMillis, long backgroundGraceMillis, int replayBytes, long parkedBytes) {
    /** Those that wait have at most this part of the memory for buffers, whatever is configured. */
    private static final int PARKED_PART = 4;

    public static SessionOptions of(SessionsConfig config) {
        return new SessionOptions(
                config.grace().toMillis(),
                config.backgroundGrace().toMillis(),
                config.replayBytes(),
                Math.min(config.parkedBytes(), BufferMemory.ofThisProcess().limit() / PARKED_PART));
    }

    public boolean keepsSessions() {
        return graceMillis > 0;
    }

    public long graceOf(Session session) {
        return session.passage().inBackground() ? longestGraceMillis() : graceMillis;
    }

    /** How long anybody is waited for at most. */
    public long longestGraceMillis() {
        return Math.max(graceMillis, backgroundGraceMillis);
    }
}
