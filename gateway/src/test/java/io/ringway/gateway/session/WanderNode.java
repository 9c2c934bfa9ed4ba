package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.cluster.presence.Effects;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import io.ringway.gateway.moves.Gates;
import io.ringway.gateway.moves.Wake;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.resume.ResumeToken;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node of a {@link WanderSimulation}: the pure parts, put together as the hub does it. */
final class WanderNode implements Effects {
    private static final int SLOWEST_MS = 30;
    private static final int LOG_BYTES = 2_000;
    private static final long MARKS_MS = 1_000;
    private static final long PATIENCE_MS = 5_000;
    private static final long TRY_MS = 50;

    final NodeRef ref;
    private final WanderSimulation world;
    private final Presence presence;
    private final Whereabouts whereabouts = new Whereabouts();
    private final Map<Cid, Sess> sessions = new HashMap<>();
    private final Map<Cid, Departed> departures = new HashMap<>();
    private final Map<Long, Long> lost = new HashMap<>();
    private final Deque<Runnable> asleep = new ArrayDeque<>();
    private long awakeAt;
    private boolean alive = true;
    private long said;

    /** A session. */
    private static final class Sess {
        final Cid cid;
        final Passage passage;
        final ReplayLog log;
        WanderClient.@Nullable Conn conn;
        boolean isIn;
        boolean isJoining;
        boolean hasMoved;
        long parkedUntil = Long.MAX_VALUE;
        boolean closed;

        @Nullable
        Coming coming;

        Sess(Cid cid, Passage passage, ReplayLog log) {
            this.cid = cid;
            this.passage = passage;
            this.log = log;
        }
    }

    private static final class Coming {
        final Gates<long[]> gates;
        final Set<NodeRef> everybody;
        final NodeRef from;
        final List<Consumer<Boolean>> whenHere = new ArrayList<>();

        Coming(Gates<long[]> gates, Set<NodeRef> everybody, NodeRef from) {
            this.gates = gates;
            this.everybody = everybody;
            this.from = from;
        }
    }

    private record Departed(Sess session, NodeRef to, int moves, boolean wasIn, Wake wake, long deadline) {}

    private record State(
            Cid cid, int generation, int moves, boolean isTorn, long before, List<byte[]> frames, boolean isIn) {}

    WanderNode(WanderSimulation world, NodeRef ref) {
        this.world = world;
        this.ref = ref;
        this.presence = new Presence(ref, this, world.now(), WanderSimulation.GRACE_MS);
    }

    // What the world does to it.

    void up(NodeRef other) {
        presence.nodeUp(world.now(), other);
    }

    void die() {
        alive = false;
        sessions.values().forEach(session -> {
            session.log.release();
            if (session.conn != null) {
                session.conn.close();
            }
        });
    }

    void down(NodeRef dead) {
        if (!alive) {
            return;
        }
        presence.nodeDown(world.now(), dead);
        lost.put(dead.id(), world.now() + WanderSimulation.GRACE_MS);
        List.copyOf(departures.values()).stream()
                .filter(one -> one.to.equals(dead))
                .forEach(this::end);
        for (Sess session : List.copyOf(sessions.values())) {
            Coming coming = session.coming;
            if (coming != null) {
                coming.gates.gone(dead);
                settle(session, coming);
            }
        }
    }

    boolean isAlive() {
        return alive;
    }

    void hang(long millis) {
        awakeAt = Math.max(awakeAt, world.now() + millis);
    }

    /** Runs at once, or behind everything that came while the node hung. */
    void whenAwake(Runnable action) {
        if (!alive) {
            return;
        }
        if (world.now() >= awakeAt && asleep.isEmpty()) {
            action.run();
            return;
        }
        if (asleep.isEmpty()) {
            world.later(Math.max(1, awakeAt - world.now()), this::wake);
        }
        asleep.add(action);
    }

    private void wake() {
        if (world.now() < awakeAt) {
            world.later(awakeAt - world.now(), this::wake);
            return;
        }
        while (alive && !asleep.isEmpty()) {
            asleep.remove().run();
        }
    }

