package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import org.jspecify.annotations.Nullable;

/**
 * The part that one of this node's connections takes in a call.
 *
 * @param local the connection
 * @param outgoing whether it is the caller
 * @param peerUser who is on the other end; null while a caller that rang a connection does not know whose it is
 * @param peer the connection on the other end; null while a caller that rang a user does not know which it will be
 * @param peerOnWire what {@code peer} is called on wires that know no call ids: itself, or an alias that only this call has
 * @param accepted whether this connection, as a callee, has asked to accept, or as a caller was accepted
 */
public record Leg(
        CallId call,
        Cid local,
        boolean outgoing,
        @Nullable UserId peerUser,
        @Nullable Cid peer,
        @Nullable Cid peerOnWire,
        boolean accepted) {
    Leg accepting() {
        return new Leg(call, local, outgoing, peerUser, peer, peerOnWire, true);
    }

    Leg acceptedBy(UserId user, @Nullable Cid cid) {
        return new Leg(call, local, outgoing, user, cid, peerOnWire == null ? cid : peerOnWire, true);
    }

    LegRef ref() {
        return new LegRef(call, local);
    }
}
