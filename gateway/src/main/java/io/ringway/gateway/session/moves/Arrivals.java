package io.ringway.gateway.session.moves;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that are moving to this node. Their groups are joined first; then every node is asked for a mark, and until all
 * marks are there, and the old node has passed on what came before them, the session waits. Hub only.
 */
public final class Arrivals {
    /** How long the marks may take. After that the session goes on, and is told that something may be missing. */
    private static final long MARKS_MS = 3_000;

    /** How often it is looked whether the views of the groups are complete, and how many times. */
    private static final long LOOK_MS = 50;

    private static final int LOOKS = 20;

    private final Cluster cluster;
    private final Hub hub;
    private final Sessions sessions;
    private final Recoveries recoveries;
    private final Deafness deafness;
    private final Map<Cid, Arrival> arrivals = new HashMap<>();
    private final Map<Group, List<Arrival>> byGroup = new HashMap<>();

    Arrivals(Cluster cluster, Hub hub, Sessions sessions, Recoveries recoveries, Deafness deafness) {
        this.cluster = cluster;
        this.hub = hub;
        this.sessions = sessions;
        this.recoveries = recoveries;
        this.deafness = deafness;
    }

    /**
     * A session that the other node had until now; it is among this node's sessions already.
     *
     * @return is over when it is in its groups here
     */
    public Arrival begin(Session session, NodeRef from, List<SessionState.Membership> groups) {
        Promise<Boolean> arrived = ((ContextInternal) hub.context()).promise();
        Arrival arrival = new Arrival(session, from, groups, cluster.self(), everybody(), arrived);
        session.arrival(arrival);
        arrivals.put(session.cid(), arrival);
        List<Future<GroupView>> joins = new ArrayList<>();
        for (SessionState.Membership membership : groups) {
            Group group = session.group(membership.group());
            byGroup.computeIfAbsent(group, fresh -> new ArrayList<>(1)).add(arrival);
            joins.add(cluster.join(group, session.member(membership.meta())));
        }
        Future.join(joins).onComplete(done -> look(arrival, joins, done.succeeded() ? LOOKS : 0));
        return arrival;
    }

    /** A view may be asked for anew just now, or its node be slow. */
    private void look(Arrival arrival, List<Future<GroupView>> joins, int looksLeft) {
        boolean isSeen = joins.stream().allMatch(Future::succeeded) && areComplete(joins);
        if (isSeen || looksLeft == 0 || arrival.session.closed()) {
            joined(arrival, isSeen);
        } else {
            hub.context().owner().setTimer(LOOK_MS, timer -> look(arrival, joins, looksLeft - 1));
        }
    }

    private static boolean areComplete(List<Future<GroupView>> joins) {
        return joins.stream().allMatch(join -> join.result().complete());
    }

    private Set<NodeRef> everybody() {
        return Arrival.everybody(cluster.self(), cluster.peers());
    }

    /** @param isSeen whether this node knows of every other with members of the groups, and they of this one */
    private void joined(Arrival arrival, boolean isSeen) {
        if (!isSeen) {
            arrival.gates.giveUp();
        }
        Session session = arrival.session;
        Envelope crossing = new Envelope.Crossing(
                session.user(),
                session.cid(),
                session.passage().moves(),
                arrival.from,
                arrival.groups.stream().map(SessionState.Membership::group).toList());
        cluster.peers().forEach(peer -> cluster.post(peer, EnvelopeCodec.encode(crossing)));
        boolean isHeard = arrival.groups.stream()
                .allMatch(membership -> cluster.reaches(session.group(membership.group()), arrival.from));
        arrival.gates.marked(cluster.self(), isHeard);
        // The death of a node may have ended the arrival before its groups were joined.
        deafness.marked(
                cluster.self(),
                new Envelope.Mark(
                        session.tenant(), session.cid(), session.passage().moves(), isHeard));
        // Never within the answer to the join: whoever asked for it knows nothing of the session yet.
        hub.context().runOnContext(turn -> settle(arrival));
        Promise<Void> deadline = ((ContextInternal) hub.context()).promise();
        deadline.future().timeout(MARKS_MS, TimeUnit.MILLISECONDS).onFailure(late -> {
            if (!arrival.isOver()) {
                arrival.gates.giveUp();
                settle(arrival);
            }
        });
        arrival.arrived().onComplete(over -> deadline.tryComplete());
    }

