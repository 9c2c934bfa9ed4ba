package io.ringway.gateway.session;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.moves.Gates;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session on its way here: what is said to it goes through its gates until they are all open. Hub only. */
public final class Arrival {
    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

    public final Session session;
    public final NodeRef from;
    public final List<SessionState.Membership> groups;
    public final Gates<Runnable> gates;
    /** This node and its peers as it began: whoever came or went meanwhile was not asked for a mark. */
    private final Set<NodeRef> everybody;

    private final Promise<Boolean> arrived;
    private boolean settling;

    public Arrival(
            Session session,
            NodeRef from,
            List<SessionState.Membership> groups,
            NodeRef self,
            Set<NodeRef> everybody,
            Promise<Boolean> arrived) {
        this.session = session;
        this.from = from;
        this.groups = groups;
        this.everybody = everybody;
        this.arrived = arrived;
        this.gates = new Gates<>(from, self, everybody, Arrival::deliver);
    }

    /** A defect of one is that one's: what waits behind it is another's. */
    private static void deliver(Runnable said) {
        try {
            said.run();
        } catch (RuntimeException defect) {
            LOG.error("something that was said to a session on its way here could not be delivered", defect);
        }
    }

    public static Set<NodeRef> everybody(NodeRef self, Set<NodeRef> peers) {
        Set<NodeRef> everybody = new HashSet<>(peers);
        everybody.add(self);
        return everybody;
    }

    public boolean isIn(String group) {
        return groups.stream().anyMatch(membership -> membership.group().equals(group));
    }

    /** Completes when it is here, with whether nothing was lost on the way. */
    public Future<Boolean> arrived() {
        return arrived.future();
    }

    public boolean isOver() {
        return arrived.future().isComplete();
    }

    /** It enters its groups now; false where it does already. */
    public boolean settles() {
        boolean begins = !settling;
        settling = true;
        return begins;
    }

    public boolean isWhole(Set<NodeRef> now) {
        return gates.isWhole() && everybody.equals(now);
    }

    public void complete(boolean isWhole) {
        arrived.complete(isWhole);
    }
}
