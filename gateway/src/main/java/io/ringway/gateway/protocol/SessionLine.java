package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.Locale;

/**
 * One thing that happened to a session.
 *
 * @param at milliseconds since 1970, by the clock of the node where it happened
 */
public record SessionLine(long at, NodeRef node, Cid cid, What what) {
    /** The ordinal is on the wire: add at the end only. */
    public enum What {
        /** A new session. */
        OPENED,
        /** Its connection is lost; it waits for its client. */
        PARKED,
        /** Its client is back. */
        RESUMED,
        /** It came from another node, or from one that is gone. */
        CAME,
        /** Another node has it now. */
        WENT,
        /** The client has said goodbye. */
        LEFT,
        /** It did not come back, or was closed for good. */
        DISCONNECTED,
        /** An operator or the app's backend ended it. */
        KICKED,
        /** Its user is banned. */
        BANNED,
        /** Its token was taken back. */
        REVOKED,
        /** Its token ran out, and no other was shown in time. */
        EXPIRED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
