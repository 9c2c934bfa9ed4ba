package io.ringway.gateway.session.histories;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.history.CommonRules;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that all nodes in sight keep the same groups, whichever of them has them in its configuration: each tells what it has
 * to whom it comes to see, before it says anything else about histories. Hub only.
 */
final class HistoryNews {
    private static final Tenant NOBODYS = new Tenant("ringway");
    /** Ticks until it is said again, in case that it was lost with a connection. */
    private static final int REPEATED = 40;

    private final Cluster cluster;
    private final CommonRules rules;
    private Set<Long> known = Set.of();
    private int ticks;

    HistoryNews(Cluster cluster, HistoryRules own) {
        this.cluster = cluster;
        this.rules = new CommonRules(own.rules());
    }

    @Nullable
    HistoryPolicy policy(Group group) {
        return rules.policy(group);
    }

    /** Who is in sight; whether other groups are kept than before. */
    boolean look(Set<NodeRef> peers) {
        Set<Long> all = new HashSet<>();
        for (NodeRef peer : peers) {
            all.add(peer.id());
            if (!known.contains(peer.id())) {
                tell(peer, true);
            }
        }
        known = all;
        return rules.retain(all);
    }

    /** What another node says; whether other groups are kept than before. */
    boolean heard(NodeRef from, List<HistoryRules.Rule> said, boolean isAsking) {
        if (isAsking) {
            tell(from, false);
        }
        return known.contains(from.id()) && rules.heard(from.id(), said);
    }

    void tick() {
        if (++ticks % REPEATED == 0 && !rules.own().isEmpty()) {
            cluster.peers().forEach(peer -> tell(peer, false));
        }
    }

    private void tell(NodeRef peer, boolean isAsking) {
        Envelope news = new Envelope.HistoryNews(NOBODYS, rules.own(), isAsking);
        cluster.post(peer, EnvelopeCodec.encode(news));
    }
}
