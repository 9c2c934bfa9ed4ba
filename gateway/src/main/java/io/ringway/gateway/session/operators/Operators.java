package io.ringway.gateway.session.operators;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.NodeReport;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.calls.log.CallLog;
import io.vertx.core.Future;
import java.util.List;

/**
 * What operators may see beside what the {@code Backend} tells. Works on a node that is cut off from its cluster, too: that
 * is when it is looked at. Any thread; futures complete on the caller's context.
 */
public final class Operators {
    private static final int CALLS = 50;

    private final Hub hub;
    private final Watch watch;
    private final CallLog log;

    public Operators(Hub hub, Watch watch, CallLog log) {
        this.hub = hub;
        this.watch = watch;
        this.log = log;
    }

    /** The figures of every node that answers within two seconds, this one first. */
    public Future<List<NodeReport>> nodes(Tenant tenant) {
        return hub.ask(() -> watch.nodes(tenant));
    }

    /** A user's sessions, and what happened to them, on every node that answers within two seconds. */
    public Future<UserSeen> user(UserId user) {
        return hub.ask(() -> watch.user(user));
    }

    /** A user's last calls, the newest first; fails where they cannot be read. */
    public Future<Event.CallPage> calls(UserId user) {
        return hub.ask(() -> log.calls(user, 0, CALLS, ""));
    }
}
