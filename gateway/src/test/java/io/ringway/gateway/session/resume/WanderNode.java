package io.ringway.gateway.session.resume;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.presence.Effects;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import io.ringway.gateway.protocol.envelope.SessionState.Told;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.Passage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node of a {@link WanderSimulation}: the pure parts, put together as the hub does it. */
final class WanderNode implements Effects {
    private static final int SLOWEST_MS = 30;
    /** Of a stream that is behind: a mark may be on its way still when it is asked for once more. */
    private static final int BEHIND_MS = WanderDeafness.AGAIN_MS + 1_000;

    private static final long TRY_MS = 50;
    private static final long FORGET_MS = 60_000;

    final NodeRef ref;
    final Presence presence;
    final Whereabouts whereabouts = new Whereabouts();
    final Map<Cid, WanderSession> sessions = new HashMap<>();
    final WanderDepartures departures;
    final WanderArrivals arrivals;
    final WanderAcquaintances acquaintances;
    private final WanderSimulation world;
    private final WanderSlumber slumber;
    private final Set<NodeRef> lostOnTheWay = new HashSet<>();
    private long said;

    WanderNode(WanderSimulation world, NodeRef ref) {
        this.world = world;
        this.ref = ref;
        this.presence = new Presence(ref, this, world.now(), WanderSimulation.GRACE_MS);
        this.slumber = new WanderSlumber(world, this::look);
        this.departures = new WanderDepartures(this, world);
        this.arrivals = new WanderArrivals(this, world);
        this.acquaintances = new WanderAcquaintances(this, world);
    }

    // What the world does to it.

    /** What is on its way from it to others arrives at some of them, and at others not. */
    void die() {
        presence.peers().stream().filter(peer -> world.random.nextBoolean()).forEach(lostOnTheWay::add);
        slumber.die();
        departures.die();
        sessions.values().forEach(session -> {
            session.log.release();
            session.hangUp();
        });
    }

    void down(NodeRef dead) {
        if (isAlive()) {
            presence.nodeDown(world.now(), dead);
            acquaintances.down(dead);
            departures.nodeDown(dead);
            arrivals.nodeDown(dead);
        }
    }

    boolean isAlive() {
        return slumber.isAlive();
    }

    void hang(long millis) {
        slumber.hang(millis);
    }

    long dazedUntil() {
        return slumber.dazedUntil();
    }

    void whenAwake(Runnable action) {
        slumber.whenAwake(action);
    }

    void tick() {
        slumber.tick();
    }

    private void look() {
        presence.tick(world.now());
        departures.tick();
        arrivals.tick();
        List.copyOf(sessions.values()).stream()
                .filter(session -> session.parkedUntil <= world.now())
                .forEach(session -> finish(session, LeaveReason.DISCONNECTED));
    }

    // What is said.

    void publish() {
        whenAwake(() -> {
            long number = said++;
            deliver(ref, number);
            boolean known = presence.eachFollower(WanderSimulation.GROUP, (node, size) -> say(node, number));
            if (!known) {
                List.copyOf(presence.peers()).forEach(node -> say(node, number));
            }
        });
    }

    private void say(NodeRef to, long number) {
        post(to, node -> node.deliver(ref, number));
    }

    private void deliver(NodeRef origin, long number) {
        departures.forward(origin, number);
        for (WanderSession session : List.copyOf(sessions.values())) {
            if (session.isIn && session.coming != null) {
                session.coming.gates.straight(origin, new long[] {origin.id(), number});
            } else if (session.isIn) {
                session.hear(origin.id(), number);
            }
        }
    }

    /** Over the stream to that node: in order, or not at all where either end is gone. */
    void post(NodeRef to, Consumer<WanderNode> arrival) {
        String way = WanderSimulation.way(ref, to);
        world.inOrder(way, world.isBehind(way) ? BEHIND_MS : SLOWEST_MS, () -> {
            WanderNode node = world.nodes.get(to.id());
            if (node != null && !lostOnTheWay.contains(to)) {
                node.whenAwake(() -> {
                    if (node.presence.peers().contains(ref)) {
                        arrival.accept(node);
                    }
                });
            }
        });
    }

    Cluster.Place lastPlace(Cid cid) {
        return new Cluster.Place(whereabouts.of(cid), whereabouts.count(cid));
    }

    void everyPeer(Consumer<WanderNode> arrival) {
        List.copyOf(presence.peers()).forEach(peer -> post(peer, arrival));
    }

    // Clients that come and go.

    void open(WanderClient.Conn conn, @Nullable ResumeToken token, long received) {
        WanderSession here = token == null ? null : sessions.get(token.cid());
        if (!conn.isThere()) {
            return;
        }
        if (token == null) {
            begin(conn);
        } else if (here == null) {
            arrivals.fetch(conn, token, received);
        } else if (!here.passage.accepts(token.generation())) {
            begin(conn);
        } else if (here.coming != null) {
            here.coming.whenHere.add(whole -> open(conn, token, received));
        } else {
            reattach(conn, here, token, received, true);
        }
    }

    void begin(WanderClient.Conn conn) {
        if (!conn.isThere()) {
            return;
        }
        Cid cid = new Cid(ref, world.random.nextLong(), world.random.nextLong());
        WanderSession session = WanderSession.fresh(cid, new Passage());
        sessions.put(cid, session);
        session.attach(conn);
        session.welcome(conn, ref, false, false);
    }

