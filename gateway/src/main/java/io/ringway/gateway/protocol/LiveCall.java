package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call that is not over, as its owner knows it.
 *
 * @param callerCid null while none of the caller's devices has started it
 * @param callee null where one connection was called, and has not answered
 * @param calleeCid null while nobody has answered, unless one connection was called
 * @param answered milliseconds since 1970; {@link CallRecord#NEVER} where nobody has
 * @param connected when one side had answered the other's offer, as {@code answered}; {@link CallRecord#NEVER} too where only a
 *     node knew that is lost
 */
public record LiveCall(
        CallId call,
        State state,
        String caller,
        @Nullable Cid callerCid,
        @Nullable String callee,
        @Nullable Cid calleeCid,
        long answered,
        long connected) {
    /** The ordinal is on the wire between nodes: add at the end only. */
    public enum State {
        /** The backend has begun it, and the caller's devices are asked to start it. */
        STARTING,
        RINGING,
        /** It was answered, and the two look for a way to each other. */
        CONNECTING,
        CONNECTED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
