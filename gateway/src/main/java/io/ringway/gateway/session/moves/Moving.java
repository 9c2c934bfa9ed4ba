package io.ringway.gateway.session.moves;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.groups.Seats;
import io.ringway.gateway.webhooks.Witness;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sessions that move between nodes without missing anything: those that leave here, those that come here, and those of
 * others, for which this node sets its mark. Why it is whole is in {@code docs/adr/0015-moves-without-loss.md}. Hub only.
 */
public final class Moving {
    private final Cluster cluster;
    private final Arrivals arrivals;
    private final Departures departures;
    private final Deafness deafness;
    private final Residents residents;

    public Moving(
            Cluster cluster,
            Hub hub,
            Sessions sessions,
            Seats seats,
            Recoveries recoveries,
            Witness witness,
            InstantSource clock) {
        this.cluster = cluster;
        this.deafness = new Deafness(cluster, recoveries::covers);
        this.arrivals = new Arrivals(cluster, hub, sessions, recoveries, deafness);
        this.departures = new Departures(cluster, hub, seats, witness, clock);
        this.residents = new Residents(sessions, departures);
        sessions.staysFor(departures::staysFor);
    }

    public Arrivals arrivals() {
        return arrivals;
    }

    public Departures departures() {
        return departures;
    }

    /** For whom this node answers. */
    public Residents residents() {
        return residents;
    }

    /** Who does not hear everything. */
    public Deafness deafness() {
        return deafness;
    }

    /** Something was said in a group, on that node: those who are not in the fan-out are told here. */
    public void tell(NodeRef origin, Group group, Event event) {
        departures.tell(origin, group, event);
        arrivals.tell(origin, group, event);
    }

    /** Those that sessions are in who are on their way from here, or to here. */
    public Set<Group> groups() {
        Set<Group> groups = new HashSet<>(departures.groups());
        groups.addAll(arrivals.groups());
        return groups;
    }

    /** Something was said to a user, on that node; returns for how many sessions that have left it was passed on. */
    public int tell(NodeRef origin, UserId user, Event event) {
        return departures.tell(origin, user, event);
    }

    /** What nodes say to each other about moves; false where it is about something else. */
    public boolean receive(NodeRef from, Envelope envelope) {
        switch (envelope) {
            case Envelope.Crossing crossing -> crossing(from, crossing);
            case Envelope.Mark mark -> {
                departures.marked(from, mark.tenant(), mark.cid(), mark.moves());
                arrivals.marked(from, mark);
                deafness.marked(from, mark);
            }
            case Envelope.Passed passed -> arrivals.passed(from, passed);
            case Envelope.Crossed crossed -> departures.crossed(crossed);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Both marks in one turn: what was sent before is before both, and what is sent after is after both. */
    private void crossing(NodeRef to, Envelope.Crossing crossing) {
        boolean isOld = crossing.from().id() == cluster.self().id();
        List<Group> groups = crossing.groups().stream()
                .map(name -> new Group(crossing.tenant(), name))
                .toList();
        // What was dropped on its way to the old node is told there when nobody may be left to hear it.
        boolean isSure = !cluster.owes(crossing.from(), crossing.user(), groups)
                && groups.stream()
                        .allMatch(group ->
                                cluster.reaches(group, to) && (isOld || cluster.reaches(group, crossing.from())));
        cluster.expect(crossing.user(), to);
        Envelope.Mark mark = new Envelope.Mark(crossing.tenant(), crossing.cid(), crossing.moves(), isSure);
        cluster.post(to, EnvelopeCodec.encode(mark));
        if (isOld) {
            // To the node that the session has left, the question is the new node's mark.
            departures.marked(cluster.self(), crossing.tenant(), crossing.cid(), crossing.moves());
            departures.marked(to, crossing.tenant(), crossing.cid(), crossing.moves());
        } else if (crossing.from().id() != to.id()) {
            cluster.post(crossing.from(), EnvelopeCodec.encode(mark));
        }
    }

    /** Once a second. */
    public void tick() {
        departures.tick();
        deafness.tick();
    }

    public void nodeDown(NodeRef node) {
        departures.nodeDown(node);
        arrivals.nodeDown(node);
        deafness.nodeDown(node);
    }
}
