package io.ringway.gateway.session;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.NodeReport;
import io.ringway.gateway.protocol.UserReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.function.Supplier;

/**
 * What operators may see beside what the {@link Backend} tells. Works on a node that is cut off from its cluster, too: that
 * is when it is looked at. Any thread; futures complete on the caller's context.
 */
public final class Operators {
    private static final int CALLS = 50;

    private final Vertx vertx;
    private final Hub hub;
    private final Watch watch;
    private final CallLog log;

    Operators(Vertx vertx, Hub hub, Watch watch, CallLog log) {
        this.vertx = vertx;
        this.hub = hub;
        this.watch = watch;
        this.log = log;
    }

    /** The figures of every node that answers within two seconds, this one first. */
    public Future<List<NodeReport>> nodes(Tenant tenant) {
        return onHub(() -> watch.nodes(tenant));
    }

    /** A user's sessions, and what happened to them, on every node that answers within two seconds. */
    public Future<UserReport> user(UserId user) {
        return onHub(() -> watch.user(user));
    }

    /** A user's last calls, the newest first; fails where they cannot be read. */
    public Future<Event.CallPage> calls(UserId user) {
        return onHub(() -> log.calls(user, 0, CALLS, ""));
    }

    private <T> Future<T> onHub(Supplier<Future<T>> work) {
        Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
        hub.execute(() -> {
            try {
                work.get().onComplete(promise);
            } catch (RuntimeException defect) {
                promise.fail(defect);
            }
        });
        return promise.future();
    }
}
