package io.ringway.cluster.presence;

import io.ringway.cluster.NodeRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which nodes are there, in which incarnation, and which incarnations are over. */
final class Peers {
    enum Seen {
        KNOWN,
        NEW,
        /** A node that was known, in a later life. */
        REBORN,
        /** An incarnation that is over. */
        STALE
    }

    private static final int ENDED_AT_MOST = 1_000;

    private final Map<Long, NodeRef> live = new LinkedHashMap<>();
    /** The latest that ended. A message cannot be as old as a thousand lives. */
    private final Map<Long, Integer> ended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > ENDED_AT_MOST;
        }
    };

    Seen see(NodeRef node) {
        NodeRef known = live.get(node.id());
        if (known != null && known.incarnation() >= node.incarnation()) {
            return known.incarnation() == node.incarnation() ? Seen.KNOWN : Seen.STALE;
        }
        if (ended.getOrDefault(node.id(), Integer.MIN_VALUE) >= node.incarnation()) {
            return Seen.STALE;
        }
        live.put(node.id(), node);
        return known == null ? Seen.NEW : Seen.REBORN;
    }

    /** Whoever decides about membership has seen the node: what was said of its end does not hold any more. */
    void revive(NodeRef node) {
        ended.computeIfPresent(node.id(), (id, last) -> last >= node.incarnation() ? null : last);
    }

    void end(NodeRef node) {
        ended.merge(node.id(), node.incarnation(), Math::max);
        live.computeIfPresent(node.id(), (id, ref) -> ref.incarnation() <= node.incarnation() ? null : ref);
    }

    boolean isLive(NodeRef node) {
        return node.equals(live.get(node.id()));
    }

    Collection<NodeRef> all() {
        return live.values();
    }
}
