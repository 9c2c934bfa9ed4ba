package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.moves.Wake;
import io.ringway.gateway.resume.ResumeToken;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sessions that have left a {@link WanderNode}, which passes on what is for them until it need not any more. */
final class WanderDepartures {
    private static final long PATIENCE_MS = 5_000;

    private final WanderNode node;
    private final WanderSimulation world;
    private final Map<Cid, Departed> departures = new HashMap<>();

    private record Departed(WanderSession session, NodeRef to, int moves, boolean wasIn, Wake wake, long deadline) {}

    /** What goes to the other node. */
    record State(Cid cid, int generation, int moves, boolean isTorn, long before, List<byte[]> frames, boolean isIn) {}

    WanderDepartures(WanderNode node, WanderSimulation world) {
        this.node = node;
        this.world = world;
    }

    /** Gives a session to the node that its client has come to; null where there is none that the token resumes. */
    void give(ResumeToken token, NodeRef to, Consumer<@Nullable State> answer) {
        WanderSession session = node.sessions.get(token.cid());
        if (session == null || !session.passage.accepts(token.generation())) {
            answer.accept(null);
            return;
        }
        if (session.coming != null) {
            session.coming.whenHere.add(whole -> give(token, to, answer));
            return;
        }
        session.hangUp();
        long before = session.log.before();
        List<byte[]> frames = session.frames();
        Passage passage = session.passage;
        int moves = passage.moves() + 1;
        session.hasMoved = true;
        node.drop(session);
        node.whereabouts.moved(to, new Move(session.cid, moves));
        departures.put(
                session.cid, new Departed(session, to, moves, session.isIn, new Wake(), world.now() + PATIENCE_MS));
        world.moves++;
        answer.accept(
                new State(session.cid, passage.generation(), moves, passage.isTorn(), before, frames, session.isIn));
    }

    /** Passes a node's message on to those who have left. */
    void forward(NodeRef origin, long number) {
        for (Departed departed : departures.values()) {
            if (departed.wasIn && departed.wake.carries(origin)) {
                Cid cid = departed.session.cid;
                node.post(departed.to, other -> other.arrivals.forwarded(cid, origin, number));
            }
        }
    }

    /** Everything of that node that is for the one who has left was passed on. */
    void passes(NodeRef origin, Cid cid, int moves) {
        Departed departed = departures.get(cid);
        if (departed != null && departed.moves == moves) {
            departed.wake.marked(origin);
            node.post(departed.to, other -> other.arrivals.passed(origin, cid, moves));
        }
    }

    /** It has arrived. */
    void arrived(Cid cid, int moves) {
        Departed departed = departures.get(cid);
        if (departed != null && departed.moves == moves) {
            end(departed);
        }
    }

    /** It comes back here. */
    void comesBack(Cid cid) {
        Departed departed = departures.get(cid);
        if (departed != null) {
            end(departed);
        }
    }

    void nodeDown(NodeRef dead) {
        end(one -> one.to.equals(dead));
    }

    void tick() {
        end(one -> one.deadline <= world.now());
    }

    private void end(Predicate<Departed> which) {
        List.copyOf(departures.values()).stream().filter(which).forEach(this::end);
    }

    private void end(Departed departed) {
        departures.remove(departed.session.cid);
        if (departed.wasIn) {
            node.leave(departed.session, LeaveReason.MOVED);
        }
    }

    boolean isEmpty() {
        return departures.isEmpty();
    }
}
