package io.ringway.gateway.session.moves;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.moves.Departures.Departure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For whom this node answers when it is asked who is where: for its sessions, also for those that are on their way here, and for those
 * that it has given away, until it is told that they have arrived. One that is between two nodes is told of by one of them at least, if both are
 * asked in one turn: a node that asks is ahead of its mark on both ways, and the old node still answers for the session, or behind it on both, and
 * the new node has it already ({@code docs/adr/0176-who-is-between-two-nodes-is-of-both.md}). Hub only.
 */
public final class Residents {
    private static final Comparator<Resident> ORDER = Comparator.comparing(Resident::cid, Sessions.ORDER);

    private final Sessions sessions;
    private final Departures departures;

    /**
     * One of them.
     *
     * @param isParked whether its client is away, or on its way
     * @param groups that it is in, on whichever of the two nodes
     */
    public record Resident(Session session, boolean isParked, List<String> groups) {
        public Cid cid() {
            return session.cid();
        }

        private static Resident of(Session session) {
            Set<String> groups = new LinkedHashSet<>(session.groups().keySet());
            Arrival arrival = session.arrival();
            if (arrival != null) {
                arrival.groups.forEach(membership -> groups.add(membership.group()));
            }
            return new Resident(session, session.isParked(), List.copyOf(groups));
        }

        private static Resident of(Departure departure) {
            return new Resident(
                    departure.session(),
                    true,
                    departure.groups().stream().map(Group::name).toList());
        }
    }

    Residents(Sessions sessions, Departures departures) {
        this.sessions = sessions;
        this.departures = departures;
    }

    /** The connections of a user. The other node may tell of one that moves as well. */
    public List<Resident> of(UserId user) {
        List<Resident> residents = new ArrayList<>(1);
        sessions.of(user).forEach(session -> residents.add(Resident.of(session)));
        departures.of(user).forEach(departure -> residents.add(Resident.of(departure)));
        return residents;
    }

    /**
     * How many connections a user has here, of which no other node tells the one that asks in this moment: who moves counts on the old node
     * before the mark of that one, and on the new one behind it.
     */
    public int count(UserId user, NodeRef asker) {
        int count = 0;
        for (Session session : sessions.of(user)) {
            Arrival arrival = session.arrival();
            count += arrival == null || arrival.gates.isBehindMark(asker) ? 1 : 0;
        }
        for (Departure departure : departures.of(user)) {
            count += departure.wake().isMarked(asker) ? 0 : 1;
        }
        return count;
    }

    public @Nullable Resident find(Cid cid) {
        Session session = sessions.find(cid);
        Departure departure = departures.find(cid);
        if (session != null) {
            return Resident.of(session);
        }
        return departure == null ? null : Resident.of(departure);
    }

    /** As {@link Sessions#page}. The other node may tell of one that moves as well. */
    public List<Resident> page(Tenant tenant, @Nullable Cid after, int limit) {
        List<Resident> page = new ArrayList<>();
        sessions.page(tenant, after, limit).forEach(session -> page.add(Resident.of(session)));
        departures.all().stream()
                .filter(departure -> departure.user().tenant().equals(tenant))
                .map(Resident::of)
                .filter(one -> after == null || Sessions.ORDER.compare(one.cid(), after) > 0)
                .forEach(page::add);
        page.sort(ORDER);
        return page.subList(0, Math.min(limit, page.size()));
    }
}
