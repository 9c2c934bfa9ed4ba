package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallCore;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.calls.PeerView;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.json.JsonArray;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes call events to connections of this node, as far as {@link Legs} lets them through. Hub only. */
final class CallDelivery {
    private final Calling calling;
    private final Sessions sessions;
    private final CallCore core;
    private final Legs legs;
    private final InstantSource clock;

    CallDelivery(Calling calling, Sessions sessions, CallCore core, Legs legs, InstantSource clock) {
        this.calling = calling;
        this.sessions = sessions;
        this.core = core;
        this.legs = legs;
        this.clock = clock;
    }

    /** To a user's connections on this node; returns how many took it. */
    int deliver(UserId user, Event.OfCall event) {
        int delivered = 0;
        for (Session session : List.copyOf(sessions.of(user))) {
            if (deliver(user.tenant(), session.cid(), event, new CallTarget.User(user))) {
                delivered++;
            }
        }
        return delivered;
    }

    /** To a connection of this node; false where it has none such, or where it has no part in this. */
    boolean deliver(Tenant tenant, Cid to, Event.OfCall event) {
        return deliver(tenant, to, event, new CallTarget.Connection(to));
    }

    private boolean deliver(Tenant tenant, Cid to, Event.OfCall event, CallTarget target) {
        Session session = sessions.find(to);
        if (session == null || !session.tenant().equals(tenant) || cannotRing(session, event)) {
            return false;
        }
        if (event instanceof Event.Incoming incoming && crosses(session, incoming)) {
            return true;
        }
        if (event instanceof Event.Incoming incoming && legs.isRinging(to, event.call())) {
            calling.kept().hears(session, incoming, target);
            return true;
        }
        Leg known = legs.leg(to, event.call());
        if (event instanceof Event.Incoming && known != null && known.isAccepting()) {
            // It hears the ring as well. Who owns it anew counts whom it rings before it is told what they have asked.
            return true;
        }
        Leg leg = legs.pass(to, event, clock.millis());
        if (leg != null) {
            tell(session, leg, event);
            // What only a party is told may come where the seat itself was lost.
            calling.crossed().answered(session, known, leg);
        }
        if (leg != null && event instanceof Event.Closed closed && closed.reason() == CloseReason.MOVED) {
            calling.moves().gave(session, leg);
        }
        if (leg != null && event instanceof Event.Incoming ring) {
            legs.seat(leg.with(head(session, ring)));
            calling.kept().hears(session, ring, target);
            // Says whose connection it is: where one was called by its cid, the owner does not know.
            calling.step(leg, session.sender(), new CallStep.Alive());
        }
        return leg != null;
    }

    /** Should the owner be lost, somebody has to enter it into the histories. */
    private CallHead head(Session session, Event.Incoming ring) {
        String here = session.user().id();
        String there = ring.caller().user().id();
        int bytes = ring.data().size();
        return ring.starts()
                ? new CallHead(here, there, bytes, clock.millis())
                : new CallHead(there, here, bytes, clock.millis());
    }

    /** A wire that rings with the offer has nothing to ring with where there is none. */
    private static boolean cannotRing(Session session, Event event) {
        return !session.dialect().namesCalls() && event instanceof Event.Incoming incoming && incoming.offer() == null;
    }

    /** A ring from the very one whom this connection rings: one of the two calls goes on, and nobody hears a ring. */
    private boolean crosses(Session session, Event.Incoming incoming) {
        Cid to = session.cid();
        Leg own = incoming.merges() && !legs.knows(to, incoming.call()) ? legs.crossed(to, incoming.caller()) : null;
        if (own == null || !session.dialect().namesCalls()) {
            return false;
        }
        return switch (core.crossing(own.call(), incoming.call())) {
            case NONE -> false;
            case STANDS -> true;
            case YIELDS -> {
                merge(session, own, incoming);
                yield true;
            }
        };
    }

    private void merge(Session session, Leg own, Event.Incoming incoming) {
        Leg leg = legs.merging(own, incoming.call(), incoming.caller(), clock.millis());
        calling.run(new CallInput.Yield(own.call()));
        session.tell(new Event.Merged(own.call(), incoming.call(), incoming.caller()));
        calling.step(leg, session.sender(), new CallStep.Accept(null, false, own.call()));
    }

    void tell(Session session, Leg leg, Event.OfCall event) {
        if (session.dialect().namesCalls()) {
            session.tell(event);
        } else if (event instanceof Event.Signalled(var call, var from, Signal.Candidates(var json))) {
            JsonArray.items(json)
                    .forEach(one -> show(session, leg, new Event.Signalled(call, from, new Signal.Candidate(one))));
        } else {
            show(session, leg, event);
        }
    }

    private void show(Session session, Leg leg, Event.OfCall event) {
        if (event instanceof Event.Closed closed) {
            showEnd(session, leg, closed);
        } else {
            showAs(session, leg, event);
        }
    }

    /** With it ends what the client still has of the call that it gave up for this one. */
    private void showEnd(Session session, Leg leg, Event.Closed closed) {
        Cid givenUp = legs.aliases().over(leg);
        if (isTaken(leg.local(), leg.peerOnWire())) {
            return;
        }
        showAs(session, leg, closed);
        if (givenUp != null && !isTaken(leg.local(), givenUp)) {
            showAs(session, leg.named(givenUp), closed);
        }
    }

    /** Whether there is another call by that name, which the client would end with this one. */
    private boolean isTaken(Cid local, @Nullable Cid name) {
        return name != null && !legs.between(local, name).isEmpty();
    }

    private static void showAs(Session session, Leg named, Event.OfCall event) {
        Event shown = PeerView.of(named, event);
        if (shown != null) {
            session.tell(shown);
        }
    }
}
