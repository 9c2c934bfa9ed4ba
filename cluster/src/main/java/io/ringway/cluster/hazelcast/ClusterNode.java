package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.mesh.Mesh;
import io.ringway.cluster.mesh.MeshPort;
import io.ringway.cluster.presence.Effects;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.presence.Waking;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: the presence core with its surroundings. Turns frames and membership events into calls of the core, and
 * the core's effects into frames and writes. Everything runs on the hub context.
 */
final class ClusterNode implements Effects {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

    final Presence presence;
    final Moves moves;
    final SharedSecret secret;
    final Mesh mesh;
    final Router router;
    final Fence fence;
    final Peerage peerage;
    private final Hearing hearing;
    final UserDirectory users;
    final OwnRows rows;
    final Expected expected = new Expected();
    final ShareTable<Group> groups;
    private final Rewriting<Group> interest;
    final ClaimTable claims;
    final Lookups lookups;
    final Outgoing outgoing = new Outgoing(this);
    private final Partings partings;
    final IMap<String, Shares> groupMap;
    final IMap<String, Shares> userMap;
    final IMap<String, byte[]> claimMap;

    final Inbox inbox;
    private final LongSupplier clock;
    private final long longestGraceMs;
    private final Pulse pulse;
    private final Waking waking;
    private volatile NodeRef self;
    private boolean hasServed;
    private boolean isFenced;

    ClusterNode(
            Vertx vertx,
            Context hub,
            HazelcastInstance hazelcast,
            UnaryOperator<SocketAddress> route,
            int minNodes,
            NodeRef self,
            Inbox inbox,
            long graceMs,
            long longestGraceMs,
            BlockingCalls listings) {
        this.self = self;
        this.inbox = inbox;
        this.clock = () -> System.nanoTime() / 1_000_000;
        Standstill standstill = new Standstill(Configs.MISSED_AFTER_MS, clock.getAsLong());
        this.pulse = new Pulse(standstill, clock);
        this.waking = new Waking(clock.getAsLong());
        this.fence = new Fence(minNodes, standstill, clock.getAsLong());
        this.longestGraceMs = longestGraceMs;
        this.presence = new Presence(self, this, clock.getAsLong(), graceMs);
        Membership membershipSource = new Membership(hazelcast, hub, new MembershipEvents());
        this.mesh = new Mesh(
                vertx, hub, presence::self, id -> membershipSource.address(id).map(route), new Arrivals());
        this.moves = new Moves(presence, mesh, inbox, clock, longestGraceMs);
        this.userMap = hazelcast.getMap(Configs.USERS);
        this.users = new UserDirectory(userMap, hub, presence::self, clock);
        this.rows = new OwnRows(presence::ownCount, users);
        this.router = new Router(presence, mesh, inbox, clock, moves, rows);
        this.partings = new Partings(presence, inbox::missed);
        this.secret = new SharedSecret(hazelcast, hub);
        this.groupMap = hazelcast.getMap(Configs.GROUPS);
        this.groups = new ShareTable<>(
                groupMap, hub, presence::self, clock, new ShareTable.Row<>(ClusterNode::key, presence::ownCount, true));
        this.interest = new Rewriting<>(this::lookup);
        this.claimMap = hazelcast.getMap(Configs.CLAIMS);
        this.peerage = new Peerage(vertx, this, membershipSource);
        this.hearing = new Hearing(this);
        this.claims = new ClaimTable(listings, claimMap, hub, this::alive, inbox::lost);
        this.lookups = new Lookups(this, listings, hub);
    }

    /** In its present incarnation. Any thread. */
    NodeRef self() {
        return self;
    }

    long now() {
        return clock.getAsLong();
    }

    Future<Void> open(MeshPort port) {
        // Its links are as old as its last tick.
        mesh.tick(now());
        mesh.open(port);
        pulse.start();
        return peerage.open().compose(met -> secret.open());
    }

    /** Says goodbye, behind what peers are still to be told. Nobody waits for an answer any more. */
    Future<Void> close() {
        pulse.close();
        peerage.close();
        presence.release();
        router.close();
        for (NodeRef peer : Set.copyOf(presence.peers())) {
            router.relieved(peer);
            mesh.send(peer, new Frame.Bye());
        }
        return mesh.close();
    }

    /** Each part gets its turn, whatever happens to the one before. */
    void tick() {
        long now = now();
        if (!waking.isNow(now)) {
            guarded(() -> presence.tick(now));
        }
        guarded(groups::tick);
        guarded(() -> interest.tick(now));
        guarded(() -> users.tick(now));
        guarded(router::tick);
        guarded(() -> partings.tick(now));
        guarded(() -> moves.tick(now));
        guarded(() -> expected.tick(now));
        guarded(() -> claims.tick(now));
        guarded(() -> peerage.tick(now));
        guarded(() -> mesh.tick(now));
        fence.tick(now, nodes(), reached(now));
        guarded(() -> fence(fence.isClosed(now())));
        guarded(() -> hearing.tick(now()));
    }

    /** Before it has ever served, there is nobody to be sent away; its health says what it waits for. */
    private void fence(boolean isNow) {
        hasServed |= !isNow;
        if (hasServed && isNow != isFenced) {
            isFenced = isNow;
            LOG.warn(isNow ? "This node serves nobody: {}" : "This node serves again", fence.why(now()));
            inbox.fenced(isNow);
        }
    }

