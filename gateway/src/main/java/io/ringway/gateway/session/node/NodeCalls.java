package io.ringway.gateway.session.node;

import io.ringway.cluster.Cluster;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.backend.BackendCalls;
import io.ringway.gateway.session.calls.Calling;
import io.ringway.gateway.session.calls.log.CallLog;
import io.vertx.core.Future;

/** What a node does about calls, put together: the calls themselves, what is written down of them, and those of backends. */
final class NodeCalls {
    final CallLog log;
    final Calling calling;
    final BackendCalls ofBackends;
    private final Metrics metrics;

    NodeCalls(Node.Parts parts, Sessions sessions) {
        Cluster cluster = parts.cluster();
        metrics = parts.metrics();
        log = new CallLog(
                new CallLog.Stores(parts.histories(), parts.timelines()), cluster, sessions, metrics, parts.clock());
        CallObserver observer = CallObserver.both(log, parts.witness());
        SessionOptions options = parts.sessions();
        calling = new Calling(new Calling.Parts(
                cluster,
                sessions,
                parts.calls().withGrace(options.graceMillis(), options.backgroundGraceMillis()),
                cluster::locate,
                observer,
                parts.notifier(),
                parts.callRules(),
                parts.clock()));
        ofBackends = new BackendCalls(parts.vertx(), parts.hub(), cluster, calling, observer, parts.clock());
    }

    /** Completes when it is known what users have said about calls to them, as far as that can be found out. */
    Future<Void> start() {
        return calling.settings().start();
    }

    /** Once a second. */
    void tick() {
        calling.tick();
        metrics.calls().live(calling.live());
        log.tick();
    }
}
