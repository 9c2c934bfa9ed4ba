package io.ringway.cluster.hazelcast;

import com.hazelcast.map.IMap;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.UserTable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Which users are connected, and on which nodes. Owned by the hub context. */
final class UserDirectory {
    private static final long DEADLINE_MS = 250;
    /** After a question that was not answered in time, so long nobody waits who can do without. */
    private static final long SILENT_MS = 1_000;

    private final IMap<String, Shares> map;
    private final Context hub;
    private final UserTable own = new UserTable();
    private final ShareTable<UserId> shares;
    private final Rewriting<UserId> rewriting;
    private final LongSupplier clock;
    /** Look-ups on their way: who asks meanwhile gets the same answer, so that messages keep their order. */
    private final Map<UserId, Future<List<NodeRef>>> lookups = new HashMap<>();

    private long silentUntil = Long.MIN_VALUE;

    UserDirectory(IMap<String, Shares> map, Context hub, Supplier<NodeRef> self, LongSupplier clock) {
        this.map = map;
        this.hub = hub;
        this.clock = clock;
        this.shares =
                new ShareTable<>(map, hub, self, clock, new ShareTable.Row<>(UserDirectory::key, own::count, false));
        this.rewriting = new Rewriting<>(shares::write);
    }

    void connected(UserId user) {
        if (own.connected(user) == 1) {
            shares.write(user);
        } else {
            shares.changed(user);
        }
    }

    void disconnected(UserId user) {
        int before = own.count(user);
        if (before == 1) {
            own.disconnected(user);
            shares.write(user);
        } else if (before > 1) {
            own.disconnected(user);
            shares.changed(user);
        }
    }

    /** Those of this node after that id. */
    List<UserId> page(Tenant tenant, String after, int limit) {
        return own.page(tenant, after, limit);
    }

    /** Where the user is connected, in the order of calls. Fails where the table does not answer within 250 ms. */
    Future<List<NodeRef>> nodes(UserId user) {
        Future<List<NodeRef>> running = lookups.get(user);
        return running == null ? lookup(user) : running;
    }

    /**
     * As {@link #nodes}, for who can do without an answer: where the table has been silent a moment ago it fails at once, but for a user
     * about whom it is asked already.
     */
    Future<List<NodeRef>> nodesUnlessSilent(UserId user) {
        return clock.getAsLong() < silentUntil && !lookups.containsKey(user)
                ? Future.failedFuture(new UnavailableException("the user directory does not answer"))
                : nodes(user);
    }

    private Future<List<NodeRef>> lookup(UserId user) {
        Promise<List<NodeRef>> promise = ((ContextInternal) hub).promise();
        Asynchronously.call(() -> map.getAsync(key(user)))
                .whenComplete((row, failure) -> hub.runOnContext(turn -> {
                    if (failure != null) {
                        promise.tryFail(failure);
                    } else {
                        promise.tryComplete(row == null ? List.of() : row.nodes());
                    }
                }));
        Future<List<NodeRef>> nodes = promise.future().timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
        lookups.put(user, nodes);
        return nodes.onComplete(done -> {
            lookups.remove(user);
            if (done.failed()) {
                silentUntil = clock.getAsLong() + SILENT_MS;
            }
        });
    }

    void rewrite() {
        shares.rewrite(own.all());
    }

    /** As {@link #rewrite}, bit by bit. */
    void rewriteSlowly(long now) {
        rewriting.begin(own.all(), now);
    }

    void tick(long now) {
        rewriting.tick(now);
        shares.tick();
    }

    private static String key(UserId user) {
        Tenant tenant = user.tenant();
        return Keys.of(tenant, user.id());
    }
}
