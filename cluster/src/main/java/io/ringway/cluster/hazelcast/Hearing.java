package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.presence.Unheard;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks the others, once this node is back among them, whom they have of those whom it gave up while it was cut off. What a node has taken over
 * it has said before it answers, as nodes hear each other in order. On the hub context.
 */
final class Hearing {
    /** Whole rosters come for an answer, on the way that signals need too: a few at once leave the others' windows open. */
    private static final int GROUPS_AT_ONCE = 4;

    private static final long AGAIN_MS = 500;

    private final ClusterNode node;
    private final Unheard unheard;
    private long pausedUntil;

    Hearing(ClusterNode node) {
        this.node = node;
        this.unheard = node.presence.unheard();
    }

    /** Asks about as many groups as may be asked about at once: now and then, and where one was answered. */
    void tick(long now) {
        if (unheard.isEmpty() || now < pausedUntil || isCutOff(now)) {
            return;
        }
        List<NodeRef> others = List.copyOf(node.presence.peers());
        List<Group> groups = unheard.ask(GROUPS_AT_ONCE);
        groups.forEach(group -> ask(group, others));
    }

    private boolean isCutOff(long now) {
        return node.nodes() == 1 || node.fence.isClosed(now, node.nodes()) || !node.peerage.hasMetAll();
    }

    private void ask(Group group, List<NodeRef> others) {
        node.router.rosters(group, others).onComplete(done -> {
            if (done.succeeded() && !isCutOff(node.now())) {
                unheard.heard(group, cids(done.result()));
                tick(node.now());
            } else {
                unheard.unanswered(group);
                pausedUntil = node.now() + AGAIN_MS;
            }
        });
    }

    private static Set<Cid> cids(List<List<Member>> rosters) {
        Set<Cid> cids = new HashSet<>();
        rosters.forEach(roster -> roster.forEach(member -> cids.add(member.cid())));
        return cids;
    }
}
