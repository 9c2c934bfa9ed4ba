package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.Pages;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who is where, beyond what this node sees itself: read from the tables of the cluster, and of nodes that are there alone. Hub only. */
final class Lookups {
    private static final long LISTING_MS = 3_000;
    private static final int LISTINGS_AT_ONCE = 4;
    private static final int LISTINGS_WAITING = 64;
    private static final long WRITTEN_MS = 500;
    private static final long ROSTER_MS = 1_000;

    private final ClusterNode node;
    private final BlockingCalls listings;
    private final ContextInternal hub;
    private final Listing listing;
    /** Of pages that every node makes a part of: whatever callers ask for, that is how much of it the other nodes have to do. */
    private final Turns turns = new Turns(LISTINGS_AT_ONCE, LISTINGS_WAITING);

    Lookups(ClusterNode node, BlockingCalls listings, Context hub) {
        this.node = node;
        this.listings = listings;
        this.hub = (ContextInternal) hub;
        this.listing = new Listing(node.groupMap);
    }

    Future<List<Member>> roster(Group group) {
        GroupView view = node.presence.view(group);
        if (view != null) {
            List<Member> all = new ArrayList<>(view.size());
            view.members().forEach(all::add);
            return Future.succeededFuture(all);
        }
        return withMembers(group).compose(where -> node.router.roster(group, where));
    }

    Future<Integer> size(Group group) {
        GroupView view = node.presence.view(group);
        return view != null
                ? Future.succeededFuture(view.size())
                : withMembers(group).compose(where -> node.router.size(group, where));
    }

    /** The peers that have written down that they have members. */
    private Future<List<NodeRef>> withMembers(Group group) {
        return row(group)
                .timeout(ROSTER_MS, TimeUnit.MILLISECONDS)
                .map(shares -> shares == null ? List.of() : peersAmong(shares.nodes()));
    }

    /** As {@link #withMembers(Group)}, with those that the user is on its way to: it may bring the group there. */
    Future<List<NodeRef>> withMembers(Group group, UserId user) {
        return withMembers(group).map(nodes -> expected(user, nodes));
    }

    private List<NodeRef> expected(UserId user, List<NodeRef> nodes) {
        return peersAmong(List.copyOf(node.expected.with(user, nodes)));
    }

    private Future<@Nullable Shares> row(Group group) {
        Promise<@Nullable Shares> row = hub.promise();
        Asynchronously.call(() -> node.groupMap.getAsync(ClusterNode.key(group)))
                .whenComplete((shares, failure) -> {
                    if (failure != null) {
                        row.tryFail(failure);
                    } else {
                        row.tryComplete(shares);
                    }
                });
        return row.future();
    }

    private List<NodeRef> peersAmong(List<NodeRef> nodes) {
        return nodes.stream().filter(node.presence.peers()::contains).toList();
    }

    /** Fails where a node does not answer in time: half a page would lie. */
    Future<List<GroupCount>> groups(GroupQuery query) {
        return query.isByNameAlone() ? named(query) : counted(query);
    }

    private Future<List<GroupCount>> named(GroupQuery query) {
        return inTurn(() -> {
            List<GroupCount> own = node.rows.groups(query);
            return node.router
                    .groups(query, List.copyOf(node.presence.peers()))
                    .map(parts -> Pages.groups(with(own, parts), query.ascending(), query.limit()));
        });
    }

    private <T> Future<T> inTurn(Supplier<Future<T>> page) {
        long until = node.now() + LISTING_MS;
        Promise<T> made = hub.promise();
        turns.take(() -> node.now() < until
                        ? page.get()
                        : Future.<T>failedFuture(new UnavailableException("its turn came too late")))
                .onComplete(made::tryComplete, made::tryFail);
        return made.future().timeout(LISTING_MS, TimeUnit.MILLISECONDS);
    }

    private static <T> List<List<T>> with(List<T> own, List<List<T>> parts) {
        List<List<T>> all = new ArrayList<>(parts);
        all.add(own);
        return all;
    }

    private Future<List<GroupCount>> counted(GroupQuery query) {
        return written(node.groups.written())
                .compose(done -> {
                    Set<NodeRef> alive = node.alive();
                    return listings.run(() -> listing.groups(query, alive));
                })
                .timeout(LISTING_MS, TimeUnit.MILLISECONDS);
    }

    /** Fails as {@link #groups} does. */
    Future<List<UserId>> users(Tenant tenant, String after, int limit) {
        return inTurn(() -> {
            List<UserId> own = node.rows.users(tenant, after, limit);
            return node.router
                    .users(tenant, after, limit, List.copyOf(node.presence.peers()))
                    .map(parts -> Pages.users(with(own, parts), limit));
        });
    }

    /** Waits for this node's own rows a moment: a listing shows the join before it. */
    private Future<Void> written(Future<Void> writes) {
        Promise<Void> promise = hub.promise();
        writes.onComplete(done -> promise.tryComplete());
        return promise.future().timeout(WRITTEN_MS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    /** The other nodes that the user is connected to, or is on its way to. */
    Future<List<NodeRef>> nodesOf(UserId user) {
        return node.presence.peers().isEmpty()
                ? Future.succeededFuture(List.of())
                : node.users.nodes(user).map(nodes -> expected(user, nodes));
    }

    /** As {@link #nodesOf}; all of them where the directory does not answer. */
    Future<List<NodeRef>> reachable(UserId user) {
        List<NodeRef> peers = List.copyOf(node.presence.peers());
        return peers.isEmpty()
                ? Future.succeededFuture(peers)
                : node.users
                        .nodesUnlessSilent(user)
                        .map(nodes -> expected(user, nodes))
                        .otherwise(peers);
    }
}
