package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.moves.Gates;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.moves.Moving;
import io.ringway.gateway.session.resume.WanderSession.Coming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sessions that come to a {@link WanderNode} from others, and from those that are lost. */
final class WanderArrivals {
    private static final long MARKS_MS = 1_000;
    /** Less than nodes hang at times: their answers are late. */
    private static final long ANSWER_MS = 500;

    private static final long AGAIN_MS = 200;

    private final WanderNode node;
    private final WanderSimulation world;
    /** The sessions that other nodes are asked for, and who waits for the outcome. */
    private final Map<Cid, List<Runnable>> searches = new HashMap<>();

    private final LostNodes lost = new LostNodes(WanderSimulation.GRACE_MS);

    WanderArrivals(WanderNode node, WanderSimulation world) {
        this.node = node;
        this.world = world;
    }

    /** A client is here, and its session elsewhere: each node is asked once, and for each session one search is under way. */
    void fetch(WanderClient.Conn conn, ResumeToken token, long received) {
        List<Runnable> waiting = searches.get(token.cid());
        if (waiting != null) {
            waiting.add(() -> node.open(conn, token, received));
            return;
        }
        searches.put(token.cid(), new ArrayList<>());
        Cluster.Place last = node.lastPlace(token.cid());
        ask(new Search(conn, token, received, new HashSet<>(), new HashSet<>()), last);
    }

    private record Search(
            WanderClient.Conn conn, ResumeToken token, long received, Set<NodeRef> asked, Set<NodeRef> refused) {}

    boolean isAsking(Cid cid) {
        return searches.containsKey(cid);
    }

