package io.ringway.gateway.session.calls;

import static java.util.Objects.requireNonNull;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.session.Session;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sessions of a {@link CallSimulation} that are without a socket, and go from node to node with it; and where each one is. */
final class CallTravels {
    private final CallSimulation net;
    private final CallTraffic traffic;
    private final Set<Cid> suspended = new HashSet<>();
    private final Map<Cid, NodeRef> whereabouts = new HashMap<>();
    /** Where those go who are on their way: nobody but the node that they have left knows. */
    private final Map<Cid, NodeRef> heading = new HashMap<>();

    /** What has come for those who are on their way. */
    private final Map<Cid, List<Runnable>> waiting = new HashMap<>();

    CallTravels(CallSimulation net, CallTraffic traffic) {
        this.net = net;
        this.traffic = traffic;
    }

    NodeRef whereabouts(Cid cid) {
        return whereabouts.getOrDefault(cid, cid.node());
    }

    void isAt(Cid cid, NodeRef node) {
        whereabouts.put(cid, node);
    }

    void forget(Cid cid) {
        suspended.remove(cid);
    }

    /** The session's socket breaks; returns whether it had one. */
    boolean lose(CallClient client, CallNode at) {
        return lose(client, client.session, at);
    }

    private boolean lose(CallClient client, Session session, CallNode at) {
        if (!suspended.add(client.cid)) {
            return false;
        }
        client.lose();
        at.calling.suspended(session);
        return true;
    }

    /** The session gets a socket where it is without one. */
    void find(CallClient client, CallNode at) {
        if (suspended.remove(client.cid)) {
            client.find();
            at.calling.resumed(client.session);
        }
    }

    /** The sockets of a node break; its sessions wait. */
    void suspendAll(CallNode node) {
        for (Session session : List.copyOf(node.sessions.all())) {
            CallClient client = net.client(session.cid());
            if (client != null) {
                lose(client, session, node);
            }
        }
    }

    /** A session goes to another node, with everything. */
    void travel(CallClient client, CallNode from, NodeRef to) {
        NodeRef left = CallNodes.key(whereabouts(client.cid));
        client.stories.values().forEach(story -> net.promises().disturbed(story.call));
        Buffer bytes = EnvelopeCodec.encode(new Envelope.Handover(new SessionState(
                client.user,
                client.cid,
                0,
                0,
                0,
                false,
                SessionState.Told.WHOLE,
                0,
                List.of(),
                List.of(),
                from.calling.handovers().take(client.session))));
        from.sessions.remove(client.session);
        waiting.put(client.cid, new ArrayList<>());
        heading.put(client.cid, to);
        traffic.carry(left, to, () -> arrive(client, to, bytes), () -> lostOnTheWay(client));
    }

    private void arrive(CallClient client, NodeRef to, Buffer bytes) {
        CallNode node = net.nodes().get(to);
        whereabouts.put(client.cid, to);
        node.sessions.add(client.newSession());
        heading.remove(client.cid);
        suspended.remove(client.cid);
        node.calling.handovers().give(client.session, decode(bytes));
        node.calling.resumed(client.session);
        requireNonNull(waiting.remove(client.cid)).forEach(Runnable::run);
    }

    private static CallHandover decode(Buffer bytes) {
        if (CallSimulation.read(bytes) instanceof Envelope.Handover(var state)) {
            return state.calls();
        }
        throw new AssertionError("another envelope");
    }

    private void lostOnTheWay(CallClient client) {
        waiting.remove(client.cid);
        heading.remove(client.cid);
        net.forget(client);
    }

    /** Where a connection lives as that node knows it; null where that is a node that it has lost. */
    @Nullable
    NodeRef locate(NodeRef by, Cid cid) {
        NodeRef from = CallNodes.key(whereabouts(cid));
        NodeRef asker = CallNodes.key(by);
        NodeRef at = from.equals(asker) ? heading.getOrDefault(cid, from) : from;
        CallNode node = net.nodes().find(asker);
        boolean known = at.equals(asker) || (node != null && node.peers.contains(at));
        return known ? net.nodes().current(at) : null;
    }

    /** To a connection that may be on its way: then it is told when it has arrived. */
    boolean tell(NodeRef node, Cid cid, Buffer payload) {
        List<Runnable> until = waiting.get(cid);
        if (until != null) {
            until.add(() -> tell(whereabouts(cid), cid, payload));
            return true;
        }
        NodeRef at = whereabouts(cid);
        return net.nodes().reaches(node, at) && net.nodes().get(at).inbox.message(cid, CallSimulation.read(payload));
    }
}
