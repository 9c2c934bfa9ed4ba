package io.ringway.gateway.history;

/** How much a node may claim from one tick to the next: what claims send is sent at once, and what goes to a node has a bound. */
final class ClaimQuota {
    private static final int CLAIMS = 200;
    /** Of logs, or those of one claim. */
    private static final long BYTES = 4L << 20;
    /** Of the whole, this part is left to groups that somebody waits for. */
    private static final int PART_FOR_AWAITED = 4;

    private int claims;
    private long bytes;

    /** From another tick on. */
    void begin() {
        claims = 0;
        bytes = 0;
    }

    /** @param isAwaited whether somebody waits for the group that is to be claimed */
    boolean isUsedUp(boolean isAwaited) {
        return isAwaited
                ? claims >= CLAIMS || bytes >= BYTES
                : claims >= CLAIMS - CLAIMS / PART_FOR_AWAITED || bytes >= BYTES - BYTES / PART_FOR_AWAITED;
    }

    void take(long size) {
        claims++;
        bytes += size;
    }
}
