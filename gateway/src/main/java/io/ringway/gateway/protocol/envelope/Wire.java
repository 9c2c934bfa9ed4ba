package io.ringway.gateway.protocol.envelope;

import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.peerjs.PeerType;

/**
 * The numbers between nodes. Numbers are added, never given to something else. A form that nodes of before would misread gets a new
 * {@link #VERSION}, and the connections between nodes a new one too, over which nodes of both releases do not hear each other.
 */
final class Wire {
    static final int VERSION = 6;
    static final int MEDIA_DESCRIPTION_BYTES = 1_024;

    static final int TO_USER = 0;
    static final int TO_CONNECTION = 1;

    static final int INCOMING = 0;
    static final int ACCEPTED = 1;
    static final int SIGNALLED = 2;
    static final int CLOSED = 3;
    static final int WAITING = 4;
    static final int MERGED = 5;
    static final int PEER_SUSPECT = 6;
    static final int PEER_BACK = 7;
    static final int MOVED = 8;
    static final int TAKEN = 9;
    static final int SIGNAL_REFUSED = 10;

    static final int ACCEPT = 0;
    static final int RELAY = 1;
    static final int HANGUP = 2;
    static final int GONE = 3;
    static final int ALIVE = 4;
    static final int MOVE = 5;
    static final int SUSPECT = 6;
    static final int BACK = 7;
    static final int CLEARED = 8;
    static final int DEPOSED = 9;
    static final int WAITS = 10;
    static final int GRACE = 12;

    /** A flag, and a length. */
    static final int SMALLEST_FRAME = 5;
    /** A name of one character with its length, a length, and two flags. */
    static final int SMALLEST_MEMBERSHIP = 9;

    /** A name of one character with its length. */
    static final int SMALLEST_NAME = 3;

    static final int SEAT_ASK = 2;
    static final int SEAT_ANSWER = 3;

    static final int OFFER = 0;
    static final int ANSWER = 1;
    static final int CANDIDATE = 2;
    static final int CANDIDATES = 3;
    static final int ROLLBACK = 4;

    static final int RULE_ON_BUSY = 0;
    static final int RULE_BLOCKS = 1;

    static final int PEER_RELAY = 0;
    static final int PEER_CONFIRM = 1;
    static final int PEER_REPLACED = 2;
    static final int PEER_LEFT = 3;
    static final int PEER_HERE = 4;
    static final int PEER_SOUGHT = 5;
    /** Number, sender's cid, type and two lengths: no parcel takes less. */
    static final int PARCEL_BYTES = 43;

    static final PeerType[] PEER_TYPES = PeerType.values();
    static final Boolean[] FLAGS = {false, true};
    static final CloseReason[] REASONS = CloseReason.values();
    static final Content.Kind[] KINDS = Content.Kind.values();
    static final Enquiry[] ENQUIRIES = Enquiry.values();
    static final BusyPolicy[] POLICIES = BusyPolicy.values();
    static final CallHandover.Stage[] STAGES = CallHandover.Stage.values();
    static final SessionState.Told[] TOLD = SessionState.Told.values();

