package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.moves.Wake;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.envelope.SessionState.Told;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.moves.Looks;
import io.ringway.gateway.session.moves.Untaken;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Sessions that have left a {@link WanderNode}, which passes on what is for them until it need not any more. */
final class WanderDepartures {
    private static final long PATIENCE_MS = 5_000;
    private static final int LOOKS = 20;

    private static final long APART_MS = 90;

    private final WanderNode node;
    private final WanderSimulation world;
    private final Map<Cid, Departed> departures = new HashMap<>();
    private final Map<Cid, Given> given = new HashMap<>();
    private final Looks looks = new Looks(APART_MS);

    private record Departed(WanderSession session, NodeRef to, int moves, boolean wasIn, Wake wake, long deadline) {}

    /** As {@link Untaken} keeps them, which looks as often: with what was passed on, until the new node says that it has them. */
    private static final class Given {
        final WanderSession session;
        final State state;
        final ReplayLog log;
        final NodeRef to;
        /** The nodes that it did not hear here, by id. */
        final Set<Long> unheard;

        int looksLeft = LOOKS;

        Given(WanderSession session, State state, ReplayLog log, NodeRef to, Set<Long> unheard) {
            this.session = session;
            this.state = state;
            this.log = log;
            this.to = to;
            this.unheard = unheard;
        }

        State now() {
            return new State(
                    state.cid,
                    state.generation,
                    state.moves,
                    session.passage.told(),
                    log.before(),
                    WanderSession.frames(log),
                    state.isIn);
        }
    }

    /** What a node answers that is asked for a session. */
    sealed interface Answer {}

    /** It is the other's from now on. */
    record State(Cid cid, int generation, int moves, Told told, long before, List<byte[]> frames, boolean isIn)
            implements Answer {}

    /** It has moved on. */
    record Moved(Cluster.Place place) implements Answer {}

    record None() implements Answer {}

    /** Nobody can say just now. */
    record Later() implements Answer {}

    WanderDepartures(WanderNode node, WanderSimulation world) {
        this.node = node;
        this.world = world;
    }

    /** Gives a session to the node that its client has come to, as {@link Giving} does. */
    void give(ResumeToken token, NodeRef to, Consumer<Answer> answer) {
        WanderSession session = node.sessions.get(token.cid());
        if (session == null) {
            answer.accept(without(token, to));
            return;
        }
        if (!session.passage.accepts(token.generation())) {
            answer.accept(new None());
            return;
        }
        if (session.coming != null) {
            session.coming.whenHere.add(whole -> give(token, to, answer));
            return;
        }
        session.passage.showing(token.generation());
        session.hangUp();
        Set<Long> unheard = session.deafness.to();
        if (!unheard.isEmpty()) {
            session.passage.tear();
        }
        long before = session.log.before();
        List<byte[]> frames = session.frames();
        Passage passage = session.passage;
        int moves = passage.moves() + 1;
        State state = new State(session.cid, passage.generation(), moves, passage.told(), before, frames, session.isIn);
        session.hasMoved = true;
        session.closed = true;
        node.sessions.remove(session.cid);
        given.put(session.cid, new Given(session, state, session.log, to, unheard));
        node.whereabouts.moved(to, new Move(session.cid, moves));
        departures.put(
                session.cid,
                new Departed(session, to, moves, session.isIn, new Wake(unheard), world.now() + PATIENCE_MS));
        world.moves++;
        answer.accept(state);
    }

    private Answer without(ResumeToken token, NodeRef to) {
        Cid cid = token.cid();
        Given one = given.get(cid);
        if (one != null && one.session.passage.accepts(token.generation())) {
            if (!one.to.equals(to)) {
                return new Later();
            }
            world.givenAgain++;
            return one.now();
        }
        if (node.arrivals.isAsking(cid)) {
            return new Later();
        }
        Cluster.Place last = node.lastPlace(cid);
        boolean isElsewhere = last.moves() > 0 && last.node().id() != node.ref.id();
        return isElsewhere ? new Moved(last) : new None();
    }

    /** A node has it. */
    void taken(Cid cid) {
        Given one = given.remove(cid);
        if (one != null) {
            one.log.release();
        }
    }

    /** The new node says that it has not got it; false where none is on its way. */
    boolean takeBack(Cid cid) {
        Given one = given.get(cid);
        if (one != null) {
            takeBack(one);
        }
        return one != null;
    }

    private void takeBack(Given one) {
        State state = one.state;
        given.remove(state.cid);
        Passage passage = one.session.passage.after(0, state.moves + 1);
        passage.tear();
        WanderSession session = WanderSession.with(state.cid, passage, one.log);
        // It may not be known yet that its client joins: it joins anew where it was not in.
        session.isIn = state.isIn;
        departures.remove(state.cid);
        world.takenBack++;
        node.arrivals.takeOver(session);
        if (!one.unheard.isEmpty()) {
            // Their marks were for the move before.
            node.arrivals.deafen(session);
        }
        node.park(session);
    }

    /** Passes a node's message on to those who have left. */
    void forward(NodeRef origin, long number) {
        for (Departed departed : departures.values()) {
            if (departed.wasIn && departed.wake.carries(origin)) {
                Cid cid = departed.session.cid;
                Given one = given.get(cid);
                if (one != null) {
                    Frame frame = WanderSession.frame(origin.id(), number);
                    one.log.add(frame);
                    frame.release();
                }
                node.post(departed.to, other -> other.arrivals.forwarded(cid, departed.moves, origin, number));
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

    /** Whether the node is in the group for one that has left, and may be taken back. */
    boolean staysFor(Cid cid) {
        Departed departed = departures.get(cid);
        return departed != null && departed.wasIn;
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
        taken(cid);
        Departed departed = departures.get(cid);
        if (departed != null) {
            end(departed);
        }
    }

    void nodeDown(NodeRef dead) {
        List.copyOf(given.values()).stream().filter(one -> one.to.equals(dead)).forEach(one -> {
            // It may have had the session, and welcomed its client, and what it said of that was lost with it.
            world.backAfterLoss.add(one.state.cid);
            takeBack(one);
        });
        end(one -> one.to.equals(dead));
    }

    void tick() {
        if (looks.counts(world.now())) {
            List.copyOf(given.values()).stream()
                    .filter(one -> --one.looksLeft <= 0)
                    .forEach(this::takeBack);
        }
        end(one -> one.deadline <= world.now() && !given.containsKey(one.session.cid));
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

    void die() {
        given.values().forEach(one -> one.log.release());
        given.clear();
    }

    boolean isEmpty() {
        return departures.isEmpty() && given.isEmpty();
    }
}
