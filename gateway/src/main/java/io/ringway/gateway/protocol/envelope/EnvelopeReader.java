package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.rooms.SeatMessage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Reads one envelope. Record components are read in the order they are declared in. */
final class EnvelopeReader {
    private final Tenant tenant;
    private final ByteReader in;
    private final PartyReader parties;
    private final CallReader calls;

    private EnvelopeReader(Tenant tenant, ByteReader in) {
        this.tenant = tenant;
        this.in = in;
        this.parties = new PartyReader(tenant, in);
        this.calls = new CallReader(tenant, in);
    }

    static Envelope read(Buffer bytes) throws EnvelopeException {
        ByteReader in = new ByteReader(bytes);
        if (in.u8() != Wire.VERSION) {
            throw new EnvelopeException("another version");
        }
        Wire.Type type = Wire.Type.of(in.u8());
        Tenant tenant = new Tenant(in.name());
        Envelope envelope = new EnvelopeReader(tenant, in).body(type);
        in.requireEnd();
        if (!envelope.tenant().equals(tenant)) {
            throw new EnvelopeException("of another tenant than it says");
        }
        return envelope;
    }

    private Envelope body(Wire.Type type) throws EnvelopeException {
        return switch (type) {
            case GROUP_MESSAGE -> groupMessage();
            case PRIVATE_MESSAGE -> new Envelope.PrivateMessage(parties.recipient(), parties.sender(), content());
            case POSTED_MESSAGE -> new Envelope.PostedMessage(in.cid(), parties.connection(), content());
            case UNDELIVERED -> new Envelope.Undelivered(tenant, in.cid());
            case RELAYED_MESSAGE -> relayed();
            case HOST_NEWS -> new Envelope.HostNews(new Group(tenant, in.name()), content());
            case SEATS -> new Envelope.Seats(seats());
            case HISTORY -> new Envelope.History(new HistoryDecoder(tenant, in).read());
            case HISTORY_NEWS -> new Envelope.HistoryNews(tenant, in.list(() -> HistoryRulesCodec.read(in)), in.flag());
            case CALL_EVENT -> new Envelope.CallEvent(parties.recipient(), calls.event(calls.call()));
            case CALL_COMMAND -> new Envelope.CallCommand(calls.call(), parties.connection(), calls.step(), in.u8());
            case CALL_ENQUIRY ->
                new Envelope.CallEnquiry(
                        parties.recipient(), calls.call(), parties.sender(), in.oneOf(Wire.ENQUIRIES), in.node());
            case CALL_OWNER -> new Envelope.CallOwner(parties.recipient(), calls.call(), in.node());
            case CALL_KEPT -> new Envelope.CallKept(tenant, calls.call(), in.node());
            case PUSHED_RING -> new Envelope.PushedRing(parties.user(), in.node(), calls.event(calls.call()));
            case CALL_SEAT -> new Envelope.CallSeat(tenant, calls.leg(), in.flag());
            case CALL_RING_KEPT -> new Envelope.CallRingKept(parties.connection(), calls.owned());
            case CALL_ANSWERED -> new Envelope.CallAnswered(parties.connection(), calls.call(), in.cid());
            case CALL_WITNESSED -> new Envelope.CallWitnessed(in.node(), calls.owned());
            case CALL_FORGOTTEN -> new Envelope.CallForgotten(tenant, calls.call(), in.node());
            case RING_RETURNED -> new Envelope.RingReturned(in.cid(), in.node(), calls.owned());
            case CALLS_ASKED -> new Envelope.CallsAsked(tenant, in.cid());
            case CALL_MOVE -> new Envelope.CallMove(parties.user(), calls.call(), in.cid());
            case CALL_RULES_ASKED -> new Envelope.CallRulesAsked(tenant);
            case CALL_RULES -> new Envelope.CallRules(parties.user(), in.list(calls::rule));
            case VIRTUAL_MEMBER -> virtualMember();
            case OF_PEER -> new Envelope.OfPeer(peer(), peerStep());
            case MISSED_CALLS -> new Envelope.MissedCalls(parties.user(), in.i32());
            case OUTBOX_NEWS -> new Envelope.OutboxNews(tenant, in.name());
            case TURN_TAKEN_BACK -> new Envelope.TurnTakenBack(tenant, in.name(), in.text(), in.i64());
            case KICKED -> new Envelope.Kicked(tenant, in.cid());
            case KICK -> new Envelope.Kick(tenant, in.cid(), Wire.closeCode(in.i32()));
            case FETCH -> new Envelope.Fetch(parties.user(), in.cid(), in.i32());
            case FETCH_WAITING -> new Envelope.FetchWaiting(parties.user(), in.name(), in.i64());
            case HANDOVER -> new Envelope.Handover(session());
            case OF_BACKEND -> new Envelope.OfBackend(BackendSteps.read(tenant, in));
            case NO_SESSION -> new Envelope.NoSession(tenant);
            case SESSION_MOVED -> new Envelope.SessionMoved(tenant, in.node(), in.i32());
            case ASK_REPORT -> new Envelope.AskReport(tenant);
            case REPORT -> new Envelope.Report(tenant, ReportCodec.node(in));
            case ASK_USER -> new Envelope.AskUser(parties.user());
            case OF_USER -> new Envelope.OfUser(tenant, ReportCodec.user(in));
            case ASK_KNOWN -> new Envelope.AskKnown(tenant, in.text(), in.i32());
            case KNOWN -> new Envelope.Known(tenant, ReportCodec.known(in));
            case CROSSING -> new Envelope.Crossing(parties.user(), in.cid(), in.i32(), in.node(), in.list(in::name));
            case MARK -> new Envelope.Mark(tenant, in.cid(), in.i32(), in.flag());
            case PASSED -> new Envelope.Passed(tenant, in.cid(), in.i32(), in.node());
            case TORN -> new Envelope.Torn(tenant, in.cid());
            case CROSSED -> new Envelope.Crossed(tenant, in.cid(), in.i32());
            case FORWARDED ->
                new Envelope.Forwarded(
                        tenant,
                        in.cid(),
                        in.i32(),
                        in.flag() ? in.node() : null,
                        in.flag(),
                        new SessionState.Sent(in.flag(), in.bytes()));
        };
    }