    void tick() {
        if (world.now() < awakeAt || !asleep.isEmpty()) {
            return;
        }
        presence.tick(world.now());
        List.copyOf(departures.values()).stream()
                .filter(one -> one.deadline <= world.now())
                .forEach(this::end);
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
        for (Departed departed : departures.values()) {
            if (departed.wasIn && departed.wake.carries(origin)) {
                Cid cid = departed.session.cid;
                post(departed.to, node -> node.forwarded(cid, origin, number));
            }
        }
        for (Sess session : List.copyOf(sessions.values())) {
            if (session.isIn && session.coming != null) {
                session.coming.gates.straight(origin, new long[] {origin.id(), number});
            } else if (session.isIn) {
                tell(session, origin.id(), number);
            }
        }
    }

    private void forwarded(Cid cid, NodeRef origin, long number) {
        Sess session = sessions.get(cid);
        if (session != null && session.coming != null) {
            session.coming.gates.forwarded(origin, new long[] {origin.id(), number});
        }
    }

    private void tell(Sess session, long origin, long number) {
        keep(
                session.log,
                ByteBuffer.allocate(16).putLong(origin).putLong(number).array());
        write(session.conn, origin, number);
    }

    private static void keep(ReplayLog log, byte[] bytes) {
        Frame frame = Frame.of(true, bytes);
        log.add(frame);
        frame.release();
    }

