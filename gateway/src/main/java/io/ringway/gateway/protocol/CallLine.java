package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a call.
 *
 * @param at milliseconds since 1970, by the clock of the node where it happened
 * @param user who did it, where somebody did
 * @param cid with which connection
 * @param other of {@link What#BEGAN}: the user who was called, where one was
 * @param count of {@link What#BEGAN}: the bytes shown with the ring; of {@link What#RANG} and {@link
 *     What#ASKED}: how many devices
 * @param reason of {@link What#CLOSED}
 * @param text the same in words, without the one who did it; may be a client's words, so show it as text alone
 */
public record CallLine(
        long at,
        What what,
        @Nullable String user,
        @Nullable Cid cid,
        @Nullable String other,
        int count,
        @Nullable CloseReason reason,
        String text) {
    /** The ordinal is in what is stored: add at the end only. */
    public enum What {
        /** Somebody calls. */
        BEGAN,
        /** So many devices ring. */
        RANG,
        /** This device rings. */
        RINGING,
        ANSWERED,
        /** The connection to the gateway is lost, the call goes on. */
        SUSPECT,
        BACK,
        /** The call goes on with this device. */
        MOVED,
        /** As a device reports: it has found a way through the network. */
        CONNECTED,
        /** As a device reports: it has found none. */
        FAILED,
        CLOSED,
        /** So many devices of the caller are asked to start the call. */
        ASKED,
        /** With this device of the caller the call rings. */
        STARTED,
        /** It rings on this device no more, but on the others. */
        DECLINED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
