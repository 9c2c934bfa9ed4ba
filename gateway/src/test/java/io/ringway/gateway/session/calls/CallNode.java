package io.ringway.gateway.session.calls;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.log.CallLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node of a {@link CallSimulation}: the real hub's calls, which reach other nodes over the simulation. */
final class CallNode {
    private static final Metrics METRICS = new Metrics();

    /** In its present life: it grows when others have counted the node out, and took it back. */
    NodeRef self;

    final Sessions sessions = new Sessions(METRICS);
    final Set<NodeRef> peers = new HashSet<>();
    final Calling calling;
    /** What is written down of calls; null where nothing is. */
    final @Nullable CallLog log;

    final CallInbox inbox;

    CallNode(
            NodeRef self, CallOptions options, CallSimulation net, Notifier notifier, CallLog.@Nullable Stores stores) {
        this.self = self;
        SimCluster cluster = new SimCluster(self, net);
        InstantSource clock = () -> Instant.ofEpochMilli(net.millis());
        log = stores == null ? null : new CallLog(stores, cluster, sessions, METRICS, clock);
        calling = new Calling(new Calling.Parts(
                cluster,
                sessions,
                options,
                cluster::locate,
                log == null ? moment -> {} : log,
                notifier,
                WordStore.NONE,
                clock));
        inbox = new CallInbox(calling);
    }
}
