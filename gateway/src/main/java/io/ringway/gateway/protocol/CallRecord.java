package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a call that is over: who, when and why, and nothing of what was said. The same for both sides. Times are
 * milliseconds since 1970, by the clock of the node that owned the call.
 *
 * @param callee null where one connection was called, and never reached: nobody knows whose it was
 * @param dataBytes the size of what the caller showed with the ring
 * @param answered {@link #NEVER} where nobody did
 * @param endedBy the user who ended it, where one did
 * @param device the connection that answered
 */
public record CallRecord(
        CallId call,
        String caller,
        @Nullable String callee,
        int dataBytes,
        long began,
        long answered,
        long ended,
        CloseReason reason,
        @Nullable String endedBy,
        @Nullable Cid device) {
    public static final long NEVER = 0;

    public CallRecord {
        endedBy = reason.isDeed() ? endedBy : null;
    }

    public long durationMillis() {
        return answered == NEVER ? 0 : Math.max(0, ended - answered);
    }

    /** Whether it rang for this user, or could not reach it, and no device of the user answered or declined. */
    public boolean missedBy(String user) {
        return user.equals(callee)
                && !user.equals(caller)
                && answered == NEVER
                && switch (reason) {
                    case TIMEOUT, CANCELLED, UNREACHABLE, DISCONNECTED, BUSY, FAILED -> true;
                    case DECLINED, HANGUP, ANSWERED_ELSEWHERE, MOVED -> false;
                };
    }
}
