package io.ringway.gateway.session;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.push.Notifier;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** A node of a {@link CallSimulation}: the real hub's calls, which reach other nodes over the simulation. */
final class CallNode {
    private static final Metrics METRICS = new Metrics();

    /** In its present life: it grows when others have counted the node out, and took it back. */
    NodeRef self;

    final Sessions sessions = new Sessions(METRICS);
    final Set<NodeRef> peers = new HashSet<>();
    final Calling calling;
    final CallInbox inbox;

    CallNode(NodeRef self, CallOptions options, CallSimulation net, Notifier notifier) {
        this.self = self;
        SimCluster cluster = new SimCluster(self, net);
        calling = new Calling(new Calling.Parts(
                cluster,
                sessions,
                options,
                cluster::locate,
                moment -> {},
                notifier,
                WordStore.NONE,
                () -> Instant.ofEpochMilli(net.millis())));
        inbox = new CallInbox(calling);
    }
}
