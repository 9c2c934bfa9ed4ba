package io.ringway.gateway.history;

/** How much a node may claim from one tick to the next: what claims send is sent at once, and what goes to a node has a bound. */
final class ClaimQuota {
    private static final int CLAIMS = 200;
    /** Of logs, or those of one claim. */
    private static final long BYTES = 4L << 20;

    private int claims;
    private long bytes;

    /** From another tick on. */
    void begin() {
        claims = 0;
        bytes = 0;
    }

    boolean isUsedUp() {
        return claims >= CLAIMS || bytes >= BYTES;
    }

    void take(long size) {
        claims++;
        bytes += size;
    }
}
