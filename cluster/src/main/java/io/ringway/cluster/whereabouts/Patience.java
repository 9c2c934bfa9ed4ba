package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which connections are waited for longer than others should their node be lost. Each node says it of its own, and it holds for
 * as long as that node is remembered: of two nodes that both think they have a connection, the more patient one is right.
 *
 * <p>Pure and single threaded.
 */
public final class Patience {
    private final Map<Long, Map<Cid, Integer>> byNode = new HashMap<>();

    /** A node says how long one of its connections is waited for. Returns whether that is news. */
    public boolean says(NodeRef node, Wait wait) {
        Map<Cid, Integer> known = byNode.computeIfAbsent(node.id(), first -> new HashMap<>());
        Integer before = wait.graceMs() == 0 ? known.remove(wait.cid()) : known.put(wait.cid(), wait.graceMs());
        if (known.isEmpty()) {
            byNode.remove(node.id());
        }
        return wait.graceMs() != (before == null ? 0 : before);
    }

    /** All that a node has said. */
    public List<Wait> of(NodeRef node) {
        List<Wait> waits = new ArrayList<>();
        byNode.getOrDefault(node.id(), Map.of()).forEach((cid, graceMs) -> waits.add(new Wait(cid, graceMs)));
        return waits;
    }

    /** How long a connection is waited for, in milliseconds; 0 for as long as all others. */
    public int of(Cid cid) {
        int longest = 0;
        for (Map<Cid, Integer> said : byNode.values()) {
            longest = Math.max(longest, said.getOrDefault(cid, 0));
        }
        return longest;
    }

    /** A connection lives on that node from now on: how long others would have waited for it counts no longer. */
    public void moved(NodeRef to, Cid cid) {
        byNode.forEach((id, said) -> {
            if (id != to.id()) {
                said.remove(cid);
            }
        });
    }

    /** A node says everything anew, or has been gone for long. */
    public void forget(NodeRef node) {
        byNode.remove(node.id());
    }
}
