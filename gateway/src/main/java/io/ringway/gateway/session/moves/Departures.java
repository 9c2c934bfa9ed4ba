package io.ringway.gateway.session.moves;

import io.netty.channel.EventLoop;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.moves.Wake;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.groups.Seats;
import io.ringway.gateway.session.groups.Transfers;
import io.ringway.gateway.webhooks.Witness;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that have left for another node. This one stays in their groups, and in the user directory, until the new node
 * says that it hears everything itself, and passes on what still comes here. Hub only.
 */
public final class Departures implements Transfers.Gone {
    /** A new node that says nothing for that long is not going to. */
    private static final long PATIENCE_MS = 5_000;

    private static final int NO_LOG = 0;
    private static final ClientAddress NOWHERE = new ClientAddress("", false);

    private final Cluster cluster;
    private final Hub hub;
    private final Seats seats;
    private final Witness witness;
    private final InstantSource clock;
    private final Map<Cid, Departure> departures = new HashMap<>();
    private final Map<Group, List<Departure>> byGroup = new HashMap<>();
    private final Map<UserId, List<Departure>> byUser = new HashMap<>();
    private final Untaken untaken = new Untaken();
    private final AtomicInteger arrived = new AtomicInteger();

    /** One that is not known to have arrived. */
    record Departure(
            Session session, UserId user, NodeRef to, int moves, List<Group> groups, Wake wake, long deadline) {}

    Departures(Cluster cluster, Hub hub, Seats seats, Witness witness, InstantSource clock) {
        this.cluster = cluster;
        this.hub = hub;
        this.seats = seats;
        this.witness = witness;
        this.clock = clock;
    }

    /**
     * A session has gone to another node, as its state is now: what is for it from now on goes after it.
     *
     * @param groups those it is in, which it is out of the fan-out of
     * @param unheard nodes that it has not heard here, by id
     */
    public void begin(Session session, NodeRef to, int moves, List<Group> groups, Set<Long> unheard) {
        Departure departure = new Departure(
                session, session.user(), to, moves, groups, new Wake(unheard), clock.millis() + PATIENCE_MS);
        departures.put(session.cid(), departure);
        byUser.computeIfAbsent(departure.user, fresh -> new ArrayList<>(1)).add(departure);
        groups.forEach(group ->
                byGroup.computeIfAbsent(group, fresh -> new ArrayList<>(1)).add(departure));
        Line after = Line.over(new After(session), false);
        after.attach(new ReplayLog(NO_LOG));
        session.line(after);
    }

    /** Those that have left, and of which it is not known yet that they are there. */
    public Untaken untaken() {
        return untaken;
    }

    Set<Group> groups() {
        return byGroup.keySet();
    }

    /** Something was said in a group, on that node. */
    void tell(NodeRef origin, Group group, Event event) {
        for (Departure departure : byGroup.getOrDefault(group, List.of())) {
            tell(origin, departure, event);
        }
    }

    /** Something was said to a user, on that node; returns for how many of his sessions it was passed on. */
    int tell(NodeRef origin, UserId user, Event event) {
        int passed = 0;
        for (Departure departure : byUser.getOrDefault(user, List.of())) {
            passed += tell(origin, departure, event) ? 1 : 0;
        }
        return passed;
    }

    /** What was for the user may not have come here: his sessions that have left are told so where they are now. */
    public void tear(UserId user) {
        byUser.getOrDefault(user, List.of()).forEach(this::tear);
    }

    /** As {@link #tear(UserId)}, of every session that has left. */
    public void tear() {
        departures.values().forEach(this::tear);
    }

    /** Also what this node still has of it: whoever asks once more gets that, and nobody may have taken it. */
    private void tear(Departure departure) {
        Session session = departure.session;
        session.passage().tear();
        cluster.post(session.cid(), EnvelopeCodec.encode(new Envelope.Torn(session.tenant(), session.cid())));
    }

    private boolean tell(NodeRef origin, Departure departure, Event event) {
        Frame frame =
                departure.wake.carries(origin) ? departure.session.dialect().encode(event) : null;
        if (frame == null) {
            return false;
        }
        pass(departure.session, origin, frame);
        frame.release();
        return true;
    }