    private Envelope groupMessage() throws EnvelopeException {
        Sender from = parties.sender();
        return new Envelope.GroupMessage(new Group(tenant, in.name()), from, content());
    }

    private Envelope relayed() throws EnvelopeException {
        Cid to = in.cid();
        Group group = new Group(tenant, in.name());
        return new Envelope.RelayedMessage(to, group, parties.connection(), content());
    }

    private SeatMessage seats() throws EnvelopeException {
        int kind = in.u8();
        Group group = new Group(tenant, in.name());
        Cid cid = in.cid();
        long time = in.i64();
        return switch (kind) {
            case Wire.SEAT_ASK -> new SeatMessage.Ask(group, cid, time, in.list(in::i64));
            case Wire.SEAT_ANSWER -> new SeatMessage.Answer(group, cid, time, in.list(in::cid));
            default -> throw new EnvelopeException("unknown news of seats");
        };
    }

    private Envelope virtualMember() throws EnvelopeException {
        Group group = new Group(tenant, in.name());
        Member member = new Member(in.cid(), parties.user(), in.bytes());
        return new Envelope.VirtualMember(group, member, in.flag());
    }

    private SessionState session() throws EnvelopeException {
        return new SessionState(
                parties.user(),
                in.cid(),
                in.i32(),
                in.i32(),
                in.i64(),
                in.flag(),
                in.oneOf(Wire.TOLD),
                in.i64(),
                frames(),
                memberships(),
                calls.handover());
    }

    private List<SessionState.Sent> frames() throws EnvelopeException {
        List<SessionState.Sent> frames = new ArrayList<>();
        for (int left = in.count(Wire.SMALLEST_FRAME); left > 0; left--) {
            frames.add(new SessionState.Sent(in.flag(), in.bytes()));
        }
        return frames;
    }

    private List<SessionState.Membership> memberships() throws EnvelopeException {
        List<SessionState.Membership> groups = new ArrayList<>();
        for (int left = in.count(Wire.SMALLEST_MEMBERSHIP); left > 0; left--) {
            groups.add(new SessionState.Membership(
                    in.name(), in.bytes(), in.flag(), in.flag() ? new Position(in.i64(), in.i64()) : null));
        }
        return groups;
    }

    private PeerStep peerStep() throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.PEER_RELAY -> new PeerStep.Relay(in.cid(), parcels());
            case Wire.PEER_CONFIRM -> new PeerStep.Confirm(in.cid());
            case Wire.PEER_REPLACED -> new PeerStep.Replaced(in.cid());
            case Wire.PEER_LEFT -> new PeerStep.Left(in.cid());
            case Wire.PEER_HERE -> new PeerStep.Here(in.cid());
            case Wire.PEER_SOUGHT -> new PeerStep.Sought();
            default -> throw new EnvelopeException("an unknown step of a peer");
        };
    }

    private List<Parcel> parcels() throws EnvelopeException {
        int count = in.count(Wire.PARCEL_BYTES);
        List<Parcel> parcels = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parcels.add(new Parcel(in.i64(), peer(), in.cid(), in.oneOf(Wire.PEER_TYPES), in.bytes()));
        }
        return parcels;
    }

    private Name peer() throws EnvelopeException {
        return new Name(tenant, in.name());
    }

    private Content content() throws EnvelopeException {
        Content.Kind kind = in.oneOf(Wire.KINDS);
        return new Content(kind, in.bytes());
    }
}
