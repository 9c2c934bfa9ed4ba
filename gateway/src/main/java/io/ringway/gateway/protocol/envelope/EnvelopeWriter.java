package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.rooms.SeatMessage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Writes one envelope. */
final class EnvelopeWriter {
    private static final int ROOM = 192;

    private final Tenant tenant;
    private final ByteWriter out;

    private EnvelopeWriter(Tenant tenant, ByteWriter out) {
        this.tenant = tenant;
        this.out = out;
    }

    static Buffer write(Envelope envelope) {
        ByteWriter out = new ByteWriter(ROOM + payload(envelope));
        out.u8(Wire.VERSION)
                .u8(Wire.Type.of(envelope).code())
                .text(envelope.tenant().name());
        new EnvelopeWriter(envelope.tenant(), out).body(envelope);
        return out.buffer();
    }

    private static int payload(Envelope envelope) {
        return switch (envelope) {
            case Envelope.GroupMessage e -> e.content().bytes().size();
            case Envelope.PrivateMessage e -> e.content().bytes().size();
            case Envelope.PostedMessage e -> e.content().bytes().size();
            case Envelope.RelayedMessage e -> e.content().bytes().size();
            case Envelope.Seats e -> 0;
            case Envelope.Undelivered e -> 0;
            case Envelope.CallEvent e -> Wire.MEDIA_DESCRIPTION_BYTES;
            case Envelope.CallCommand e -> Wire.MEDIA_DESCRIPTION_BYTES;
            case Envelope.VirtualMember e -> e.member().meta().size();
            case Envelope.MissedCalls e -> 0;
            case Envelope.TurnTakenBack e -> e.username().length();
            case Envelope.Kick e -> 0;
            case Envelope.Fetch e -> 0;
            case Envelope.FetchWaiting e -> 0;
            case Envelope.Handover e ->
                e.session().frames().stream()
                        .mapToInt(sent -> sent.payload().size())
                        .sum();
            case Envelope.NoSession e -> 0;
            case Envelope.OfPeer e -> Wire.MEDIA_DESCRIPTION_BYTES;
        };
    }

    private void body(Envelope envelope) {
        switch (envelope) {
            case Envelope.GroupMessage(var group, var from, var content) -> {
                sender(from);
                out.text(group.name());
                content(content);
            }
            case Envelope.PrivateMessage(var to, var from, var content) -> {
                recipient(to);
                sender(from);
                content(content);
            }
            case Envelope.PostedMessage(var to, var from, var content) -> {
                out.cid(to);
                sender(from);
                content(content);
            }
            case Envelope.RelayedMessage(var to, var group, var from, var content) -> {
                out.cid(to).text(group.name());
                sender(from);
                content(content);
            }
            case Envelope.Seats(var message) -> seats(message);
            case Envelope.Undelivered(var sameTenant, var to) -> out.cid(to);
            case Envelope.CallEvent(var to, var event) -> {
                recipient(to);
                out.cid(event.call().value());
                event(event);
            }
            case Envelope.CallCommand(var call, var by, var step) -> {
                out.cid(call.value());
                sender(by);
                step(step);
            }
            case Envelope.VirtualMember(var group, var member, var present) -> {
                out.text(group.name()).cid(member.cid());
                user(member.user());
                out.bytes(member.meta()).u8(present ? 1 : 0);
            }
            case Envelope.MissedCalls(var user, int unseen) ->
                out.text(user.id()).i32(unseen);
            case Envelope.TurnTakenBack(var sameTenant, var username) -> out.text(username);
            case Envelope.Kick(var sameTenant, var cid, var code) ->
                out.cid(cid).i32(code.code());
            case Envelope.Fetch(var user, var cid, var generation) -> {
                user(user);
                out.cid(cid).i32(generation);
            }
            case Envelope.FetchWaiting(var user) -> user(user);
            case Envelope.Handover(var session) -> session(session);
            case Envelope.NoSession none -> {}
            case Envelope.OfPeer(var peer, var step) -> {
                out.text(peer.text());
                step(step);
            }
        }
    }

    private void session(SessionState session) {
        user(session.user());
        out.cid(session.cid()).i32(session.generation()).i32(session.moves());
        out.i64(session.heard()).u8(session.background() ? 1 : 0).i64(session.before());
        out.i32(session.frames().size());
        session.frames().forEach(sent -> out.u8(sent.binary() ? 1 : 0).bytes(sent.payload()));
        out.i32(session.groups().size());
        session.groups()
                .forEach(group -> out.text(group.group()).bytes(group.meta()).u8(group.suspects() ? 1 : 0));
    }

