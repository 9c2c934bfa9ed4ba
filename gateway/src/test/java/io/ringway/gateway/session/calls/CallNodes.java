package io.ringway.gateway.session.calls;

import static java.util.Objects.requireNonNull;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of a {@link CallSimulation}: who there is, who sees whom, and who reaches whom. */
final class CallNodes {
    private final CallOutages outages;
    private final CallTraffic traffic;
    private final Map<NodeRef, CallNode> nodes = new LinkedHashMap<>();
    private int last;

    CallNodes(CallOutages outages, CallTraffic traffic) {
        this.outages = outages;
        this.traffic = traffic;
    }

    /** A node whatever its life, as the simulation files it. */
    static NodeRef key(NodeRef node) {
        return new NodeRef(node.id(), 0);
    }

    /** Never one that was there before: a node that comes again is another. */
    NodeRef next() {
        return new NodeRef(++last, 0);
    }

    /** Everybody sees it, and it everybody. */
    void add(CallNode node) {
        NodeRef ref = key(node.self);
        all().forEach(other -> other.peers.add(ref));
        node.peers.addAll(nodes.keySet());
        nodes.put(ref, node);
    }

    /** It dies, and with it what was on its way to and from it; the others find out. */
    CallNode kill(NodeRef dead) {
        CallNode lost = requireNonNull(nodes.remove(dead));
        NodeRef self = lost.self;
        traffic.dropAllOf(dead);
        nodes.keySet().forEach(survivor -> lose(survivor, self));
        return lost;
    }

    /** A node finds out that it has lost another, in the life in which it knew it. */
    void lose(NodeRef at, NodeRef lost) {
        traffic.later(() -> {
            CallNode node = nodes.get(at);
            if (node != null) {
                node.peers.remove(key(lost));
                node.calling.handovers().nodeDown(lost);
            }
        });
    }

    int size() {
        return nodes.size();
    }

    List<NodeRef> refs() {
        return List.copyOf(nodes.keySet());
    }

    Collection<CallNode> all() {
        return nodes.values();
    }

    @Nullable
    CallNode find(NodeRef ref) {
        return nodes.get(key(ref));
    }

    CallNode get(NodeRef ref) {
        return requireNonNull(find(ref), "no such node");
    }

    /** The node in its present life. */
    NodeRef current(NodeRef ref) {
        CallNode node = find(ref);
        return node == null ? ref : node.self;
    }

    Set<NodeRef> peers(NodeRef of) {
        CallNode node = find(of);
        return node == null ? Set.of() : node.peers.stream().map(this::current).collect(Collectors.toSet());
    }

    /** Those that clients find. */
    List<NodeRef> serving() {
        return nodes.keySet().stream().filter(outages::serves).toList();
    }

    /** Those with sessions of a user that another one reaches. */
    List<NodeRef> having(UserId user, NodeRef by) {
        return nodes.entrySet().stream()
                .filter(entry -> outages.reaches(by, entry.getKey()))
                .filter(entry -> !entry.getValue().sessions.of(user).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether both are there, and what one says gets to the other. */
    boolean reaches(NodeRef from, NodeRef to) {
        boolean isSame = key(from).equals(key(to));
        return find(to) != null && (isSame || (find(from) != null && outages.reaches(from, to)));
    }

    /** Sends something from node to node. */
    void post(NodeRef sender, NodeRef receiver, Runnable deliver, Runnable lost) {
        NodeRef from = key(sender);
        NodeRef to = key(receiver);
        if (nodes.containsKey(to) && nodes.containsKey(from) && !from.equals(to)) {
            traffic.send(from, to, deliver, lost);
        } else {
            lost.run();
        }
    }
}
