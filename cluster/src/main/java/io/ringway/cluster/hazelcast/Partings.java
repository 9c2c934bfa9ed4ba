package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.presence.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Of which groups something may be lost that another node has said: those that both have members in when the node is lost, and again when it
 * comes back, as it may have gone on meanwhile without knowing. Not of one that says goodbye, which comes behind all that it has said.
 * Deterministic; as {@link Presence}, on the hub context.
 */
final class Partings {
    /** A node that comes back may find out only then that it was counted out, and goes on in a later incarnation: it is told of once. */
    static final long SETTLE_MS = 1_000;

    /** So many lost nodes are remembered, the latest ones: most never come back, and each may share ten thousand groups. */
    static final int MOST = 64;

    private final Presence presence;
    private final BiConsumer<NodeRef, Collection<Group>> missed;
    private final Map<Long, NodeRef> live = new HashMap<>();
    private final Map<Long, Parting> partings = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Parting> eldest) {
            return size() > MOST;
        }
    };

    /** A node that is gone, or was apart from this one. */
    private static final class Parting {
        final Collection<Group> groups;

        @Nullable
        NodeRef back;

        long backSince;

        Parting(Collection<Group> groups) {
            this.groups = groups;
        }
    }

    /** @param missed is told from which node something may be lost here, to groups with members here */
    Partings(Presence presence, BiConsumer<NodeRef, Collection<Group>> missed) {
        this.presence = presence;
        this.missed = missed;
    }

    /** A node is lost, and presence still knows its members. */
    void lost(NodeRef node) {
        Parting before = partings.remove(node.id());
        Set<Group> groups = new LinkedHashSet<>(shared(node));
        if (before != null) {
            groups.addAll(before.groups);
        }
        partings.put(node.id(), new Parting(List.copyOf(groups)));
        tell(node, groups);
    }

    /** Once a tick. */
    void tick(long now) {
        for (NodeRef peer : List.copyOf(presence.peers())) {
            NodeRef before = live.put(peer.id(), peer);
            if (before != null && before.incarnation() < peer.incarnation() && !partings.containsKey(peer.id())) {
                // It was apart from this node, which has not noticed.
                partings.put(peer.id(), new Parting(shared(peer)));
            }
            Parting parting = partings.get(peer.id());
            if (parting != null) {
                back(now, peer, parting);
            }
        }
        live.values().retainAll(presence.peers());
    }

    private void back(long now, NodeRef peer, Parting parting) {
        if (!peer.equals(parting.back)) {
            parting.back = peer;
            parting.backSince = now;
        } else if (now - parting.backSince >= SETTLE_MS) {
            partings.remove(peer.id());
            tell(peer, parting.groups);
        }
    }

    private List<Group> shared(NodeRef node) {
        List<Group> shared = new ArrayList<>();
        for (Group group : presence.groups()) {
            if (presence.isFollower(group, node)) {
                shared.add(group);
            }
        }
        return shared;
    }

    private void tell(NodeRef node, Collection<Group> groups) {
        List<Group> here =
                groups.stream().filter(group -> presence.ownCount(group) > 0).toList();
        if (!here.isEmpty()) {
            missed.accept(node, here);
        }
    }
}
