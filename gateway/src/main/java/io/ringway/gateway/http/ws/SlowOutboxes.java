package io.ringway.gateway.http.ws;

/**
 * What the sockets of a loop hold for clients that do not read, and may take their time to read again. There is a bound, so that a
 * crowd that stands still does not fill the memory: whoever comes beyond it has no more time than any other that is sent away. Loop
 * thread only.
 */
final class SlowOutboxes {
    /** All outboxes of a loop together. */
    static final long MAX_BYTES = 64L << 20;

    private long held;

    /** Whether there is room for one more; give it back then. */
    boolean hold(long bytes) {
        if (held + bytes > MAX_BYTES) {
            return false;
        }
        held += bytes;
        return true;
    }

    void giveBack(long bytes) {
        held -= bytes;
    }
}
