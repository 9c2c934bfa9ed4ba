package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.rooms.RoomLimits;
import io.ringway.gateway.rooms.SeatMessage;
import io.ringway.gateway.rooms.Seating;
import io.ringway.gateway.rooms.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps rooms from having more members than they hold: asks {@link Seating} before a join. Hub only. */
final class Seats {
    private final Cluster cluster;
    private final RoomLimits limits;
    private final InstantSource clock;
    private final Seating seating;

    /** Whoever joins would be one too many. */
    static final class RoomFullException extends Exception {
        private static final long serialVersionUID = 1;

        RoomFullException(int seats) {
            super("the room is full: it holds " + seats, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    Seats(Cluster cluster, RoomLimits limits, InstantSource clock) {
        this.cluster = cluster;
        this.limits = limits;
        this.clock = clock;
        this.seating = new Seating(this::send, this::seated, cluster::peers);
    }

    private Set<Cid> seated(Group group, Set<Long> without) {
        GroupView view = cluster.view(group);
        return view == null ? Set.of() : view.others(without);
    }

    private void send(NodeRef to, SeatMessage message) {
        cluster.post(to, EnvelopeCodec.encode(new Envelope.Seats(message)));
    }

    /**
     * Joins where there is a seat, or where the group has no bound. Fails with {@link RoomFullException}, or with another
     * exception where a node did not answer or the session has ended meanwhile.
     */
    Future<GroupView> enter(Session session, Group group, Supplier<Future<GroupView>> join) {
        if (!limits.isRoom(group.name())) {
            return join.get();
        }
        Promise<GroupView> entered = Promise.promise();
        seating.claim(
                clock.millis(),
                group,
                session.cid(),
                limits.maxPeers(),
                verdict -> seat(session, verdict, join, entered));
        return entered.future();
    }

    /** The join follows the verdict in the same turn: until then, nothing else counts this connection. */
    private void seat(Session session, Verdict verdict, Supplier<Future<GroupView>> join, Promise<GroupView> entered) {
        if (session.closed()) {
            entered.fail("the connection is gone");
            return;
        }
        switch (verdict) {
            case SEATED -> join.get().onComplete(entered);
            case FULL -> entered.fail(new RoomFullException(limits.maxPeers()));
            case UNKNOWN -> entered.fail("a node did not answer in time");
        }
    }

    /** The session is over, and waits for nothing any more. */
    void withdraw(Session session) {
        seating.withdraw(session.cid());
    }

    /** A session of this node sits there, and has moved to another. */
    void moved(Group group, Cid cid) {
        if (limits.isRoom(group.name())) {
            seating.moved(clock.millis(), group, cid);
        }
    }

    void receive(NodeRef from, SeatMessage message) {
        seating.receive(from, message);
    }

    void nodeDown(NodeRef node) {
        seating.nodeDown(node);
    }

    void tick() {
        seating.tick(clock.millis());
    }
}
