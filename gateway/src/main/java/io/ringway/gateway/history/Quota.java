package io.ringway.gateway.history;

/** How much may be under way at a time: things and their bytes. The last one that is taken may be over the bytes. */
final class Quota {
    private final int things;
    private final long bytes;
    private int takenThings;
    private long takenBytes;

    Quota(int things, long bytes) {
        this.things = things;
        this.bytes = bytes;
    }

    boolean isUsedUp() {
        return takenThings >= things || takenBytes >= bytes;
    }

    void take(long size) {
        takenThings++;
        takenBytes += size;
    }

    void giveBack(long size) {
        takenThings--;
        takenBytes -= size;
    }
}
