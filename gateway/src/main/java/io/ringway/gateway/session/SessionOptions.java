package io.ringway.gateway.session;

import io.ringway.gateway.config.SessionsConfig;

/**
 * How sessions outlive their connections.
 *
 * @param graceMillis how long one waits for its client; 0 for not at all
 * @param backgroundGraceMillis the same for a client in the background, where that is longer
 * @param replayBytes what is kept of one session's frames
 * @param parkedBytes what is kept of all that wait
 */
public record SessionOptions(long graceMillis, long backgroundGraceMillis, int replayBytes, long parkedBytes) {
    public static SessionOptions of(SessionsConfig config) {
        return new SessionOptions(
                config.grace().toMillis(),
                config.backgroundGrace().toMillis(),
                config.replayBytes(),
                config.parkedBytes());
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
