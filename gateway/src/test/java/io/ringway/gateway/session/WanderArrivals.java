package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.moves.Gates;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.WanderSession.Coming;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sessions that come to a {@link WanderNode} from others, and from those that are lost. */
final class WanderArrivals {
    private static final long MARKS_MS = 1_000;
    private static final long ANSWER_MS = 2_000;

    private final WanderNode node;
    private final WanderSimulation world;
    private final LostNodes lost = new LostNodes(WanderSimulation.GRACE_MS);

    WanderArrivals(WanderNode node, WanderSimulation world) {
        this.node = node;
        this.world = world;
    }

    /** A client is here, and its session elsewhere. */
    void fetch(WanderClient.Conn conn, ResumeToken token, long received) {
        fetch(conn, token, received, whereabouts(token));
    }

    private Deque<NodeRef> whereabouts(ResumeToken token) {
        Deque<NodeRef> found = new ArrayDeque<>();
        NodeRef located = locate(token.cid());
        if (located != null && !located.equals(node.ref)) {
            found.add(located);
        }
        if (node.presence.peers().contains(token.home()) && !found.contains(token.home())) {
            found.add(token.home());
        }
        return found;
    }

    private @Nullable NodeRef locate(Cid cid) {
        NodeRef at = node.whereabouts.of(cid);
        return at.id() == node.ref.id() || node.presence.peers().contains(at) ? at : null;
    }

    private void fetch(WanderClient.Conn conn, ResumeToken token, long received, Deque<NodeRef> where) {
        NodeRef from = where.poll();
        if (from == null) {
            comeBackAfterLoss(conn, token);
            return;
        }
        boolean[] answered = new boolean[1];
        Consumer<WanderDepartures.@Nullable State> answer = state -> {
            if (answered[0]) {
                return;
            }
            answered[0] = true;
            if (state == null) {
                fetch(conn, token, received, where);
            } else {
                adopt(conn, token, received, state, from);
            }
        };
        NodeRef here = node.ref;
        node.post(
                from,
                other -> other.departures.give(token, here, state -> other.post(here, self -> answer.accept(state))));
        world.later(ANSWER_MS, () -> {
            if (!answered[0]) {
                answered[0] = true;
                conn.close();
            }
        });
    }

    private void adopt(
            WanderClient.Conn conn, ResumeToken token, long received, WanderDepartures.State state, NodeRef from) {
        Passage passage = new Passage(state.generation(), state.moves(), 0, false);
        WanderSession session = WanderSession.restored(state.cid(), passage, state.before(), state.frames());
        restore(session);
        Set<NodeRef> everybody = everybody();
        Coming coming = new Coming(
                new Gates<>(from, everybody, message -> session.tell(message[0], message[1])), everybody, from);
        passage.showing(token.generation());
        if (state.isTorn()) {
            passage.tear();
        }
        session.coming = coming;
        session.isIn = state.isIn();
        coming.whenHere.add(whole -> arrived(conn, session, token, received, whole));
        if (state.isIn()) {
            node.presence.join(
                    world.now(), WanderSimulation.GROUP, session.member(), view -> joined(session, coming, view));
        } else {
            joined(session, coming, null);
        }
    }

    private void joined(WanderSession session, Coming coming, @Nullable GroupView view) {
        if (view != null && !view.complete()) {
            coming.gates.giveUp();
        }
        Cid cid = session.cid;
        int moves = session.passage.moves();
        NodeRef here = node.ref;
        node.everyPeer(other -> other.arrivals.crossing(here, cid, moves, coming.from));
        coming.gates.marked(here, !session.isIn || reaches(coming.from));
        world.later(1, () -> settle(session, coming));
        world.later(
                MARKS_MS,
                () -> node.whenAwake(() -> {
                    if (session.coming == coming) {
                        coming.gates.giveUp();
                        settle(session, coming);
                    }
                }));
    }

    private void arrived(
            WanderClient.Conn conn, WanderSession session, ResumeToken token, long received, boolean isWhole) {
        if (!isWhole) {
            session.passage.tear();
        }
        if (session.closed) {
            conn.close();
        } else if (!conn.isOpen) {
            node.park(session);
        } else {
            node.reattach(conn, session, token, received, isWhole);
        }
    }

    private Set<NodeRef> everybody() {
        return Arrival.everybody(node.ref, Set.copyOf(node.presence.peers()));
    }

