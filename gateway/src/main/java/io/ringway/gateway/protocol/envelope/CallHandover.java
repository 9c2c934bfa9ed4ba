package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's part in calls, on its way from one node to another: its legs, and the calls that move with it. Times are how
 * long ago, or how much longer, in milliseconds: two nodes' clocks need not agree.
 *
 * @param from the node it leaves
 * @param ended the last calls that are over for it: what is still on its way to it of those must not reach it
 * @param filed what its client may have on file, where its wire knows no call ids
 */
public record CallHandover(NodeRef from, List<Carried> parts, List<Ended> ended, Filed filed, List<Owned> calls) {
    /** Stands for no time: nobody answered yet, or there is no end. */
    public static final long NONE = Event.Closed.UNANSWERED;

    /** The ordinal is on the wire: add at the end only. */
    public enum Stage {
        RINGING,
        CONNECTING,
        CONNECTED
    }

    /**
     * One leg.
     *
     * @param outgoing whether the connection is the caller
     * @param peerOnWire the peer's name on wires without call ids
     * @param confirmed whether the owner has said that this connection is a party of an answered call
     * @param answeredAgo since when the call is answered, or {@link #NONE}
     * @param tenure the node that owns the call
     * @param head how the call began, where that is known
     */
    public record Part(
            CallId call,
            Cid local,
            boolean outgoing,
            @Nullable UserId peerUser,
            @Nullable Cid peer,
            @Nullable Cid peerOnWire,
            boolean accepted,
            boolean confirmed,
            long answeredAgo,
            Tenure tenure,
            @Nullable Head head) {}

    /**
     * A leg with what its node alone knows.
     *
     * @param peerLost whether the connection was told that the other party is lost, and not that it is back
     * @param hungUp whether it has hung up, and was not told that the call is over
     */
    public record Carried(Part part, boolean peerLost, boolean hungUp) {}

    /**
     * One call with everything its owner knows of it.
     *
     * @param caller who is the caller by now; always with a cid
     * @param target whom it rang
     * @param kept the caller's signals that wait for somebody to accept
     * @param progress how far it is
     * @param head how it began
     * @param ring what matters while it rings
     * @param suspects the parties whose connection is lost for now
     */
    public record Owned(
            CallId call,
            Sender caller,
            Recipient target,
            @Nullable Sender callee,
            Bytes data,
            List<Signal> kept,
            Progress progress,
            Head head,
            Ring ring,
            List<Suspect> suspects) {}

    /** @param tookPart whether the connection was in it, and did not only ask for it in vain */
    public record Ended(CallId call, boolean tookPart) {}

    /**
     * What a client that knows no call ids may have on file of others, the oldest first.
     *
     * @param anybody whether it may be more than is known, since a node was lost that knew
     * @param unanswered callers whose rings ended before anybody answered
     * @param givenUp calls for which it gave up another
     */
    public record Filed(boolean anybody, List<Cid> unanswered, List<Alias> aliases, List<GivenUp> givenUp) {
        public static final Filed NOTHING = new Filed(false, List.of(), List.of(), List.of());
    }

    /** @param name what the client was told in the caller's place */
    public record Alias(Cid name, Cid caller) {}

    /** @param name by which the client knows the peer of the call that it gave up for this one */
    public record GivenUp(CallId call, Cid name) {}

    /**
     * @param answeredAgo since when, or {@link #NONE}
     * @param connectedAgo since when one side has answered the other's offer, or {@link #NONE}
     * @param term of the owner that lets the call go
     * @param former the connections that had it before, the first first
     */
    public record Progress(Stage stage, long answeredAgo, long connectedAgo, int term, List<Former> former) {
        public static Progress ringing(int term) {
            return new Progress(Stage.RINGING, NONE, NONE, term, List.of());
        }
    }

    /**
     * A connection that had the call until another of its user took it over.
     *
     * @param outgoing whether it was the caller
     */
    public record Former(Cid device, boolean outgoing, long takenAgo) {}

    /** A {@link CallHead} on its way. */
    public record Head(
            String caller,
            @Nullable String callee,
            int dataBytes,
            long beganAgo,
            long answeredAgo,
            @Nullable Cid device) {
        public static Head of(CallHead head, long now) {
            return new Head(
                    head.caller(),
                    head.callee(),
                    head.dataBytes(),
                    Math.max(0, now - head.began()),
                    ago(head.answered(), now),
                    head.device());
        }

        public CallHead at(long now) {
            return new CallHead(caller, callee, dataBytes, now - beganAgo, CallHandover.at(answeredAgo, now), device);
        }
    }

    /** How long ago that was, or {@link #NONE} for {@link CallRecord#NEVER}. */
    public static long ago(long time, long now) {
        return time == CallRecord.NEVER ? NONE : Math.max(0, now - time);
    }

    /** The other way. */
    public static long at(long ago, long now) {
        return ago == NONE ? CallRecord.NEVER : now - ago;
    }

    /**
     * @param leftMs how much longer it rings
     * @param tied whether one of the two would take a new peer connection for another ring
     * @param sent whether the callees have been told
     * @param muted whether they must not be told
     * @param heardBy how many connections hear it; {@link #OTHERS_TOO} where more may than are known
     * @param silenced those that went away, or declined
     * @param declinedOn those that declined for themselves alone
     */
    public record Ring(
            long leftMs,
            RingOptions options,
            boolean merges,
            boolean tied,
            boolean sent,
            boolean muted,
            int heardBy,
            List<Cid> silenced,
            List<Cid> declinedOn) {
        /** Stands for more than there can be. */
        public static final int OTHERS_TOO = Integer.MAX_VALUE;
    }

    /** @param leftMs how much longer it may stay away, or {@link #NONE} where that is its own node's business */
    public record Suspect(Cid party, long leftMs) {}
}
