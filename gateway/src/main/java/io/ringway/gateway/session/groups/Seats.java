package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.rooms.RoomLimits;
import io.ringway.gateway.rooms.SeatMessage;
import io.ringway.gateway.rooms.Seating;
import io.ringway.gateway.rooms.Verdict;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.meetings.Gatherings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps rooms, and groups that the backend has bounded, from having more members than they hold: asks {@link Seating} before a join. Hub only. */
public final class Seats {
    private final Cluster cluster;
    private final RoomLimits limits;
    private final GroupRules rules;
    private final Gatherings gatherings;
    private final InstantSource clock;
    private final Seating seating;

    /** Whoever joins would be one too many. */
    public static final class FullException extends Exception {
        private static final long serialVersionUID = 1;

        private final ErrorCode code;

        private FullException(ErrorCode code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        private static FullException of(Bound bound) {
            return new FullException(
                    bound.isRoom ? ErrorCode.ROOM_FULL : ErrorCode.GROUP_FULL,
                    "the " + (bound.isRoom ? "room" : "group") + " is full: it holds " + bound.seats);
        }

        public ErrorCode code() {
            return code;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** @param isRoom whether it is the bound of all rooms, and not one that was set for this group */
    private record Bound(int seats, boolean isRoom) {}

    public Seats(Cluster cluster, RoomLimits limits, GroupRules rules, Gatherings gatherings, InstantSource clock) {
        this.cluster = cluster;
        this.limits = limits;
        this.rules = rules;
        this.gatherings = gatherings;
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

    /** The lower bound of the two that a group may have; null where it has none. */
    private @Nullable Bound bound(Group group) {
        int own = rules.maxMembers(group);
        if (limits.isRoom(group.name()) && (own == GroupSettings.NO_BOUND || limits.maxPeers() <= own)) {
            return new Bound(limits.maxPeers(), true);
        }
        return own == GroupSettings.NO_BOUND ? null : new Bound(own, false);
    }

    /**
     * Joins where there is a seat, or where the group has no bound. Fails with {@link FullException}, or with another
     * exception where a node did not answer or the session has ended meanwhile.
     */
    Future<GroupView> enter(Session session, Group group, Supplier<Future<GroupView>> join) {
        return admitted(group, () -> {
            Bound bound = bound(group);
            return bound == null ? join.get() : enter(session.cid(), session::closed, group, bound, join);
        });
    }

    /** Somebody in a meeting in which nobody was is counted with all such meetings of the app first. */
    private Future<GroupView> admitted(Group group, Supplier<Future<GroupView>> enter) {
        Future<Optional<String>> admitted = gatherings.admit(group);
        return admitted.succeeded()
                ? placed(group, admitted.result(), enter)
                : admitted.recover(full -> Future.failedFuture(
                                new FullException(ErrorCode.LIMIT_REACHED, String.valueOf(full.getMessage()))))
                        .compose(begun -> placed(group, begun, enter));
    }

    /** A place that was taken for who is refused is given up; any other is not this one's. */
    private Future<GroupView> placed(Group group, Optional<String> begun, Supplier<Future<GroupView>> enter) {
        Future<GroupView> entered = enter.get();
        begun.ifPresent(session -> entered.onFailure(refused -> gatherings.abandon(group, session)));
        return entered;
    }

    /** As {@link #enter(Session, Group, Supplier)}, for a member without a connection: those take no seats that rooms have. */
    public Future<GroupView> enter(Cid cid, Group group, Supplier<Future<GroupView>> join) {
        return admitted(group, () -> {
            int own = rules.maxMembers(group);
            return own == GroupSettings.NO_BOUND
                    ? join.get()
                    : enter(cid, () -> false, group, new Bound(own, false), join);
        });
    }

    private Future<GroupView> enter(
            Cid cid, BooleanSupplier isOver, Group group, Bound bound, Supplier<Future<GroupView>> join) {
        Promise<GroupView> entered = Promise.promise();
        seating.claim(clock.millis(), group, cid, bound.seats, verdict -> {
            if (isOver.getAsBoolean()) {
                entered.fail("the connection is gone");
            } else {
                seat(verdict, bound, join, entered);
            }
        });
        return entered.future();
    }

    /** The join follows the verdict in the same turn: until then, nothing else counts this connection. */
    private static void seat(
            Verdict verdict, Bound bound, Supplier<Future<GroupView>> join, Promise<GroupView> entered) {
        switch (verdict) {
            case SEATED -> join.get().onComplete(entered);
            case FULL -> entered.fail(FullException.of(bound));
            case UNKNOWN -> entered.fail(new UnavailableException("a node did not answer in time"));
        }
    }

    /** The session is over, and waits for nothing any more. */
    void withdraw(Session session) {
        seating.withdraw(session.cid());
    }

    /** A session of this node sits there, and has moved to another. */
    public void moved(Group group, Cid cid) {
        if (bound(group) != null) {
            seating.moved(clock.millis(), group, cid);
        }
    }

    public void receive(NodeRef from, SeatMessage message) {
        seating.receive(from, message);
    }

    public void nodeDown(NodeRef node) {
        seating.nodeDown(node);
    }

    public void tick() {
        seating.tick(clock.millis());
    }
}
