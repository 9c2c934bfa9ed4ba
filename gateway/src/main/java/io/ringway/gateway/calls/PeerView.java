package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import org.jspecify.annotations.Nullable;

/**
 * Call events as a wire without call ids has to show them: from whom they come is who is on the other end of the leg, by
 * the name that end has on the wire. Stateless.
 */
public final class PeerView {
    private PeerView() {}

    /** Null where the client is better not told, or its wire has no words for it. */
    public static @Nullable Event of(Leg leg, Event.OfCall event) {
        return switch (event) {
            case Event.Incoming incoming -> incoming(leg, incoming);
            case Event.Accepted(var call, Sender callee) -> new Event.Accepted(call, named(leg, callee));
            case Event.Signalled(var call, Sender from, var signal) ->
                new Event.Signalled(call, named(leg, from), signal);
            case Event.Closed closed -> closed(leg, closed);
            case Event.Waiting e -> null;
            case Event.SignalRefused e -> null;
            case Event.Merged e -> null;
            case Event.PeerSuspect e -> null;
            case Event.PeerBack e -> null;
            case Event.Moved e -> null;
            case Event.Taken e -> null;
        };
    }

    private static Event incoming(Leg leg, Event.Incoming incoming) {
        return new Event.Incoming(
                incoming.call(),
                named(leg, incoming.caller()),
                incoming.offer(),
                incoming.data(),
                incoming.ringMs(),
                incoming.waiting(),
                incoming.merges());
    }

    /**
     * The end of the call with the other end, whoever ended it. Null for a caller that cancelled: its client has cleaned
     * up, may be ringing the same connection again, and would take this for the end of that call.
     */
    private static Event.@Nullable PeerClosed closed(Leg leg, Event.Closed closed) {
        Cid peer = leg.peerOnWire();
        if (peer == null || (leg.outgoing() && closed.reason() == CloseReason.CANCELLED)) {
            return null;
        }
        return new Event.PeerClosed(closed.call(), closed.reason(), peerUser(leg, closed.by()), peer);
    }

    /** Null where the connection did not ring, and has said nothing: nobody learns whose it was. */
    private static @Nullable UserId peerUser(Leg leg, @Nullable Sender by) {
        if (leg.peerUser() != null) {
            return leg.peerUser();
        }
        return by == null || leg.local().equals(by.cid()) ? null : by.user();
    }

    private static Sender named(Leg leg, Sender peer) {
        Cid onWire = leg.peerOnWire();
        return onWire == null ? peer : new Sender(peer.user(), onWire);
    }
}
