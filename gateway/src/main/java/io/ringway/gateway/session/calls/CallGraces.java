package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import java.util.HashSet;
import java.util.Set;

/**
 * Says to the owners of calls, and to the nodes of the peers, who would own them next, that a party of this node may take longer
 * to come back: its page is in the background. Should this node be lost, there is nobody left to say so. Hub only.
 */
public final class CallGraces {
    private final Calling calling;
    private final Calling.Parts parts;
    private final Cluster cluster;
    private final Legs legs;

    CallGraces(Calling calling, Calling.Parts parts, Legs legs) {
        this.calling = calling;
        this.parts = parts;
        cluster = parts.cluster();
        this.legs = legs;
    }

    /** A session's page has gone into the background, or has come back from there. */
    public void changed(Session session) {
        legs.ofConnection(session.cid()).forEach(leg -> tell(session, leg));
    }

    /** Said again, as what was said before is forgotten. */
    void confirm(Session session, Leg leg) {
        if (session.passage().inBackground()) {
            tell(session, leg);
        }
    }

    private void tell(Session session, Leg leg) {
        if (!leg.accepted()) {
            return;
        }
        long millis = session.passage().inBackground() ? parts.options().hiddenGraceMillis() : 0;
        for (NodeRef node : nodes(leg)) {
            if (node.id() == cluster.self().id()) {
                calling.run(new CallInput.Grace(session.sender(), millis));
            } else {
                CallStep step = new CallStep.Grace(millis);
                cluster.post(
                        node, EnvelopeCodec.encode(new Envelope.CallCommand(leg.call(), session.sender(), step, 0)));
            }
        }
    }

    private Set<NodeRef> nodes(Leg leg) {
        Set<NodeRef> nodes = new HashSet<>(Set.of(leg.owner()));
        Cid peer = leg.peer();
        NodeRef at = peer == null ? null : parts.whereabouts().apply(peer);
        if (at != null) {
            nodes.add(at);
        }
        return nodes;
    }
}