    private void over(Search search, Runnable outcome) {
        List<Runnable> waiting = searches.remove(search.token.cid());
        outcome.run();
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    private void ask(Search search, Cluster.Place told) {
        Cluster.Place known = node.lastPlace(search.token.cid());
        Cluster.Place last = known.moves() > told.moves() ? known : told;
        NodeRef from = Stream.of(last.node(), search.token.home())
                .filter(place -> node.presence.peers().contains(place) && !search.asked.contains(place))
                .findFirst()
                .orElse(null);
        if (from == null) {
            boolean isAsked = last.node().id() == node.ref.id() || search.refused.contains(last.node());
            // Where that node says nothing of the kind, somebody has not heard of it yet.
            over(search, isThere(last.node()) && !isAsked ? () -> askAgainLater(search) : () -> nowhere(search, last));
            return;
        }
        search.asked.add(from);
        boolean[] answered = new boolean[1];
        Consumer<WanderDepartures.Answer> answer = said -> {
            if (!answered[0]) {
                answered[0] = true;
                answered(search, last, from, said);
            }
        };
        NodeRef here = node.ref;
        node.post(
                from,
                other -> other.departures.give(
                        search.token, here, said -> other.post(here, self -> answer.accept(said))));
        world.later(ANSWER_MS, () -> node.whenAwake(() -> answer.accept(new WanderDepartures.Later())));
    }

    private void answered(Search search, Cluster.Place last, NodeRef from, WanderDepartures.Answer answer) {
        switch (answer) {
            case WanderDepartures.State state ->
                over(search, () -> adopt(search.conn, search.token, search.received, state, from));
            case WanderDepartures.Moved(var place) -> ask(search, place.moves() > last.moves() ? place : last);
            case WanderDepartures.None none -> {
                search.refused.add(from);
                ask(search, last);
            }
            case WanderDepartures.Later later -> over(search, () -> askAgainLater(search));
        }
    }

    private void askAgainLater(Search search) {
        world.later(AGAIN_MS, () -> node.whenAwake(() -> node.open(search.conn, search.token, search.received)));
    }

    private void nowhere(Search search, Cluster.Place last) {
        if (node.sessions.containsKey(search.token.cid()) || node.departures.takeBack(search.token.cid())) {
            node.open(search.conn, search.token, search.received);
        } else {
            comeBackAfterLoss(search.conn, search.token, last);
        }
    }

    private boolean isThere(NodeRef place) {
        return place.equals(node.ref) || node.presence.peers().contains(place);
    }

    private void adopt(
            WanderClient.Conn conn, ResumeToken token, long received, WanderDepartures.State state, NodeRef from) {
        WanderSession here = node.sessions.get(state.cid());
        if (here != null || node.hasEnded(state.cid())) {
            if (here != null) {
                unite(here, token, state, from);
            }
            node.open(conn, token, received);
            return;
        }
        Passage passage = new Passage(state.generation(), state.moves(), 0, false);
        WanderSession session = WanderSession.restored(state.cid(), passage, state.before(), state.frames());
        restore(session);
        Set<NodeRef> everybody = everybody();
        Coming coming = new Coming(
                new Gates<>(from, node.ref, everybody, message -> session.tell(message[0], message[1])),
                everybody,
                from);
        passage.wasTold(state.told());
        passage.showing(token.generation());
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

    /** It was taken back while the answer was on its way: as {@link Uniting} does it. */
    private void unite(WanderSession here, ResumeToken token, WanderDepartures.State state, NodeRef from) {
        world.united++;
        boolean isAsThere = here.conn == null && here.passage.isAhead();
        here.passage.unite(state.moves(), state.generation(), token.generation(), 0);
        say(here);
        if (isAsThere && state.isIn() && !here.isIn && !here.isJoining) {
            here.isJoining = true;
            node.presence.join(world.now(), WanderSimulation.GROUP, here.member(), view -> node.entered(here, view));
        }
        int moves = state.moves();
        node.post(from, other -> other.departures.arrived(here.cid, moves));
        here.passage.tear();
        here.hangUp();
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
        if (session.coming == null) {
            session.marked(here.id(), true);
        }
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
        } else if (session.conn != null) {
            conn.close();
        } else if (!conn.isThere()) {
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
        takeOver(session);
    }

    /** It is this node's from now on, and all are told so. */
    void takeOver(WanderSession session) {
        assertNull(node.sessions.put(session.cid, session), "two sessions of one id on a node");
        say(session);
    }

    private void say(WanderSession session) {
        Move move = new Move(session.cid, session.passage.moves());
        node.whereabouts.moved(node.ref, move);
        NodeRef here = node.ref;
        node.everyPeer(other -> other.arrivals.adopted(here, move));
    }

    /** Another node says that it has a session, and where this one knows better, it is told so. */
    void adopted(NodeRef by, Move move) {
        if (node.whereabouts.moved(by, move)) {
            if (node.whereabouts.isRival(node.ref, move.cid())) {
                world.ties++;
                node.released(node.ref, move.cid());
                node.everyPeer(other -> other.released(node.ref, move.cid()));
            }
            node.departures.taken(move.cid());
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

    private void comeBackAfterLoss(WanderClient.Conn conn, ResumeToken token, Cluster.Place last) {
        Cid cid = token.cid();
        if (isThere(last.node())
                || node.hasEnded(cid)
                || !lost.had(token, last, WanderSimulation.GRACE_MS, world.now())) {
            if (!node.acquaintances.hasHeardOf(last.node()) || !node.acquaintances.hasHeardOf(token.home())) {
                // It came after that death, before anybody has noticed it.
                world.backAfterLoss.add(cid);
            }
            node.begin(conn);
            return;
        }
        world.lossesHeardOf += node.acquaintances.hasMet(last.node()) ? 0 : 1;
        world.losses++;
        WanderSession session = WanderSession.fresh(cid, LostNodes.passage(token, last));
        restore(session);
        world.backAfterLoss.add(cid);
        arrived(conn, session, token, 0, false);
    }

    /** A node was lost, perhaps before this one came. */
    void lost(NodeRef dead, long at) {
        lost.add(dead, at);
    }

    void nodeDown(NodeRef dead) {
        for (WanderSession session : List.copyOf(node.sessions.values())) {
            Coming coming = session.coming;
            if (coming != null) {
                coming.gates.gone(dead);
                settle(session, coming);
            }
            session.marked(dead.id(), true);
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
        } else if (!from.equals(to)) {
            node.post(from, other -> other.departures.passes(here, cid, moves));
        }
    }

    private boolean reaches(NodeRef other) {
        return node.presence.peers().contains(other) && node.presence.isFollower(WanderSimulation.GROUP, other);
    }

    /** What the node that a session has left passes on to it. */
    void forwarded(Cid cid, int moves, NodeRef origin, long number) {
        WanderSession session = node.sessions.get(cid);
        if (session != null && session.coming != null && session.passage.moves() == moves) {
            session.coming.gates.forwarded(origin, new long[] {origin.id(), number});
        }
    }

    private void marked(NodeRef origin, Cid cid, int moves, boolean isSure) {
        onArrival(cid, moves, (session, coming) -> coming.gates.marked(origin, isSure || !session.isIn));
        WanderSession session = node.sessions.get(cid);
        if (session != null && session.coming == null && session.passage.moves() == moves) {
            session.marked(origin.id(), isSure);
        }
    }

    /** It hears no other node before that one has set a mark. */
    void deafen(WanderSession session) {
        session.deafness.begin(node.presence.peers().stream().map(NodeRef::id).collect(Collectors.toSet()));
        askForMarks(session);
    }

    private void askForMarks(WanderSession session) {
        NodeRef here = node.ref;
        int moves = session.passage.moves();
        Set<Long> unmarked = session.deafness.to();
        node.presence.peers().stream()
                .filter(peer -> unmarked.contains(peer.id()))
                .forEach(peer -> node.post(peer, other -> other.arrivals.crossing(here, session.cid, moves, here)));
    }

    void tick() {
        node.sessions.values().stream()
                .filter(session -> session.deafness.isToAskAgain())
                .forEach(this::askForMarks);
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
        session.deafness.begin(coming.gates.unmarked());
        GroupView view = node.presence.view(WanderSimulation.GROUP);
        if (!isWhole && session.isIn && !session.closed && view != null) {
            // Its client joins again, and is promised nothing until the answer is complete.
            session.isIn = false;
            session.isJoining = true;
            node.entered(session, view);
        }
        if (session.closed && session.isIn) {
            node.abandon(session, LeaveReason.MOVED);
        }
        int moves = session.passage.moves();
        node.post(coming.from, other -> other.departures.arrived(session.cid, moves));
        coming.whenHere.forEach(waiting -> waiting.accept(isWhole));
    }
}
