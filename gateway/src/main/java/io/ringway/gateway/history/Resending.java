package io.ringway.gateway.history;

import java.util.HashMap;
import java.util.Map;

/**
 * When a replica that lacks something is sent it once more: half a second after it got somewhere, and less and less often while it
 * gets nowhere, as a node that hangs would have all of it in front of it when it wakes.
 */
final class Resending {
    private static final long FIRST_MS = 500;
    private static final long LONGEST_MS = 8_000;

    private final Map<Long, Wait> waits = new HashMap<>();

    private record Wait(long head, long at, long pause) {}

    /**
     * Whether it is time, in which case it is counted as sent.
     *
     * @param head up to where the replica has everything
     */
    boolean isDue(long node, long head, long now) {
        Wait before = waits.get(node);
        if (before == null || before.head != head) {
            waits.put(node, new Wait(head, now + FIRST_MS, FIRST_MS));
            return false;
        }
        if (now < before.at) {
            return false;
        }
        long pause = Math.min(2 * before.pause, LONGEST_MS);
        waits.put(node, new Wait(head, now + pause, pause));
        return true;
    }

    /** It lacks nothing. */
    void caughtUp(long node) {
        waits.remove(node);
    }
}