    /** How many nodes this one sees, itself included. */
    int nodes() {
        return presence.peers().size() + 1;
    }

    /** How many nodes this one has reached within the time after which the others count a silent one out, itself included. */
    private int reached(long now) {
        long since = now - Configs.SILENCE_SECONDS * 1_000L;
        return 1
                + (int) presence.peers().stream()
                        .filter(peer -> mesh.hasReached(peer.id(), since))
                        .count();
    }

    private static void guarded(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException defect) {
            LOG.error("A step of the cluster module failed", defect);
        }
    }

    /** @param isLost whether it went without a goodbye, which comes behind all that it has said */
    void nodeDown(NodeRef node, boolean isLost) {
        if (isLost) {
            guarded(() -> partings.lost(node));
        }
        presence.nodeDown(now(), node);
        mesh.drop(node.id());
        router.nodeDown(node);
        moves.nodeDown(now(), node);
        inbox.nodeDown(node);
    }

    /** Writes everything this node owns once more, where the tables may have lost it. */
    void rewrite() {
        presence.lookupAgain();
        users.rewrite();
        secret.keep();
        claims.keep();
    }

    /** As {@link #rewrite}, bit by bit where it is much: the tables have lost nothing, as far as anybody knows. */
    void rewriteSlowly() {
        interest.begin(presence.groups(), now());
        users.rewriteSlowly(now());
        secret.keep();
        claims.keep();
    }

    /** Goes on in a later incarnation. */
    void renew() {
        presence.renew(now());
        self = presence.self();
        moves.renamed();
        users.rewrite();
        claims.keep();
    }

    Set<NodeRef> alive() {
        Set<NodeRef> alive = new HashSet<>(presence.peers());
        alive.add(presence.self());
        return alive;
    }

    static String key(Group group) {
        return Keys.of(group.tenant(), group.name());
    }

    private void receive(NodeRef from, Frame frame) {
        switch (frame) {
            case Frame.Presence it -> {
                presence.receive(now(), from, it.message());
                moves.greet(from);
            }
            case Frame.Bye bye -> peerage.left(from);
            case Frame.Publish it -> route(from, it);
            case Frame.ToUser it -> route(from, it);
            case Frame.ToConnection it -> route(from, it);
            case Frame.ToNode it -> route(from, it);
            case Frame.Ask it -> route(from, it);
            case Frame.Answer it -> route(from, it);
            case Frame.Adopted it -> route(from, it);
            case Frame.Ended it -> route(from, it);
            case Frame.Released it -> route(from, it);
            case Frame.Waits it -> route(from, it);
            case Frame.Lost it -> route(from, it);
            case Frame.Anew it -> route(from, it);
            case Frame.Count it -> route(from, it);
            case Frame.AskRoster it -> route(from, it);
            case Frame.AskCount it -> route(from, it);
            case Frame.AskGroups it -> route(from, it);
            case Frame.Groups it -> route(from, it);
            case Frame.AskUsers it -> route(from, it);
            case Frame.Users it -> route(from, it);
            case Frame.Missed it -> route(from, it);
            case Frame.MissedByUser it -> route(from, it);
            case Frame.MissedInGroups it -> route(from, it);
            case Frame.MissedAny it -> route(from, it);
            case Frame.Roster it -> route(from, it);
        }
    }

    private void route(NodeRef from, Frame frame) {
        if (presence.seen(now(), from)) {
            router.receive(from, frame);
        }
    }

    @Override
    public void changed(Group group, long version, Change change) {
        // The core is half way through a step here: what an observer throws must not end it.
        guarded(() -> inbox.changed(group, version, change));
    }

    @Override
    public int graceOf(Cid cid) {
        return moves.graceOf(cid);
    }

    @Override
    public boolean hasEnded(Cid cid) {
        return moves.hasEnded(cid);
    }

    @Override
    public @Nullable NodeRef movedTo(Cid cid) {
        return moves.movedTo(cid);
    }

    @Override
    public long longestGraceMs() {
        return longestGraceMs;
    }

    @Override
    public void send(NodeRef to, Message message) {
        mesh.send(to, new Frame.Presence(message));
    }

    @Override
    public void lookup(Group group) {
        groups.writeAndRead(group, nodes -> presence.found(now(), group, nodes));
    }

    @Override
    public void counted(Group group, int members) {
        rows.counted(group, members);
        if (members == 0) {
            groups.write(group);
        } else {
            groups.changed(group);
        }
    }

    private final class Arrivals implements Mesh.Receiver {
        @Override
        public void frame(NodeRef from, Frame frame) {
            receive(from, frame);
        }

        @Override
        public void caughtUp(long id, long dropped) {
            NodeRef peer = peerage.live(id);
            if (peer != null) {
                mesh.send(peer, new Frame.MissedAny());
                presence.remind(peer);
                moves.greetAgain(peer);
            }
        }

        @Override
        public void relieved(long id, long dropped) {
            NodeRef peer = peerage.live(id);
            if (peer != null) {
                router.relieved(peer);
            }
        }
    }

    private final class MembershipEvents implements Membership.Listener {
        @Override
        public void nodeAdded(long id) {
            peerage.added(id);
        }

        @Override
        public void nodeRemoved(long id) {
            peerage.removed(id);
        }

        @Override
        public void merged() {
            fence.merged(now());
            peerage.merged();
        }

        @Override
        public void rowsLost() {
            peerage.rowsLost();
        }
    }
}