    private static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.payload().readableBytes()];
        frame.payload().readBytes(bytes);
        return bytes;
    }

    private static void write(WanderClient.@Nullable Conn conn, long origin, long number) {
        if (conn != null) {
            conn.send(() -> conn.client().frame(origin, number));
        }
    }

    /** Over the stream to that node: in order, or not at all where either end is gone. */
    private void post(NodeRef to, Consumer<WanderNode> arrival) {
        world.inOrder(ref.id() + ">" + to.id(), SLOWEST_MS, () -> {
            WanderNode node = world.nodes.get(to.id());
            if (node != null) {
                node.whenAwake(() -> {
                    if (node.presence.peers().contains(ref)) {
                        arrival.accept(node);
                    }
                });
            }
        });
    }

    // Clients that come and go.

    void open(WanderClient.Conn conn, @Nullable ResumeToken token, long received) {
        Sess here = token == null ? null : sessions.get(token.cid());
        if (token == null) {
            begin(conn);
        } else if (here == null) {
            fetch(conn, token, received, whereabouts(token));
        } else if (!here.passage.accepts(token.generation())) {
            begin(conn);
        } else if (here.coming != null) {
            here.coming.whenHere.add(whole -> open(conn, token, received));
        } else {
            reattach(conn, here, token, received, true);
        }
    }

    private void begin(WanderClient.Conn conn) {
        if (!conn.isOpen) {
            return;
        }
        Cid cid = new Cid(ref, world.random.nextLong(), world.random.nextLong());
        Sess session = new Sess(cid, new Passage(), new ReplayLog(LOG_BYTES));
        sessions.put(cid, session);
        session.conn = conn;
        welcome(session, conn, false, false);
    }

    private void reattach(WanderClient.Conn conn, Sess session, ResumeToken token, long received, boolean isWhole) {
        if (!conn.isOpen) {
            return;
        }
        if (session.conn != null) {
            session.conn.close();
        }
        session.parkedUntil = Long.MAX_VALUE;
        session.passage.renewed(token.generation());
        if (!isWhole) {
            session.passage.tear();
        }
        session.conn = conn;
        session.log.acknowledge(received);
        welcome(session, conn, true, !session.passage.isTorn() && session.log.covers(received));
        session.log.forEach(frame -> {
            ByteBuffer bytes = frame.payload().nioBuffer();
            write(conn, bytes.getLong(), bytes.getLong());
        });
        presence.suspect(WanderSimulation.GROUP, session.cid, false);
    }

    private void welcome(Sess session, WanderClient.Conn conn, boolean resumed, boolean recovered) {
        ResumeToken next = new ResumeToken(session.cid, ref, session.passage.generation(), session.passage.moves());
        long before = session.log.before();
        long last = session.log.last();
        conn.send(() -> conn.client().welcome(conn, next, resumed, recovered, before, last));
    }

    /** The client has its welcome, and joins its group where it is not in it. Returns whether it has a session here. */
    boolean confirmed(WanderClient.Conn conn) {
        boolean isIts = false;
        for (Sess session : List.copyOf(sessions.values())) {
            if (session.conn == conn) {
                session.passage.confirmed();
                isIts = true;
                if (!session.isIn && !session.isJoining) {
                    session.isJoining = true;
                    presence.join(
                            world.now(), WanderSimulation.GROUP, member(session.cid), view -> entered(session, view));
                }
            }
        }
        return isIts;
    }

    /** While the view is not complete, a node may not know yet that it has to say everything here: nothing is promised. */
    private void entered(Sess session, GroupView view) {
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
            presence.leave(
                    world.now(),
                    WanderSimulation.GROUP,
                    session.cid,
                    session.hasMoved ? LeaveReason.MOVED : LeaveReason.DISCONNECTED);
        } else {
            session.isIn = true;
            world.clients.forEach(client -> client.joined(session.cid));
        }
    }

    void closed(WanderClient.Conn conn, boolean isGoodbye) {
        for (Sess session : List.copyOf(sessions.values())) {
            if (session.conn == conn && isGoodbye) {
                finish(session, LeaveReason.LEFT);
            } else if (session.conn == conn) {
                park(session);
            }
        }
    }

    private void park(Sess session) {
        session.conn = null;
        session.parkedUntil = world.now() + WanderSimulation.GRACE_MS;
        presence.suspect(WanderSimulation.GROUP, session.cid, true);
    }

    private void finish(Sess session, LeaveReason reason) {
        drop(session);
        if (session.isIn) {
            presence.leave(world.now(), WanderSimulation.GROUP, session.cid, reason);
        }
        if (whereabouts.movedTo(session.cid) != null) {
            whereabouts.ended(ref, session.cid);
            Cid cid = session.cid;
            List.copyOf(presence.peers()).forEach(peer -> post(peer, node -> node.whereabouts.ended(ref, cid)));
        }
    }

    private void drop(Sess session) {
        session.closed = true;
        session.log.release();
        sessions.remove(session.cid);
    }

    // Sessions that move.

    private @Nullable NodeRef locate(Cid cid) {
        NodeRef at = whereabouts.of(cid);
        return at.id() == ref.id() || presence.peers().contains(at) ? at : null;
    }

    private Deque<NodeRef> whereabouts(ResumeToken token) {
        Deque<NodeRef> found = new ArrayDeque<>();
        NodeRef located = locate(token.cid());
        if (located != null && !located.equals(ref)) {
            found.add(located);
        }
        if (presence.peers().contains(token.home()) && !found.contains(token.home())) {
            found.add(token.home());
        }
        return found;
    }

    private void fetch(WanderClient.Conn conn, ResumeToken token, long received, Deque<NodeRef> where) {
        NodeRef node = where.poll();
        if (node == null) {
            comeBackAfterLoss(conn, token);
            return;
        }
        boolean[] answered = new boolean[1];
        post(
                node,
                other -> other.give(
                        token,
                        ref,
                        state -> post(other, ref, self -> {
                            if (answered[0]) {
                                return;
                            }
                            answered[0] = true;
                            if (state == null) {
                                fetch(conn, token, received, where);
                            } else {
                                adopt(conn, token, received, state, node);
                            }
                        })));
        world.later(2_000, () -> {
            if (!answered[0]) {
                answered[0] = true;
                conn.close();
            }
        });
    }

    private static void post(WanderNode from, NodeRef to, Consumer<WanderNode> arrival) {
        from.post(to, arrival);
    }

    private void give(ResumeToken token, NodeRef to, Consumer<@Nullable State> answer) {
        Sess session = sessions.get(token.cid());
        if (session == null || !session.passage.accepts(token.generation())) {
            answer.accept(null);
            return;
        }
        if (session.coming != null) {
            session.coming.whenHere.add(whole -> give(token, to, answer));
            return;
        }
        if (session.conn != null) {
            session.conn.close();
        }
        long before = session.log.before();
        List<byte[]> frames = new ArrayList<>();
        session.log.forEach(frame -> frames.add(bytes(frame)));
        Passage passage = session.passage;
        int moves = passage.moves() + 1;
        session.hasMoved = true;
        drop(session);
        whereabouts.moved(to, new Move(session.cid, moves));
        departures.put(
                session.cid, new Departed(session, to, moves, session.isIn, new Wake(), world.now() + PATIENCE_MS));
        world.moves++;
        answer.accept(
                new State(session.cid, passage.generation(), moves, passage.isTorn(), before, frames, session.isIn));
    }

    private void adopt(WanderClient.Conn conn, ResumeToken token, long received, State state, NodeRef from) {
        ReplayLog log = new ReplayLog(LOG_BYTES, state.before);
        state.frames.forEach(bytes -> keep(log, bytes));
        Sess session = restore(state.cid, new Passage(state.generation, state.moves, 0, false), log);
        Set<NodeRef> everybody = everybody();
        Coming coming = new Coming(
                new Gates<>(from, everybody, message -> tell(session, message[0], message[1])), everybody, from);
        session.passage.showing(token.generation());
        if (state.isTorn) {
            session.passage.tear();
        }
        session.coming = coming;
        session.isIn = state.isIn;
        coming.whenHere.add(whole -> arrived(conn, session, token, received, whole));
        if (state.isIn) {
            presence.join(
                    world.now(), WanderSimulation.GROUP, member(state.cid), view -> joined(session, coming, view));
        } else {
            joined(session, coming, null);
        }
    }

    private void joined(Sess session, Coming coming, @Nullable GroupView view) {
        if (view != null && !view.complete()) {
            coming.gates.giveUp();
        }
        int moves = session.passage.moves();
        List.copyOf(presence.peers())
                .forEach(peer -> post(peer, node -> node.crossing(ref, session.cid, moves, coming.from)));
        coming.gates.marked(ref, !session.isIn || reaches(coming.from));
        world.later(1, () -> settle(session, coming));
        world.later(
                MARKS_MS,
                () -> whenAwake(() -> {
                    if (session.coming == coming) {
                        coming.gates.giveUp();
                        settle(session, coming);
                    }
                }));
    }

    private void arrived(WanderClient.Conn conn, Sess session, ResumeToken token, long received, boolean isWhole) {
        if (!isWhole) {
            session.passage.tear();
        }
        if (session.closed) {
            conn.close();
        } else if (!conn.isOpen) {
            park(session);
        } else {
            reattach(conn, session, token, received, isWhole);
        }
    }

    private Set<NodeRef> everybody() {
        return Arrival.everybody(ref, Set.copyOf(presence.peers()));
    }

    private Sess restore(Cid cid, Passage passage, ReplayLog log) {
        Departed departed = departures.get(cid);
        if (departed != null) {
            end(departed);
        }
        Sess session = new Sess(cid, passage, log);
        sessions.put(cid, session);
        Move move = new Move(cid, passage.moves());
        whereabouts.moved(ref, move);
        List.copyOf(presence.peers()).forEach(peer -> post(peer, node -> node.adopted(ref, move)));
        return session;
    }

    private void adopted(NodeRef by, Move move) {
        if (whereabouts.moved(by, move)) {
            Sess session = sessions.get(move.cid());
            if (session != null) {
                if (session.conn != null) {
                    session.conn.close();
                }
                session.hasMoved = true;
                drop(session);
                if (session.isIn && session.coming == null) {
                    presence.leave(world.now(), WanderSimulation.GROUP, move.cid(), LeaveReason.MOVED);
                }
            }
        } else if (whereabouts.of(move.cid()).id() == ref.id()) {
            Move known = new Move(move.cid(), whereabouts.count(move.cid()));
            post(by, node -> node.adopted(ref, known));
        }
    }

    private void comeBackAfterLoss(WanderClient.Conn conn, ResumeToken token) {
        Long until = lost.get(token.home().id());
        if (until == null || until < world.now() || locate(token.cid()) != null) {
            begin(conn);
            return;
        }
        world.losses++;
        Passage passage = new Passage(token.generation(), token.moves() + 1, 0, false);
        Sess session = restore(token.cid(), passage, new ReplayLog(LOG_BYTES));
        world.backAfterLoss.add(token.cid());
        arrived(conn, session, token, 0, false);
    }

    /** Both marks in one turn, as {@link Moving} sets them. */
    private void crossing(NodeRef to, Cid cid, int moves, NodeRef from) {
        boolean isSure = reaches(to) && (from.equals(ref) || reaches(from));
        post(to, node -> node.marked(ref, cid, moves, isSure));
        if (from.equals(ref)) {
            passes(ref, cid, moves);
            passes(to, cid, moves);
        } else {
            post(from, node -> node.passes(ref, cid, moves));
        }
    }

    private boolean reaches(NodeRef node) {
        return presence.peers().contains(node) && presence.isFollower(WanderSimulation.GROUP, node);
    }

    private void passes(NodeRef origin, Cid cid, int moves) {
        Departed departed = departures.get(cid);
        if (departed != null && departed.moves == moves) {
            departed.wake.marked(origin);
            post(departed.to, node -> node.onArrival(cid, moves, (session, coming) -> coming.gates.passed(origin)));
        }
    }

    private void marked(NodeRef origin, Cid cid, int moves, boolean isSure) {
        onArrival(cid, moves, (session, coming) -> coming.gates.marked(origin, isSure || !session.isIn));
    }

    private void onArrival(Cid cid, int moves, BiConsumer<Sess, Coming> action) {
        Sess session = sessions.get(cid);
        Coming coming = session == null ? null : session.coming;
        if (session != null && coming != null && session.passage.moves() == moves) {
            action.accept(session, coming);
            settle(session, coming);
        }
    }

    private void settle(Sess session, Coming coming) {
        if (session.coming != coming || !coming.gates.isOpen() || !alive) {
            return;
        }
        boolean isWhole = coming.gates.isWhole() && coming.everybody.equals(everybody());
        session.coming = null;
        GroupView view = presence.view(WanderSimulation.GROUP);
        if (!isWhole && session.isIn && !session.closed && view != null) {
            // Its client joins again, and is promised nothing until the answer is complete.
            session.isIn = false;
            session.isJoining = true;
            entered(session, view);
        }
        if (session.closed && session.isIn) {
            presence.leave(world.now(), WanderSimulation.GROUP, session.cid, LeaveReason.MOVED);
        }
        int moves = session.passage.moves();
        post(coming.from, node -> {
            Departed departed = node.departures.get(session.cid);
            if (departed != null && departed.moves == moves) {
                node.end(departed);
            }
        });
        coming.whenHere.forEach(waiting -> waiting.accept(isWhole));
    }

    private void end(Departed departed) {
        departures.remove(departed.session.cid);
        if (departed.wasIn) {
            presence.leave(world.now(), WanderSimulation.GROUP, departed.session.cid, LeaveReason.MOVED);
        }
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

    private static Member member(Cid cid) {
        return new Member(cid, new UserId(WanderSimulation.GROUP.tenant(), "u"), Bytes.EMPTY);
    }

    // What the presence core wants.

    @Override
    public void changed(Group group, long version, Change change) {
        if (change instanceof Change.Left left && left.reason() != LeaveReason.LEFT) {
            Sess session = sessions.get(left.member().cid());
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
            if (alive && presence.ownCount(group) > 0) {
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