    private void restore(WanderSession session) {
        node.departures.comesBack(session.cid);
        node.sessions.put(session.cid, session);
        Move move = new Move(session.cid, session.passage.moves());
        node.whereabouts.moved(node.ref, move);
        NodeRef here = node.ref;
        node.everyPeer(other -> other.arrivals.adopted(here, move));
    }

    /** Another node says that it has a session, and where this one knows better, it is told so. */
    private void adopted(NodeRef by, Move move) {
        if (node.whereabouts.moved(by, move)) {
            WanderSession session = node.sessions.get(move.cid());
            if (session != null) {
                session.hangUp();
                session.hasMoved = true;
                node.drop(session);
                if (session.isIn && session.coming == null) {
                    node.leave(session, LeaveReason.MOVED);
                }
            }
        } else if (node.whereabouts.of(move.cid()).id() == node.ref.id()) {
            Move known = new Move(move.cid(), node.whereabouts.count(move.cid()));
            NodeRef here = node.ref;
            node.post(by, other -> other.arrivals.adopted(here, known));
        }
    }

    private void comeBackAfterLoss(WanderClient.Conn conn, ResumeToken token) {
        Cid cid = token.cid();
        Cluster.Place last = new Cluster.Place(node.whereabouts.of(cid), node.whereabouts.count(cid));
        if (locate(cid) != null || !lost.had(token, last, world.now())) {
            node.begin(conn);
            return;
        }
        world.losses++;
        WanderSession session = WanderSession.fresh(cid, LostNodes.passage(token, last));
        restore(session);
        world.backAfterLoss.add(cid);
        arrived(conn, session, token, 0, false);
    }

    void nodeDown(NodeRef dead) {
        lost.add(dead, world.now());
        for (WanderSession session : List.copyOf(node.sessions.values())) {
            Coming coming = session.coming;
            if (coming != null) {
                coming.gates.gone(dead);
                settle(session, coming);
            }
        }
    }

    /** Both marks in one turn, as {@link Moving} sets them. */
    private void crossing(NodeRef to, Cid cid, int moves, NodeRef from) {
        NodeRef here = node.ref;
        boolean isSure = reaches(to) && (from.equals(here) || reaches(from));
        node.post(to, other -> other.arrivals.marked(here, cid, moves, isSure));
        if (from.equals(here)) {
            node.departures.passes(here, cid, moves);
            node.departures.passes(to, cid, moves);
        } else {
            node.post(from, other -> other.departures.passes(here, cid, moves));
        }
    }

    private boolean reaches(NodeRef other) {
        return node.presence.peers().contains(other) && node.presence.isFollower(WanderSimulation.GROUP, other);
    }

    /** What the node that a session has left passes on to it. */
    void forwarded(Cid cid, NodeRef origin, long number) {
        WanderSession session = node.sessions.get(cid);
        if (session != null && session.coming != null) {
            session.coming.gates.forwarded(origin, new long[] {origin.id(), number});
        }
    }

    private void marked(NodeRef origin, Cid cid, int moves, boolean isSure) {
        onArrival(cid, moves, (session, coming) -> coming.gates.marked(origin, isSure || !session.isIn));
    }

    /** Everything of that node was passed on. */
    void passed(NodeRef origin, Cid cid, int moves) {
        onArrival(cid, moves, (session, coming) -> coming.gates.passed(origin));
    }

    private void onArrival(Cid cid, int moves, BiConsumer<WanderSession, Coming> action) {
        WanderSession session = node.sessions.get(cid);
        Coming coming = session == null ? null : session.coming;
        if (session != null && coming != null && session.passage.moves() == moves) {
            action.accept(session, coming);
            settle(session, coming);
        }
    }

    private void settle(WanderSession session, Coming coming) {
        if (session.coming != coming || !coming.gates.isOpen() || !node.isAlive()) {
            return;
        }
        boolean isWhole = coming.gates.isWhole() && coming.everybody.equals(everybody());
        session.coming = null;
        GroupView view = node.presence.view(WanderSimulation.GROUP);
        if (!isWhole && session.isIn && !session.closed && view != null) {
            // Its client joins again, and is promised nothing until the answer is complete.
            session.isIn = false;
            session.isJoining = true;
            node.entered(session, view);
        }
        if (session.closed && session.isIn) {
            node.leave(session, LeaveReason.MOVED);
        }
        int moves = session.passage.moves();
        node.post(coming.from, other -> other.departures.arrived(session.cid, moves));
        coming.whenHere.forEach(waiting -> waiting.accept(isWhole));
    }
}
