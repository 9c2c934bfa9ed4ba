package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.webhooks.Nodes;
import java.util.HashSet;
import java.util.Set;

/** The cluster, as far as an outbox has to know it. Hub only. */
record ClusterNodes(Cluster cluster) implements Nodes {
    /** Nobody's: the news are of lines, which say themselves whose they are. */
    private static final Tenant NOBODYS = new Tenant("ringway");

    @Override
    public long self() {
        return cluster.self().id();
    }

    @Override
    public Set<Long> live() {
        Set<Long> live = new HashSet<>();
        live.add(self());
        cluster.peers().forEach(peer -> live.add(peer.id()));
        return live;
    }

    @Override
    public boolean isFenced() {
        return cluster.isFenced();
    }

    @Override
    public void news(long node, String line) {
        for (NodeRef peer : cluster.peers()) {
            if (peer.id() == node) {
                cluster.post(peer, EnvelopeCodec.encode(new Envelope.OutboxNews(NOBODYS, line)));
            }
        }
    }
}
