package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Sender;
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
        Envelope envelope = new EnvelopeReader(new Tenant(in.name()), in).body(type);
        in.requireEnd();
        return envelope;
    }

    private Envelope body(Wire.Type type) throws EnvelopeException {
        return switch (type) {
            case GROUP_MESSAGE -> groupMessage();
            case PRIVATE_MESSAGE -> new Envelope.PrivateMessage(parties.recipient(), parties.sender(), content());
            case POSTED_MESSAGE -> new Envelope.PostedMessage(in.cid(), parties.connection(), content());
            case UNDELIVERED -> new Envelope.Undelivered(tenant, in.cid());
            case CALL_EVENT -> new Envelope.CallEvent(parties.recipient(), calls.event(calls.call()));
            case CALL_COMMAND -> new Envelope.CallCommand(calls.call(), parties.connection(), calls.step());
            case CALL_ENQUIRY -> new Envelope.CallEnquiry(parties.recipient(), calls.call(), in.oneOf(Wire.ENQUIRIES));
            case CALL_OWNER -> new Envelope.CallOwner(parties.recipient(), calls.call(), in.node());
            case CALL_KEPT -> new Envelope.CallKept(tenant, calls.call(), in.node());
            case CALL_SEAT -> new Envelope.CallSeat(tenant, calls.leg());
            case CALL_MOVE -> new Envelope.CallMove(parties.user(), calls.call(), in.cid());
            case CALL_RULES -> new Envelope.CallRules(parties.user(), in.list(calls::rule));
            case VIRTUAL_MEMBER -> virtualMember();
            case KICK -> new Envelope.Kick(tenant, in.cid(), Wire.closeCode(in.i32()));
            case FETCH -> new Envelope.Fetch(parties.user(), in.cid(), in.i32());
            case FETCH_WAITING -> new Envelope.FetchWaiting(parties.user());
            case HANDOVER -> new Envelope.Handover(session());
            case NO_SESSION -> new Envelope.NoSession(tenant);
        };
    }

    private Envelope groupMessage() throws EnvelopeException {
        Sender from = parties.sender();
        return new Envelope.GroupMessage(new Group(tenant, in.name()), from, content());
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
            groups.add(new SessionState.Membership(in.name(), in.bytes(), in.flag()));
        }
        return groups;
    }

    private Content content() throws EnvelopeException {
        Content.Kind kind = in.oneOf(Wire.KINDS);
        return new Content(kind, in.bytes());
    }
}