    private void pass(Session session, @Nullable NodeRef origin, Frame frame) {
        Departure departure = departures.get(session.cid());
        int moves = departure == null ? session.passage().moves() : departure.moves;
        boolean isKept = untaken.keep(session.cid(), frame);
        Envelope forwarded =
                new Envelope.Forwarded(session.tenant(), session.cid(), moves, origin, isKept, Untaken.sent(frame));
        cluster.post(session.cid(), EnvelopeCodec.encode(forwarded));
    }

    /** That node's mark has come, behind everything it had sent before: the new node is told. */
    void marked(NodeRef origin, Tenant tenant, Cid cid, int moves) {
        Departure departure = find(tenant, cid, moves);
        if (departure != null) {
            departure.wake.marked(origin);
            cluster.post(departure.to, EnvelopeCodec.encode(new Envelope.Passed(tenant, cid, moves, origin)));
        }
    }

    void crossed(Envelope.Crossed crossed) {
        Departure departure = find(crossed.tenant(), crossed.cid(), crossed.moves());
        if (departure != null) {
            arrived.incrementAndGet();
            untaken.taken(crossed.cid());
            end(departure);
            // The others were told so when the session arrived there, before this node let go of it.
            witness.adopted(crossed.cid(), departure.to);
        }
    }

    private @Nullable Departure find(Tenant tenant, Cid cid, int moves) {
        Departure departure = departures.get(cid);
        boolean isMeant = departure != null && departure.user.tenant().equals(tenant) && departure.moves == moves;
        return isMeant ? departure : null;
    }

    /** Those of a user; do not keep the list. */
    List<Departure> of(UserId user) {
        return byUser.getOrDefault(user, List.of());
    }

    @Nullable
    Departure find(Cid cid) {
        return departures.get(cid);
    }

    /** All of them, for what happens seldom. */
    Collection<Departure> all() {
        return departures.values();
    }

    @Override
    public @Nullable NodeRef whereTo(Cid cid) {
        Departure departure = departures.get(cid);
        return departure == null ? null : departure.to;
    }

    @Override
    public boolean isUntaken(Cid cid) {
        return untaken.has(cid);
    }

    /** Whether this node is in the group for that connection until it has arrived: nobody else is to take it out. */
    boolean staysFor(Cid cid, Group group) {
        Departure departure = departures.get(cid);
        return departure != null && departure.groups.contains(group);
    }

    public boolean isEmpty() {
        return departures.isEmpty();
    }

    /** How many have arrived, ever. Any thread. */
    public int arrived() {
        return arrived.get();
    }

    /** A session comes back while this node is still in its groups for it. */
    public void cancel(Cid cid) {
        untaken.taken(cid);
        Departure departure = departures.get(cid);
        if (departure != null) {
            end(departure);
        }
    }

    /** It has never arrived, and is among this node's sessions again: its groups know of nothing. */
    public void takeBack(Cid cid) {
        Departure departure = departures.remove(cid);
        if (departure != null) {
            forget(departure);
            cluster.disconnected(departure.user);
        }
    }

    void nodeDown(NodeRef node) {
        List.copyOf(departures.values()).stream()
                .filter(departure -> departure.to.id() == node.id())
                .forEach(this::end);
    }

    void tick() {
        long now = clock.millis();
        List.copyOf(departures.values()).stream()
                .filter(departure -> departure.deadline <= now && !untaken.has(departure.session.cid()))
                .forEach(this::end);
    }

    private void end(Departure departure) {
        Cid cid = departure.session.cid();
        departures.remove(cid);
        forget(departure);
        for (Group group : departure.groups) {
            seats.moved(group, cid);
            cluster.leave(group, cid, LeaveReason.MOVED);
        }
        cluster.disconnected(departure.user);
    }

    private void forget(Departure departure) {
        byUser.computeIfPresent(departure.user, (same, list) -> without(list, departure));
        for (Group group : departure.groups) {
            byGroup.computeIfPresent(group, (same, list) -> without(list, departure));
        }
    }

    private static @Nullable List<Departure> without(List<Departure> list, Departure gone) {
        list.remove(gone);
        return list.isEmpty() ? null : list;
    }

    /** Takes what this node still has to say to the session, such as answers that were due, after it. */
    private final class After implements Socket {
        private final Session session;

        After(Session session) {
            this.session = session;
        }

        @Override
        public EventLoop loop() {
            return hub.loop();
        }

        @Override
        public void write(Frame frame) {
            pass(session, null, frame);
        }

        @Override
        public void ping() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close(CloseCode code, long retryAfterMillis) {}

        @Override
        public ClientAddress address() {
            return NOWHERE;
        }
    }
}
