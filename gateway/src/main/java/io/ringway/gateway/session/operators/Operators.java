package io.ringway.gateway.session.operators;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.NodeReport;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.calls.log.CallLog;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

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

    /** A user's sessions, what happened to them, and the members without a connection, on every node that answers within two seconds. */
    public Future<UserSeen> user(UserId user) {
        return hub.ask(() -> watch.user(user));
    }

    /** The first users whose id begins with this and who are in groups without a connection, on every node that answers. */
    public Future<List<String>> unconnected(Tenant tenant, String prefix, int limit) {
        return hub.ask(() -> watch.unconnected(tenant, prefix, limit));
    }

    /**
     * Users whose id begins with this and of whom something is remembered, connected or not: those to whom something happened
     * on a node that answers, and the one of exactly that id who has made, got or missed a call.
     */
    public Future<List<KnownUser>> known(Tenant tenant, String prefix, int limit) {
        return hub.ask(() -> watch.known(tenant, prefix, limit).compose(known -> {
            boolean isThere = known.stream().anyMatch(user -> user.id().equals(prefix));
            return isThere || !Names.isUserId(prefix)
                    ? Future.succeededFuture(known)
                    : withCalls(new UserId(tenant, prefix), known);
        }));
    }

    private Future<List<KnownUser>> withCalls(UserId user, List<KnownUser> known) {
        return log.calls(user, 0, 1, "")
                .map(page -> Stream.concat(
                                page.calls().stream()
                                        .map(row -> new KnownUser(
                                                user.id(), row.record().ended())),
                                known.stream())
                        .toList())
                .otherwise(known);
    }

    /** A user's last calls, the newest first; fails where they cannot be read. */
    public Future<Event.CallPage> calls(UserId user) {
        return hub.ask(() -> log.calls(user, 0, CALLS, ""));
    }
}
