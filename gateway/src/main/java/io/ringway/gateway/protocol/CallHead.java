package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import org.jspecify.annotations.Nullable;

/**
 * How a call began and was answered: what its entry in the histories is made of when it is over. It stays with the call whoever
 * owns it, and is known to the nodes of its parties, who may be the next. Times are milliseconds since 1970.
 *
 * @param callee null where one connection is called, and nobody knows whose it is
 * @param dataBytes the size of what the caller showed with the ring
 * @param answered {@link CallRecord#NEVER} where nobody has
 * @param device the connection that answered
 */
public record CallHead(
        String caller,
        @Nullable String callee,
        int dataBytes,
        long began,
        long answered,
        @Nullable Cid device) {
    /** Of a call that nobody has answered. */
    public CallHead(String caller, @Nullable String callee, int dataBytes, long began) {
        this(caller, callee, dataBytes, began, CallRecord.NEVER, null);
    }

    /** The same where it has turned out whose connection rings. */
    public CallHead rung(String user) {
        return new CallHead(caller, user, dataBytes, began, answered, device);
    }

    public CallHead answered(String user, @Nullable Cid with, long at) {
        return new CallHead(caller, user, dataBytes, began, at, with);
    }

    /** The record of the call, which is over. */
    public CallRecord record(CallId call, long ended, CloseReason reason, @Nullable String endedBy) {
        return new CallRecord(
                call, caller, callee, dataBytes, began, answered, Math.max(began, ended), reason, endedBy, device);
    }
}