    private Wire() {}

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static int code(CloseReason reason) {
        return reason.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static int code(Content.Kind kind) {
        return kind.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static int code(PeerType type) {
        return type.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static int code(Enquiry enquiry) {
        return enquiry.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static int code(BusyPolicy policy) {
        return policy.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static int code(CallHandover.Stage stage) {
        return stage.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static int code(SessionState.Told told) {
        return told.ordinal();
    }

    static CloseCode closeCode(int code) throws EnvelopeException {
        for (CloseCode known : CloseCode.values()) {
            if (known.code() == code) {
                return known;
            }
        }
        throw new EnvelopeException("an unknown close code");
    }

    enum Type {
        GROUP_MESSAGE(1),
        PRIVATE_MESSAGE(2),
        CALL_EVENT(3),
        CALL_COMMAND(4),
        KICK(5),
        VIRTUAL_MEMBER(6),
        POSTED_MESSAGE(7),
        UNDELIVERED(8),
        FETCH(9),
        FETCH_WAITING(10),
        HANDOVER(11),
        NO_SESSION(12),
        TURN_TAKEN_BACK(16),
        OF_PEER(20),
        MISSED_CALLS(21),
        RELAYED_MESSAGE(22),
        SEATS(23),
        HISTORY(24),
        CALL_ENQUIRY(30),
        CALL_OWNER(31),
        CALL_KEPT(32),
        CALL_SEAT(33),
        CALL_MOVE(34),
        CALL_RULES(35),
        OUTBOX_NEWS(36),
        PUSHED_RING(37),
        CROSSING(50),
        MARK(51),
        PASSED(52),
        CROSSED(53),
        FORWARDED(91),
        TORN(55),
        CALL_RULES_ASKED(56),
        KICKED(58),
        OF_BACKEND(60),
        ASK_REPORT(70),
        REPORT(71),
        ASK_USER(72),
        OF_USER(73),
        CALLS_ASKED(74),
        CALL_RING_KEPT(81),
        CALL_ANSWERED(83),
        HISTORY_NEWS(82),
        SESSION_MOVED(85),
        HOST_NEWS(90),
        CALL_WITNESSED(96),
        CALL_FORGOTTEN(97),
        RING_RETURNED(98),
        ASK_KNOWN(148),
        KNOWN(149);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Type of(Envelope envelope) {
            return switch (envelope) {
                case Envelope.GroupMessage e -> GROUP_MESSAGE;
                case Envelope.PrivateMessage e -> PRIVATE_MESSAGE;
                case Envelope.PostedMessage e -> POSTED_MESSAGE;
                case Envelope.Undelivered e -> UNDELIVERED;
                case Envelope.HostNews e -> HOST_NEWS;
                case Envelope.HistoryNews e -> HISTORY_NEWS;
                case Envelope.RelayedMessage e -> RELAYED_MESSAGE;
                case Envelope.Seats e -> SEATS;
                case Envelope.History e -> HISTORY;
                case Envelope.CallEvent e -> CALL_EVENT;
                case Envelope.CallCommand e -> CALL_COMMAND;
                case Envelope.CallEnquiry e -> CALL_ENQUIRY;
                case Envelope.CallOwner e -> CALL_OWNER;
                case Envelope.CallRulesAsked e -> CALL_RULES_ASKED;
                case Envelope.CallKept e -> CALL_KEPT;
                case Envelope.CallSeat e -> CALL_SEAT;
                case Envelope.PushedRing e -> PUSHED_RING;
                case Envelope.CallMove e -> CALL_MOVE;
                case Envelope.CallsAsked e -> CALLS_ASKED;
                case Envelope.CallRingKept e -> CALL_RING_KEPT;
                case Envelope.CallAnswered e -> CALL_ANSWERED;
                case Envelope.CallWitnessed e -> CALL_WITNESSED;
                case Envelope.CallForgotten e -> CALL_FORGOTTEN;
                case Envelope.RingReturned e -> RING_RETURNED;
                case Envelope.CallRules e -> CALL_RULES;
                case Envelope.Kick e -> KICK;
                case Envelope.Kicked e -> KICKED;
                case Envelope.VirtualMember e -> VIRTUAL_MEMBER;
                case Envelope.Fetch e -> FETCH;
                case Envelope.FetchWaiting e -> FETCH_WAITING;
                case Envelope.Handover e -> HANDOVER;
                case Envelope.NoSession e -> NO_SESSION;
                case Envelope.SessionMoved e -> SESSION_MOVED;
                case Envelope.Crossing e -> CROSSING;
                case Envelope.Mark e -> MARK;
                case Envelope.Passed e -> PASSED;
                case Envelope.Crossed e -> CROSSED;
                case Envelope.Forwarded e -> FORWARDED;
                case Envelope.Torn e -> TORN;
                case Envelope.OfPeer e -> OF_PEER;
                case Envelope.MissedCalls e -> MISSED_CALLS;
                case Envelope.TurnTakenBack e -> TURN_TAKEN_BACK;
                case Envelope.AskReport e -> ASK_REPORT;
                case Envelope.Report e -> REPORT;
                case Envelope.AskUser e -> ASK_USER;
                case Envelope.OfUser e -> OF_USER;
                case Envelope.AskKnown e -> ASK_KNOWN;
                case Envelope.Known e -> KNOWN;
                case Envelope.OfBackend e -> OF_BACKEND;
                case Envelope.OutboxNews e -> OUTBOX_NEWS;
            };
        }

        static Type of(int code) throws EnvelopeException {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new EnvelopeException("an unknown envelope");
        }
    }
}
