package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.rooms.SeatMessage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one envelope. */
final class EnvelopeReader {
    private final Tenant tenant;
    private final ByteReader in;

    private EnvelopeReader(Tenant tenant, ByteReader in) {
        this.tenant = tenant;
        this.in = in;
    }

    static Envelope read(Buffer bytes) throws EnvelopeException {
        ByteReader in = new ByteReader(bytes);
        if (in.u8() != Wire.VERSION) {
            throw new EnvelopeException("another version");
        }
        Wire.Type type = Wire.Type.of(in.u8());
        Envelope envelope = new EnvelopeReader(new Tenant(in.name()), in).body(type);
        in.requireEnd();
        return envelope;
    }

    private Envelope body(Wire.Type type) throws EnvelopeException {
        return switch (type) {
            case GROUP_MESSAGE -> groupMessage();
            case PRIVATE_MESSAGE -> new Envelope.PrivateMessage(recipient(), sender(), content());
            case POSTED_MESSAGE -> new Envelope.PostedMessage(in.cid(), connection(), content());
            case UNDELIVERED -> new Envelope.Undelivered(tenant, in.cid());
            case RELAYED_MESSAGE -> relayed();
            case SEATS -> new Envelope.Seats(seats());
            case CALL_EVENT -> new Envelope.CallEvent(recipient(), event(call()));
            case CALL_COMMAND -> new Envelope.CallCommand(call(), connection(), step());
            case VIRTUAL_MEMBER -> virtualMember();
            case OF_PEER -> new Envelope.OfPeer(peer(), peerStep());
            case MISSED_CALLS -> new Envelope.MissedCalls(user(), in.i32());
            case TURN_TAKEN_BACK -> new Envelope.TurnTakenBack(tenant, in.name());
            case KICK -> new Envelope.Kick(tenant, in.cid(), Wire.closeCode(in.i32()));
            case FETCH -> new Envelope.Fetch(user(), in.cid(), in.i32());
            case FETCH_WAITING -> new Envelope.FetchWaiting(user());
            case HANDOVER -> new Envelope.Handover(session());
            case NO_SESSION -> new Envelope.NoSession(tenant);
        };
    }

    private Envelope groupMessage() throws EnvelopeException {
        Sender from = sender();
        return new Envelope.GroupMessage(new Group(tenant, in.name()), from, content());
    }

    private Envelope relayed() throws EnvelopeException {
        Cid to = in.cid();
        Group group = new Group(tenant, in.name());
        return new Envelope.RelayedMessage(to, group, connection(), content());
    }

    private SeatMessage seats() throws EnvelopeException {
        int kind = in.u8();
        Group group = new Group(tenant, in.name());
        Cid cid = in.cid();
        long time = in.i64();
        return switch (kind) {
            case Wire.SEAT_ASK -> new SeatMessage.Ask(group, cid, time);
            case Wire.SEAT_ANSWER -> new SeatMessage.Answer(group, cid, time, in.i32());
            default -> throw new EnvelopeException("unknown news of seats");
        };
    }

    private Envelope virtualMember() throws EnvelopeException {
        Group group = new Group(tenant, in.name());
        Member member = new Member(in.cid(), user(), in.bytes());
        return new Envelope.VirtualMember(group, member, flag());
    }

    private SessionState session() throws EnvelopeException {
        return new SessionState(
                user(), in.cid(), in.i32(), in.i32(), in.i64(), flag(), in.i64(), frames(), memberships());
    }

    private List<SessionState.Sent> frames() throws EnvelopeException {
        List<SessionState.Sent> frames = new ArrayList<>();
        for (int left = in.count(Wire.SMALLEST_FRAME); left > 0; left--) {
            frames.add(new SessionState.Sent(flag(), in.bytes()));
        }
        return frames;
    }

    private List<SessionState.Membership> memberships() throws EnvelopeException {
        List<SessionState.Membership> groups = new ArrayList<>();
        for (int left = in.count(Wire.SMALLEST_MEMBERSHIP); left > 0; left--) {
            groups.add(new SessionState.Membership(in.name(), in.bytes(), flag()));
        }
        return groups;
    }

    private Event.OfCall event(CallId call) throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.INCOMING -> new Event.Incoming(call, sender(), offer(), in.bytes());
            case Wire.ACCEPTED -> new Event.Accepted(call, sender());
            case Wire.SIGNALLED -> new Event.Signalled(call, sender(), signal());
            case Wire.CLOSED -> new Event.Closed(call, in.oneOf(Wire.REASONS), flag() ? sender() : null);
            default -> throw new EnvelopeException("an unknown call event");
        };
    }

    private CallStep step() throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.ACCEPT -> new CallStep.Accept(answer(), flag());
            case Wire.RELAY -> new CallStep.Relay(signal());
            case Wire.HANGUP -> new CallStep.Hangup();
            case Wire.GONE -> new CallStep.Gone();
            case Wire.ALIVE -> new CallStep.Alive();
            default -> throw new EnvelopeException("an unknown call step");
        };
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

    private CallId call() throws EnvelopeException {
        return new CallId(in.cid());
    }

    private Recipient recipient() throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.TO_USER -> new Recipient.User(user());
            case Wire.TO_CONNECTION -> new Recipient.Connection(tenant, in.cid());
            default -> throw new EnvelopeException("an unknown recipient");
        };
    }

    private UserId user() throws EnvelopeException {
        return new UserId(tenant, in.name());
    }

    private Sender sender() throws EnvelopeException {
        UserId user = user();
        return new Sender(user, flag() ? in.cid() : null);
    }

    private Sender connection() throws EnvelopeException {
        Sender by = sender();
        if (by.cid() == null) {
            throw new EnvelopeException("a party without a connection");
        }
        return by;
    }

    private boolean flag() throws EnvelopeException {
        return in.oneOf(Wire.FLAGS);
    }

    private Content content() throws EnvelopeException {
        Content.Kind kind = in.oneOf(Wire.KINDS);
        return new Content(kind, in.bytes());
    }

    private Signal.@Nullable Offer offer() throws EnvelopeException {
        Bytes json = in.bytes();
        return json.isEmpty() ? null : new Signal.Offer(json);
    }

    private Signal.@Nullable Answer answer() throws EnvelopeException {
        Bytes json = in.bytes();
        return json.isEmpty() ? null : new Signal.Answer(json);
    }

    private Signal signal() throws EnvelopeException {
        int kind = in.u8();
        Bytes json = in.bytes();
        return switch (kind) {
            case Wire.OFFER -> new Signal.Offer(json);
            case Wire.ANSWER -> new Signal.Answer(json);
            case Wire.CANDIDATE -> new Signal.Candidate(json);
            default -> throw new EnvelopeException("an unknown signal");
        };
    }
}
