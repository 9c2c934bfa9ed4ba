package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Tenure;
import org.jspecify.annotations.Nullable;

/**
 * The part that one of this node's connections takes in a call.
 *
 * @param local the connection
 * @param outgoing whether it is the caller
 * @param peerUser who is on the other end; null while it is not known whose connection a caller rings
 * @param peer the connection on the other end; null while a caller that rang a user does not know which it will be
 * @param peerOnWire what {@code peer} is called on wires that know no call ids: itself, or an alias that only this call has
 * @param accepted whether this connection, as a callee, has asked to accept, or as a caller was accepted
 * @param confirmed whether the call's owner has said that this is a party of the answered call: many may ask to accept
 * @param answeredAt when that was, in milliseconds; {@link Event.Closed#UNANSWERED} before
 * @param tenure the node that owns the call, as far as this one knows
 * @param head how the call began, where the owner, or the ring, has said so: this node may be the next owner
 */
public record Leg(
        CallId call,
        Cid local,
        boolean outgoing,
        @Nullable UserId peerUser,
        @Nullable Cid peer,
        @Nullable Cid peerOnWire,
        boolean accepted,
        boolean confirmed,
        long answeredAt,
        Tenure tenure,
        @Nullable CallHead head) {
    private static final long UNANSWERED = Event.Closed.UNANSWERED;

    /** The node that owns the call. */
    public NodeRef owner() {
        return tenure.owner();
    }

    /** The leg of a caller. */
    static Leg outgoing(CallId call, Cid local, @Nullable UserId user, @Nullable Cid peer, @Nullable Cid onWire) {
        return new Leg(
                call, local, true, user, peer, onWire, false, false, UNANSWERED, Tenure.first(call.owner()), null);
    }

    /** The leg of a callee. */
    static Leg incoming(CallId call, Cid local, Sender caller, @Nullable Cid onWire) {
        return new Leg(
                call,
                local,
                false,
                caller.user(),
                caller.cid(),
                onWire,
                false,
                false,
                UNANSWERED,
                Tenure.first(call.owner()),
                null);
    }

    /** The leg of a connection that takes a call over, as long as nothing more is known. */
    static Leg taking(CallId call, Cid local, NodeRef owner) {
        return new Leg(call, local, false, null, null, null, true, false, UNANSWERED, Tenure.first(owner), null);
    }

    /** The leg of a party as the call's owner knows it. */
    public static Leg seat(Effect.Seat seat, NodeRef owner, @Nullable CallHead head) {
        Sender peer = seat.peer();
        return new Leg(
                seat.call(),
                seat.party(),
                seat.outgoing(),
                peer.user(),
                peer.cid(),
                peer.cid(),
                seat.answeredAt() != UNANSWERED,
                seat.answeredAt() != UNANSWERED,
                seat.answeredAt(),
                new Tenure(owner, seat.term()),
                head);
    }

    /** A leg that comes from another node. */
    public static Leg of(CallHandover.Part part, long now) {
        return new Leg(
                part.call(),
                part.local(),
                part.outgoing(),
                part.peerUser(),
                part.peer(),
                part.peerOnWire(),
                part.accepted(),
                part.confirmed(),
                part.answeredAgo() == CallHandover.NONE ? UNANSWERED : now - part.answeredAgo(),
                part.tenure(),
                part.head() == null ? null : part.head().at(now));
    }

    /** This leg for another node. */
    public CallHandover.Part part(long now) {
        long ago = answeredAt == UNANSWERED ? CallHandover.NONE : Math.max(0, now - answeredAt);
        return new CallHandover.Part(
                call,
                local,
                outgoing,
                peerUser,
                peer,
                peerOnWire,
                accepted,
                confirmed,
                ago,
                tenure,
                head == null ? null : CallHandover.Head.of(head, now));
    }

    Leg accepting(long now) {
        return new Leg(call, local, outgoing, peerUser, peer, peerOnWire, true, confirmed, now, tenure, head);
    }

    /** As {@link #accepting}, by who will be the peer; on the wire it keeps the name it has. */
    Leg acceptedBy(Sender by, long now) {
        Cid onWire = peerOnWire == null ? by.cid() : peerOnWire;
        return new Leg(call, local, outgoing, by.user(), by.cid(), onWire, true, true, now, tenure, head);
    }

    /** As it is, of a caller that knows by now whose connection it rings. */
    Leg ringing(UserId user) {
        return new Leg(call, local, outgoing, user, peer, peerOnWire, accepted, confirmed, answeredAt, tenure, head);
    }

    Leg movedTo(Sender newPeer) {
        return new Leg(
                call,
                local,
                outgoing,
                newPeer.user(),
                newPeer.cid(),
                peerOnWire,
                accepted,
                confirmed,
                answeredAt,
                tenure,
                head);
    }

    Leg taken(Sender from, boolean isOutgoing, long now) {
        return new Leg(call, local, isOutgoing, from.user(), from.cid(), from.cid(), true, true, now, tenure, head);
    }

    /** Whether this connection has asked for the call, and has not been given it. */
    public boolean isTaking() {
        return !outgoing && peerUser == null;
    }

    /** Whether this is a callee that has asked to accept, and has not been told who has won. */
    public boolean isAccepting() {
        return !outgoing && accepted && !confirmed && !isTaking();
    }

    /**
     * Whether this connection has been asked to start a call of the backend's, and is not known to have done so: of every other
     * ring it is known which connection calls.
     */
    public boolean isStarting() {
        return !outgoing && peerUser != null && peer == null;
    }

    /** The same leg, in a call that another node owns, which has said no more than that. */
    Leg ownedBy(NodeRef node) {
        return in(new Tenure(node, tenure.term()));
    }

    /** The same leg, in a call that another node owns. */
    public Leg in(Tenure other) {
        return new Leg(call, local, outgoing, peerUser, peer, peerOnWire, accepted, confirmed, answeredAt, other, head);
    }

    /**
     * The same leg where the owner says that its connection is a party. A caller that was not told who answered is to be that first; a callee
     * has asked, on a node that was lost.
     */
    Leg seated(Leg seat) {
        boolean isAnswer = seat.confirmed && !accepted && !outgoing;
        boolean isParty = confirmed || (seat.confirmed && (accepted || isAnswer));
        CallHead known = seat.head == null ? head : seat.head;
        long at = isAnswer ? seat.answeredAt : answeredAt;
        return new Leg(
                call,
                local,
                outgoing,
                peerUser,
                peer,
                peerOnWire,
                accepted || isAnswer,
                isParty,
                at,
                seat.tenure,
                known);
    }

    /** The same leg, in a call of which it is known how it began. */
    public Leg with(CallHead known) {
        return new Leg(
                call, local, outgoing, peerUser, peer, peerOnWire, accepted, confirmed, answeredAt, tenure, known);
    }

    /** The same leg, where a wire without call ids calls the peer something else. */
    public Leg named(Cid onWire) {
        return new Leg(call, local, outgoing, peerUser, peer, onWire, accepted, confirmed, answeredAt, tenure, head);
    }

    /** The same leg, of which the owner has said something that it says of parties alone. */
    Leg confirming() {
        return new Leg(call, local, outgoing, peerUser, peer, peerOnWire, accepted, accepted, answeredAt, tenure, head);
    }

    /** Whether it is that very call, or goes the other way between the same two. */
    boolean isTo(CallId other, Sender who) {
        return call.equals(other) || who.user().equals(peerUser) || (peer != null && peer.equals(who.cid()));
    }

    /** Whether this is a caller that waits for that one to answer. */
    boolean rings(Sender who) {
        boolean covered = peer == null ? who.user().equals(peerUser) : peer.equals(who.cid());
        return outgoing && !accepted && covered;
    }
}
