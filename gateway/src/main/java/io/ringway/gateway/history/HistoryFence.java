package io.ringway.gateway.history;

/** Whether this node has to assume that others go on without it, or did so a moment ago. */
final class HistoryFence {
    /** The others do not come back all at once, and those who have gone on must be among them. */
    private static final long OPEN_MS = 1_000;

    private boolean isClosed;
    private long openAt;

    boolean isClosed() {
        return isClosed;
    }

    /** What is so at this moment; whether it is closed by that. */
    boolean isNew(long now, boolean isNow) {
        boolean wasClosed = isClosed;
        if (isNow) {
            isClosed = true;
            openAt = now + OPEN_MS;
        } else if (now >= openAt) {
            isClosed = false;
        }
        return isClosed && !wasClosed;
    }
}