    private void settle(Arrival arrival) {
        if (!arrival.gates.isOpen() || !arrival.settles()) {
            return;
        }
        Session session = arrival.session;
        boolean isWhole = arrival.isWhole(everybody());
        List<Future<Boolean>> recovered = new ArrayList<>();
        for (SessionState.Membership membership : arrival.groups) {
            Group group = session.group(membership.group());
            byGroup.computeIfPresent(group, (same, list) -> list.remove(arrival) && list.isEmpty() ? null : list);
            if (session.closed()) {
                Recoveries.abandon(cluster, sessions, session, group);
            } else if (recoveries.covers(group)) {
                recovered.add(recoveries.enter(session, membership));
            } else {
                sessions.enter(session, group, membership.meta(), membership.suspects());
            }
        }
        if (!session.closed()) {
            deafness.begin(session, arrival.gates.unmarked());
        }
        Envelope crossed = new Envelope.Crossed(
                session.tenant(), session.cid(), session.passage().moves());
        cluster.post(arrival.from, EnvelopeCodec.encode(crossed));
        Future.join(recovered).onComplete(done -> {
            arrivals.remove(session.cid(), arrival);
            session.arrival(null);
            arrival.complete(isWhole && recovered.stream().allMatch(Future::result));
        });
    }

    Set<Group> groups() {
        return byGroup.keySet();
    }

    /** Something was said in a group, on that node. */
    void tell(NodeRef origin, Group group, Event event) {
        for (Arrival arrival : byGroup.getOrDefault(group, List.of())) {
            arrival.gates.straight(origin, () -> arrival.session.tell(event));
        }
    }

    void marked(NodeRef origin, Envelope.Mark mark) {
        Arrival arrival = find(mark.tenant(), mark.cid(), mark.moves());
        if (arrival != null) {
            arrival.gates.marked(origin, mark.sure());
            settle(arrival);
        }
    }

    void passed(NodeRef from, Envelope.Passed passed) {
        Arrival arrival = find(passed.tenant(), passed.cid(), passed.moves());
        if (arrival != null && arrival.from.id() == from.id()) {
            arrival.gates.passed(passed.origin());
            settle(arrival);
        }
    }

    private @Nullable Arrival find(Tenant tenant, Cid cid, int moves) {
        Arrival arrival = arrivals.get(cid);
        boolean isMeant = arrival != null
                && arrival.session.tenant().equals(tenant)
                && arrival.session.passage().moves() == moves;
        return isMeant ? arrival : null;
    }

    /** What came to the old node; false where the session is not here. */
    public boolean forwarded(Envelope.Forwarded forwarded) {
        Session session = sessions.find(forwarded.cid());
        if (session == null || !session.tenant().equals(forwarded.tenant())) {
            return false;
        }
        Arrival arrival = session.arrival();
        NodeRef origin = forwarded.origin();
        boolean isOfNow = session.passage().moves() == forwarded.moves();
        if (origin == null) {
            // Where the session was taken back, or has moved on, it took along what was kept for it.
            if (isOfNow || !forwarded.kept()) {
                write(session, forwarded.frame());
            }
        } else if (arrival != null && isOfNow) {
            arrival.gates.forwarded(origin, () -> write(session, forwarded.frame()));
        }
        return true;
    }

    private static void write(Session session, SessionState.Sent sent) {
        Frame frame = Frame.of(sent.binary(), sent.payload().array());
        Line line = session.line();
        line.run(() -> {
            line.write(frame);
            frame.release();
        });
    }

    void nodeDown(NodeRef node) {
        for (Arrival arrival : List.copyOf(arrivals.values())) {
            arrival.gates.gone(node);
            settle(arrival);
        }
    }
}