    void reattach(WanderClient.Conn conn, WanderSession session, ResumeToken token, long received, boolean isWhole) {
        if (!conn.isThere()) {
            return;
        }
        if (conn.number < session.carrier) {
            world.outdated++;
            conn.close();
            return;
        }
        if (session.conn != null) {
            session.conn.replacedBy(conn);
        }
        session.parkedUntil = Long.MAX_VALUE;
        boolean isForeign = session.passage.isForeign(token.generation());
        session.passage.renewed(token.generation());
        if (!isWhole || isForeign) {
            session.passage.tear();
        }
        session.attach(conn);
        if (isForeign || received > session.log.last()) {
            session.log.release();
        } else {
            session.log.acknowledge(received);
        }
        if (isForeign) {
            world.foreign++;
            arrivals.deafen(session);
        }
        session.welcome(
                conn, ref, true, !isForeign && session.passage.told() == Told.WHOLE && session.log.covers(received));
        session.replay();
        presence.suspect(WanderSimulation.GROUP, session.cid, false);
    }

    /** The client has its welcome, and joins its group where it is not in it. Returns whether it has a session here. */
    boolean confirmed(WanderClient.Conn conn) {
        boolean isIts = false;
        for (WanderSession session : List.copyOf(sessions.values())) {
            if (session.conn == conn) {
                session.passage.confirmed();
                isIts = true;
                if (!session.isIn && !session.isJoining) {
                    session.isJoining = true;
                    presence.join(
                            world.now(), WanderSimulation.GROUP, session.member(), view -> entered(session, view));
                }
            }
        }
        return isIts;
    }

    /** While the view is not complete, a node may not know yet that it has to say everything here: nothing is promised. */
    void entered(WanderSession session, GroupView view) {
        if (!session.closed && !view.complete()) {
            world.later(
                    TRY_MS,
                    () -> whenAwake(() -> {
                        GroupView known = presence.view(WanderSimulation.GROUP);
                        if (known != null) {
                            entered(session, known);
                        }
                    }));
            return;
        }
        session.isJoining = false;
        if (session.closed) {
            abandon(session, session.hasMoved ? LeaveReason.MOVED : LeaveReason.DISCONNECTED);
        } else {
            session.isIn = true;
            world.clients.forEach(client -> client.joined(session.cid));
        }
    }

    void closed(WanderClient.Conn conn, boolean isGoodbye) {
        conn.isGone();
        for (WanderSession session : List.copyOf(sessions.values())) {
            if (session.conn == conn && isGoodbye) {
                finish(session, LeaveReason.LEFT);
            } else if (session.conn == conn) {
                park(session);
            }
        }
    }

    void park(WanderSession session) {
        session.conn = null;
        session.parkedUntil = world.now() + WanderSimulation.GRACE_MS;
        presence.suspect(WanderSimulation.GROUP, session.cid, true);
    }

    private void finish(WanderSession session, LeaveReason reason) {
        drop(session);
        if (whereabouts.movedTo(session.cid) != null) {
            Move end = new Move(session.cid, whereabouts.count(session.cid));
            ended(ref, end);
            everyPeer(node -> node.ended(ref, end));
        }
        if (session.isIn) {
            leave(session, reason);
        }
    }

    void released(NodeRef on, Cid cid) {
        whereabouts.released(on, cid);
    }

    void ended(NodeRef on, Move end) {
        whereabouts.ended(on, end, world.now() + FORGET_MS);
    }

    @Override
    public boolean hasEnded(Cid cid) {
        return whereabouts.hasEnded(cid);
    }

    @Override
    public @Nullable NodeRef movedTo(Cid cid) {
        return whereabouts.movedTo(cid);
    }

    void drop(WanderSession session) {
        session.closed = true;
        session.log.release();
        sessions.remove(session.cid);
    }

    /** Unless its connection has another session here, which is in the group or on its way in. */
    void abandon(WanderSession over, LeaveReason reason) {
        WanderSession now = sessions.get(over.cid);
        boolean goesOn = (now != null && (now.isIn || now.isJoining)) || departures.staysFor(over.cid);
        if (!goesOn) {
            leave(over, now == null || now == over ? reason : LeaveReason.LEFT);
        }
    }

    void leave(WanderSession session, LeaveReason reason) {
        presence.leave(world.now(), WanderSimulation.GROUP, session.cid, reason);
    }

    // What is looked at.

    long said() {
        return said;
    }

    Set<Cid> cids() {
        return sessions.keySet();
    }

    boolean hasMembers() {
        return presence.view(WanderSimulation.GROUP) != null;
    }

    Set<Cid> roster() {
        Set<Cid> cids = new HashSet<>();
        GroupView view = presence.view(WanderSimulation.GROUP);
        if (view != null) {
            view.members().forEach(member -> cids.add(member.cid()));
        }
        return cids;
    }

    boolean isIdle() {
        return departures.isEmpty() && sessions.values().stream().allMatch(session -> session.coming == null);
    }

    // What the presence core wants.

    @Override
    public void changed(Group group, long version, Change change) {
        if (change instanceof Change.Left left && left.reason() != LeaveReason.LEFT) {
            WanderSession session = sessions.get(left.member().cid());
            if (session != null && session.isIn && presence.ownMembers(group).contains(left.member())) {
                throw new AssertionError(left.member().cid() + " is here, and said to be gone");
            }
        }
    }

    @Override
    public void send(NodeRef to, Message message) {
        post(to, node -> node.presence.receive(world.now(), ref, message));
    }

    @Override
    public void lookup(Group group) {
        world.later(1 + world.random.nextInt(SLOWEST_MS), () -> {
            if (isAlive() && presence.ownCount(group) > 0) {
                world.interested.add(ref);
                presence.found(world.now(), group, List.copyOf(world.interested));
            }
        });
    }

    @Override
    public void counted(Group group, int members) {
        if (members == 0) {
            world.interested.remove(ref);
        }
    }
}
