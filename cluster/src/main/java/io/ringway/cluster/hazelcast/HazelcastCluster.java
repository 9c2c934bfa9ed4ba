package io.ringway.cluster.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Claims;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The cluster of many nodes. {@link #open} joins Hazelcast, {@link #stop} leaves it; the Vert.x is its maker's to close. */
public final class HazelcastCluster implements Cluster {
    private static final long TICK_MS = 50;
    private static final int LISTINGS_AT_ONCE = 4;
    private static final int LISTINGS_WAITING = 64;

    private final Vertx vertx;
    private final Joined joined;
    private final HazelcastInstance hazelcast;
    private final UnaryOperator<SocketAddress> route;
    private final HazelcastOptions options;
    private final NodeRef born;
    private final BlockingCalls listings;
    private volatile @Nullable ClusterNode running;
    private final Standing standing = new Standing();
    private final ServiceName serviceName;
    private long timer;

    /** Opens both ports and finds the others. Fails where a port is taken. Any thread. */
    public static Future<HazelcastCluster> open(Vertx vertx, HazelcastOptions options) {
        return vertx.executeBlocking(() -> Configs.of(options, new SecureRandom().nextLong()), false)
                .compose(config -> open(vertx, options, config, UnaryOperator.identity()));
    }

    /** @param route by which way a node's mesh is reached, from the address it gave */
    static Future<HazelcastCluster> open(
            Vertx vertx, HazelcastOptions options, Config config, UnaryOperator<SocketAddress> route) {
        return Joined.join(vertx, options, config).map(joined -> new HazelcastCluster(vertx, options, joined, route));
    }

    private HazelcastCluster(Vertx vertx, HazelcastOptions options, Joined joined, UnaryOperator<SocketAddress> route) {
        this.vertx = vertx;
        this.options = options;
        this.joined = joined;
        this.hazelcast = joined.hazelcast();
        this.route = route;
        this.listings = new BlockingCalls(vertx, "ringway-listing", LISTINGS_AT_ONCE, LISTINGS_WAITING);
        this.serviceName = new ServiceName(vertx, options.kubernetesService(), standing::nodes);
        this.born = new NodeRef(Membership.selfId(hazelcast), 0);
    }

    /**
     * Lists in the memory of the cluster, each on two of its nodes.
     *
     * @param name one of {@link HazelcastOptions#lists}
     */
    public ListStore lists(String name, Bounds bounds, InstantSource clock) {
        return new HazelcastLists(vertx, hazelcast, name, bounds, clock);
    }

    /** An outbox in the memory of the cluster, each line on two of its nodes. */
    public OutboxStore outbox() {
        return new HazelcastOutbox(vertx, hazelcast);
    }

    /** Shelves in the memory of the cluster, each on two of its nodes. */
    public ShelfStore shelves(InstantSource clock) {
        return new HazelcastShelves(vertx, hazelcast, clock);
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    @Override
    public NodeRef self() {
        ClusterNode node = running;
        return node == null ? born : node.self();
    }

    @Override
    public Set<NodeRef> peers() {
        return Set.copyOf(node().presence.peers());
    }

    @Override
    public Cid newCid() {
        return Cid.create(self());
    }

    @Override
    public Future<Void> start(Context newHub, Inbox inbox) {
        Promise<Void> started = ((ContextInternal) newHub).promise();
        newHub.runOnContext(turn -> {
            try {
                open(newHub, inbox).onComplete(started);
            } catch (RuntimeException refusal) {
                started.fail(refusal);
            }
        });
        return started.future();
    }

    private Future<Void> open(Context newHub, Inbox inbox) {
        ClusterNode node = new ClusterNode(
                vertx,
                newHub,
                hazelcast,
                route,
                options.minNodes(),
                born,
                inbox,
                options.graceMs(),
                options.longestGraceMs(),
                listings);
        running = node;
        timer = vertx.setPeriodic(TICK_MS, tick -> tick(node));
        serviceName.start();
        return node.open(joined.port())
                .onSuccess(opened -> {
                    tick(node);
                    standing.started();
                })
                .recover(refusal -> stop().transform(stopped -> Future.failedFuture(refusal)));
    }

    @Override
    public Future<Void> stop() {
        ClusterNode node = running;
        running = null;
        standing.stopped();
        vertx.cancelTimer(timer);
        serviceName.stop();
        Future<Void> closed = node == null ? Future.succeededFuture() : node.close();
        return closed.eventually(() -> joined.leave(vertx)).eventually(listings::close);
    }

    @Override
    public Health health() {
        return standing.health(running, hazelcast.getLifecycleService().isRunning(), serviceName.trouble());
    }

    @Override
    public boolean isFenced() {
        ClusterNode node = node();
        return node.fence.isClosed(node.now(), node.nodes());
    }

    @Override
    public Future<GroupView> join(Group group, Member member) {
        Promise<GroupView> view = Promise.promise();
        ClusterNode node = node();
        node.inbox.entered(group, member);
        node.presence.join(node.now(), group, member, view::tryComplete);
        return view.future();
    }

    @Override
    public void leave(Group group, Cid cid, LeaveReason reason) {
        ClusterNode node = node();
        if (reason.isLoss() && isFenced()) {
            node.presence.leaveUnheard(node.now(), group, cid);
        } else {
            node.presence.leave(node.now(), group, cid, reason);
        }
        node.inbox.exited(group, cid, reason);
    }

    @Override
    public void suspect(Group group, Cid cid, boolean isLost) {
        node().presence.suspect(group, cid, isLost);
    }

    @Override
    public @Nullable NodeRef locate(Cid cid) {
        return node().moves.locate(cid);
    }

    @Override
    public Place lastPlace(Cid cid) {
        return node().moves.lastPlace(cid);
    }

    @Override
    public void waits(Cid cid, int graceMs) {
        node().moves.waits(cid, graceMs);
    }

    @Override
    public int graceOf(Cid cid) {
        return node().moves.graceOf(cid);
    }

    @Override
    public boolean hasEnded(Cid cid) {
        return node().moves.hasEnded(cid);
    }

    @Override
    public void adopt(Cid cid, int moves) {
        node().moves.adopt(cid, moves);
    }

    @Override
    public void handOver(Cid cid, NodeRef to, int moves) {
        node().moves.handOver(cid, to, moves);
    }

    @Override
    public void ended(Cid cid) {
        node().moves.ended(cid);
    }

    @Override
    public void released(Cid cid) {
        node().moves.released(cid);
    }

    @Override
    public boolean reaches(Group group, NodeRef at) {
        ClusterNode node = node();
        return node.peerage.live(at.id()) != null && node.presence.isFollower(group, at);
    }

    @Override
    public boolean owes(NodeRef at, UserId user, List<Group> groups) {
        return node().router.owes(at, user, groups);
    }

    @Override
    public boolean isSilent(NodeRef at) {
        return node().peerage.silent().contains(at.id());
    }

    @Override
    public void expect(UserId user, NodeRef at) {
        ClusterNode node = node();
        node.expected.add(node.now(), user, at);
    }

    @Override
    public Future<Buffer> ask(NodeRef to, Buffer question) {
        return node().outgoing.ask(to, question);
    }

    @Override
    public byte[] secret() {
        return node().secret.value();
    }

    @Override
    public void update(Group group, Member member) {
        node().presence.update(group, member);
    }

    @Override
    public @Nullable GroupView view(Group group) {
        return node().presence.view(group);
    }

    @Override
    public Future<List<Member>> roster(Group group) {
        return node().lookups.roster(group);
    }

    @Override
    public Future<List<NodeRef>> withMembers(Group group, UserId user) {
        return node().lookups.withMembers(group, user);
    }

    @Override
    public Future<Integer> size(Group group) {
        return node().lookups.size(group);
    }

    @Override
    public Future<List<GroupCount>> groups(GroupQuery query) {
        return node().lookups.groups(query);
    }

    @Override
    public Future<List<UserId>> users(Tenant tenant, String after, int limit) {
        return node().lookups.users(tenant, after, limit);
    }

    @Override
    public Future<List<NodeRef>> nodesOf(UserId user) {
        return node().lookups.nodesOf(user);
    }

    @Override
    public void connected(UserId user) {
        node().users.connected(user);
    }

    @Override
    public void disconnected(UserId user) {
        node().users.disconnected(user);
    }

    @Override
    public int publish(Group group, Buffer payload) {
        return publish(Traffic.MESSAGES, group, payload);
    }

    @Override
    public int publish(Traffic traffic, Group group, Buffer payload) {
        return node().router.publish(traffic, group, payload);
    }

    @Override
    public Future<Integer> announce(Traffic traffic, Group group, Buffer payload) {
        return node().router.publishCounted(traffic, group, payload);
    }

    @Override
    public Future<Integer> send(UserId user, Buffer payload, IntSupplier here) {
        return send(Traffic.SIGNALS, user, payload, here);
    }

    @Override
    public Future<Integer> send(Traffic traffic, UserId user, Buffer payload, IntSupplier here) {
        return node().outgoing.send(traffic, user, payload, here);
    }

    @Override
    public Future<Boolean> send(Cid cid, Buffer payload) {
        return send(Traffic.SIGNALS, cid, payload);
    }

    @Override
    public Future<Boolean> send(Traffic traffic, Cid cid, Buffer payload) {
        return node().outgoing.send(traffic, cid, payload);
    }

    @Override
    public void post(Cid cid, Buffer payload) {
        var unused = post(Traffic.SIGNALS, cid, payload);
    }

    @Override
    public boolean post(Traffic traffic, Cid cid, Buffer payload) {
        return node().outgoing.post(traffic, cid, payload);
    }

    @Override
    public void post(NodeRef to, Buffer payload) {
        post(Traffic.SIGNALS, to, payload);
    }

    @Override
    public void post(Traffic traffic, NodeRef to, Buffer payload) {
        node().outgoing.post(traffic, to, payload);
    }

    @Override
    public Claims claims() {
        return node().claims;
    }

    private void tick(ClusterNode node) {
        node.tick();
        standing.tick(node);
    }

    private ClusterNode node() {
        ClusterNode node = running;
        if (node == null) {
            throw new IllegalStateException("the cluster is not running on this node");
        }
        return node;
    }
}