    private void seats(SeatMessage message) {
        switch (message) {
            case SeatMessage.Ask(var group, var cid, var time) ->
                out.u8(Wire.SEAT_ASK).text(group.name()).cid(cid).i64(time);
            case SeatMessage.Answer(var group, var cid, var time, var taken) ->
                out.u8(Wire.SEAT_ANSWER).text(group.name()).cid(cid).i64(time).i32(taken);
        }
    }

    private void event(Event.OfCall event) {
        switch (event) {
            case Event.Incoming e -> {
                out.u8(Wire.INCOMING);
                sender(e.caller());
                optional(e.offer());
                out.bytes(e.data());
            }
            case Event.Accepted e -> {
                out.u8(Wire.ACCEPTED);
                sender(e.callee());
            }
            case Event.Signalled e -> {
                out.u8(Wire.SIGNALLED);
                sender(e.from());
                signal(e.signal());
            }
            case Event.Closed e -> {
                out.u8(Wire.CLOSED).u8(Wire.code(e.reason()));
                out.u8(e.by() == null ? 0 : 1);
                if (e.by() != null) {
                    sender(e.by());
                }
            }
        }
    }

    private void step(CallStep step) {
        switch (step) {
            case CallStep.Accept(var answer, var hasOffer) -> {
                out.u8(Wire.ACCEPT);
                optional(answer);
                out.u8(hasOffer ? 1 : 0);
            }
            case CallStep.Relay(var signal) -> {
                out.u8(Wire.RELAY);
                signal(signal);
            }
            case CallStep.Hangup() -> out.u8(Wire.HANGUP);
            case CallStep.Gone() -> out.u8(Wire.GONE);
            case CallStep.Alive() -> out.u8(Wire.ALIVE);
        }
    }

    private void step(PeerStep step) {
        switch (step) {
            case PeerStep.Relay(var to, var parcels) -> {
                out.u8(Wire.PEER_RELAY).cid(to).i32(parcels.size());
                parcels.forEach(this::parcel);
            }
            case PeerStep.Confirm(var holder) -> out.u8(Wire.PEER_CONFIRM).cid(holder);
            case PeerStep.Replaced(var holder) -> out.u8(Wire.PEER_REPLACED).cid(holder);
            case PeerStep.Left(var sender) -> out.u8(Wire.PEER_LEFT).cid(sender);
            case PeerStep.Here(var holder) -> out.u8(Wire.PEER_HERE).cid(holder);
            case PeerStep.Sought() -> out.u8(Wire.PEER_SOUGHT);
        }
    }

    private void parcel(Parcel parcel) {
        if (!parcel.from().tenant().equals(tenant)) {
            throw new IllegalArgumentException("an envelope of two tenants");
        }
        out.i64(parcel.number()).text(parcel.from().text()).cid(parcel.sender());
        out.u8(Wire.code(parcel.type())).bytes(parcel.frame());
    }

    private void recipient(Recipient to) {
        switch (to) {
            case Recipient.User(var user) -> {
                out.u8(Wire.TO_USER);
                user(user);
            }
            case Recipient.Connection(var sameTenant, var cid) ->
                out.u8(Wire.TO_CONNECTION).cid(cid);
        }
    }

    private void sender(Sender from) {
        user(from.user());
        out.u8(from.cid() == null ? 0 : 1);
        if (from.cid() != null) {
            out.cid(from.cid());
        }
    }

    private void user(UserId user) {
        if (!user.tenant().equals(tenant)) {
            throw new IllegalArgumentException("an envelope of two tenants");
        }
        out.text(user.id());
    }

    private void content(Content content) {
        out.u8(Wire.code(content.kind())).bytes(content.bytes());
    }

    /** A description that may be missing: none has no bytes. */
    private void optional(@Nullable Signal signal) {
        out.bytes(signal == null ? Bytes.EMPTY : signal.json());
    }

    private void signal(Signal signal) {
        int kind = switch (signal) {
            case Signal.Offer offer -> Wire.OFFER;
            case Signal.Answer answer -> Wire.ANSWER;
            case Signal.Candidate candidate -> Wire.CANDIDATE;
        };
        out.u8(kind).bytes(signal.json());
    }
}
