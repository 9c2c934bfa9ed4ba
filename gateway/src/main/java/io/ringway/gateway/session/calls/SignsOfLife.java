package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;

/** What this node says every now and then of its connections' parts in calls: it mends what was lost on the way. Hub only. */
final class SignsOfLife {
    private final Calling calling;
    private final Cluster cluster;
    private final Sessions sessions;
    private final Legs legs;

    SignsOfLife(Calling calling, Calling.Parts parts, Legs legs) {
        this.calling = calling;
        cluster = parts.cluster();
        sessions = parts.sessions();
        this.legs = legs;
    }

    /** Says that a leg is still there, or ends it where its owner is not. */
    void confirm(Leg leg) {
        Session session = sessions.find(leg.local());
        if (session != null && isMember(leg.owner())) {
            confirm(session, leg);
        } else if (!isMember(leg.owner())) {
            calling.handovers().nodeDown(leg.owner());
        }
    }

    private void confirm(Session session, Leg leg) {
        if (legs.isHungUp(leg)) {
            calling.step(leg, session.sender(), new CallStep.Hangup(false));
        }
        say(session, leg);
        if (legs.isPeerLost(leg)) {
            calling.step(leg, session.sender(), new CallStep.Waits());
        }
        calling.graces().confirm(session, leg);
    }

    /** A party that has moved may have been lost and found on two nodes, whose news overtake each other: this is how it is. */
    void say(Session session, Leg leg) {
        calling.step(leg, session.sender(), session.isParked() ? new CallStep.Alive() : new CallStep.Back());
    }

    /**
     * Another node owns a ring than the one that was told that this connection hears it. One that asks for the call says nothing: it would
     * be told that it has no part in it, and then be given it.
     */
    void heard(Leg before, NodeRef owner) {
        Session session = sessions.find(before.local());
        boolean hears = !before.outgoing() && !before.isTaking();
        if (session != null && hears && before.owner().id() != owner.id()) {
            calling.send(owner, before.call(), session.sender(), new CallStep.Alive());
        }
    }

    private boolean isMember(NodeRef owner) {
        return owner.id() == cluster.self().id() || cluster.peers().stream().anyMatch(peer -> peer.id() == owner.id());
    }
}
