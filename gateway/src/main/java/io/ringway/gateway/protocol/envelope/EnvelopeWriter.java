package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.rooms.SeatMessage;
import io.vertx.core.buffer.Buffer;

/** Writes one envelope. */
final class EnvelopeWriter {
    private static final int ROOM = 192;

    private final Tenant tenant;
    private final ByteWriter out;
    private final PartyWriter parties;
    private final CallWriter calls;

    private EnvelopeWriter(Tenant tenant, ByteWriter out) {
        this.tenant = tenant;
        this.out = out;
        this.parties = new PartyWriter(tenant, out);
        this.calls = new CallWriter(tenant, out);
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
            case Envelope.HostNews e -> e.news().bytes().size();
            case Envelope.RelayedMessage e -> e.content().bytes().size();
            case Envelope.Seats e -> 0;
            case Envelope.History e -> HistoryEncoder.payload(e.message());
            case Envelope.Undelivered e -> 0;
            case Envelope.CallEvent e -> Wire.MEDIA_DESCRIPTION_BYTES;
            case Envelope.CallCommand e -> Wire.MEDIA_DESCRIPTION_BYTES;
            case Envelope.CallEnquiry e -> 0;
            case Envelope.CallOwner e -> 0;
            case Envelope.CallKept e -> 0;
            case Envelope.PushedRing e -> Wire.MEDIA_DESCRIPTION_BYTES;
            case Envelope.CallSeat e -> 0;
            case Envelope.CallsAsked e -> 0;
            case Envelope.CallRingKept e -> e.ring().data().size();
            case Envelope.CallAnswered e -> 0;
            case Envelope.CallWitnessed e -> e.call().data().size();
            case Envelope.CallForgotten e -> 0;
            case Envelope.RingReturned e -> e.ring().data().size();
            case Envelope.CallMove e -> 0;
            case Envelope.CallRules e -> 0;
            case Envelope.CallRulesAsked e -> 0;
            case Envelope.VirtualMember e -> e.member().meta().size();
            case Envelope.Kick e -> 0;
            case Envelope.Kicked e -> 0;
            case Envelope.Fetch e -> 0;
            case Envelope.FetchWaiting e -> e.group().length();
            case Envelope.Handover e ->
                e.session().frames().stream()
                        .mapToInt(sent -> sent.payload().size())
                        .sum();
            case Envelope.NoSession e -> 0;
            case Envelope.SessionMoved e -> 0;
            case Envelope.Crossing e -> Wire.SMALLEST_NAME * e.groups().size();
            case Envelope.Mark e -> 0;
            case Envelope.Passed e -> 0;
            case Envelope.Crossed e -> 0;
            case Envelope.Torn e -> 0;
            case Envelope.Forwarded e -> e.frame().payload().size();
            case Envelope.MissedCalls e -> 0;
            case Envelope.TurnTakenBack e -> e.username().length();
            case Envelope.OfBackend e -> 0;
            case Envelope.OutboxNews e -> e.line().length();
            case Envelope.HistoryNews e -> 0;
            case Envelope.OfPeer e -> Wire.MEDIA_DESCRIPTION_BYTES;
            case Envelope.AskReport e -> 0;
            case Envelope.Report e -> ReportCodec.NODE_BYTES;
            case Envelope.AskUser e -> 0;
            case Envelope.OfUser e -> 0;
            case Envelope.AskKnown e -> 0;
            case Envelope.Known e -> 0;
        };
    }

    private void body(Envelope envelope) {
        switch (envelope) {
            case Envelope.GroupMessage(var group, var from, var content) -> {
                parties.sender(from);
                out.text(group.name());
                content(content);
            }
            case Envelope.PrivateMessage(var to, var from, var content) -> {
                parties.recipient(to);
                parties.sender(from);
                content(content);
            }
            case Envelope.History(var message) -> new HistoryEncoder(tenant, out).write(message);
            case Envelope.HistoryNews(var sameTenant, var rules, var isAsking) ->
                out.list(rules, rule -> HistoryRulesCodec.write(rule, out)).flag(isAsking);
            case Envelope.PostedMessage(var to, var from, var content) -> {
                out.cid(to);
                parties.sender(from);
                content(content);
            }
            case Envelope.RelayedMessage(var to, var group, var from, var content) -> {
                out.cid(to).text(group.name());
                parties.sender(from);
                content(content);
            }
            case Envelope.Seats(var message) -> seats(message);
            case Envelope.Undelivered(var sameTenant, var to) -> out.cid(to);
            case Envelope.CallEvent(var to, var event) -> {
                parties.recipient(to);
                calls.call(event.call());
                calls.event(event);
            }
            case Envelope.CallCommand(var call, var by, var step, var hops) -> {
                calls.call(call);
                parties.sender(by);
                calls.step(step);
                out.u8(hops);
            }
            case Envelope.CallEnquiry(var to, var call, var caller, var enquiry, var asks) -> {
                parties.recipient(to);
                calls.call(call);
                parties.sender(caller);
                out.u8(Wire.code(enquiry)).node(asks);
            }
            case Envelope.CallOwner(var to, var call, var owner) -> {
                parties.recipient(to);
                calls.call(call);
                out.node(owner);
            }
            case Envelope.CallKept(var sameTenant, var call, var owner) -> {
                calls.call(call);
                out.node(owner);
            }
            case Envelope.PushedRing(var callee, var owner, var event) -> {
                parties.user(callee);
                out.node(owner);
                calls.call(event.call());
                calls.event(event);
            }
            case Envelope.CallSeat(var sameTenant, var leg, var peerLost) -> {
                calls.leg(leg);
                out.flag(peerLost);
            }
            case Envelope.CallMove(var user, var call, var to) -> {
                parties.user(user);
                calls.call(call);
                out.cid(to);
            }
            case Envelope.CallRules(var user, var rules) -> {
                parties.user(user);
                out.list(rules, calls::rule);
            }
            case Envelope.VirtualMember(var group, var member, var present) -> {
                out.text(group.name()).cid(member.cid());
                parties.user(member.user());
                out.bytes(member.meta()).flag(present);
            }
            case Envelope.MissedCalls(var user, int unseen) -> {
                parties.user(user);
                out.i32(unseen);
            }
            case Envelope.HostNews(var meeting, var news) -> {
                out.text(meeting.name());
                content(news);
            }
            case Envelope.TurnTakenBack(var sameTenant, var username, var owner, var expiresAt) ->
                out.text(username).text(owner).i64(expiresAt);
            case Envelope.OutboxNews(var sameTenant, var line) -> out.text(line);
            case Envelope.Kick(var sameTenant, var cid, var code) ->
                out.cid(cid).i32(code.code());
            case Envelope.Kicked(var sameTenant, var cid) -> out.cid(cid);
            case Envelope.Fetch(var user, var cid, var generation) -> {
                parties.user(user);
                out.cid(cid).i32(generation);
            }
            case Envelope.FetchWaiting(var user, var group, var tokenEnd) -> {
                parties.user(user);
                out.text(group).i64(tokenEnd);
            }
            case Envelope.Handover(var session) -> session(session);
            case Envelope.CallsAsked(var sameTenant, var cid) -> out.cid(cid);
            case Envelope.CallAnswered(var callee, var call, var caller) -> {
                parties.sender(callee);
                calls.call(call);
                out.cid(caller);
            }
            case Envelope.CallRingKept(var callee, var ring) -> {
                parties.sender(callee);
                calls.owned(ring);
            }
            case Envelope.CallWitnessed(var owner, var call) -> {
                out.node(owner);
                calls.owned(call);
            }
            case Envelope.CallForgotten(var sameTenant, var call, var owner) -> {
                calls.call(call);
                out.node(owner);
            }
            case Envelope.RingReturned(var device, var owner, var ring) -> {
                out.cid(device).node(owner);
                calls.owned(ring);
            }
            case Envelope.NoSession none -> {}
            case Envelope.CallRulesAsked ask -> {}
            case Envelope.SessionMoved(var sameTenant, var to, var moves) ->
                out.node(to).i32(moves);
            case Envelope.AskReport ask -> {}
            case Envelope.Report(var sameTenant, var report) -> ReportCodec.write(out, report);
            case Envelope.AskUser(var user) -> parties.user(user);
            case Envelope.OfUser(var sameTenant, var report) -> ReportCodec.write(out, report);
            case Envelope.AskKnown(var sameTenant, var prefix, var limit) ->
                out.text(prefix).i32(limit);
            case Envelope.Known(var sameTenant, var users) -> ReportCodec.write(out, users);
            case Envelope.OfBackend(var step) -> BackendSteps.write(step, out);
            case Envelope.Crossing(var user, var cid, var moves, var from, var groups) -> {
                parties.user(user);
                out.cid(cid).i32(moves).node(from).list(groups, out::text);
            }
            case Envelope.Mark(var sameTenant, var cid, var moves, var sure) ->
                out.cid(cid).i32(moves).flag(sure);
            case Envelope.Passed(var sameTenant, var cid, var moves, var origin) ->
                out.cid(cid).i32(moves).node(origin);
            case Envelope.Crossed(var sameTenant, var cid, var moves) ->
                out.cid(cid).i32(moves);
            case Envelope.Torn(var sameTenant, var cid) -> out.cid(cid);
            case Envelope.Forwarded(var sameTenant, var cid, var moves, var origin, var kept, var frame) -> {
                out.cid(cid).i32(moves).flag(origin != null);
                if (origin != null) {
                    out.node(origin);
                }
                out.flag(kept).flag(frame.binary()).bytes(frame.payload());
            }
            case Envelope.OfPeer(var peer, var step) -> {
                out.text(peer.text());
                step(step);
            }
        }
    }

    private void session(SessionState session) {
        parties.user(session.user());
        out.cid(session.cid()).i32(session.generation()).i32(session.moves());
        out.i64(session.heard()).flag(session.background());
        out.u8(Wire.code(session.told())).i64(session.before());
        out.i32(session.frames().size());
        session.frames().forEach(sent -> out.flag(sent.binary()).bytes(sent.payload()));
        out.i32(session.groups().size());
        session.groups().forEach(this::membership);
        calls.handover(session.calls());
    }

    private void membership(SessionState.Membership group) {
        Position at = group.at();
        out.text(group.group()).bytes(group.meta()).flag(group.suspects()).flag(at != null);
        if (at != null) {
            out.i64(at.epoch()).i64(at.offset());
        }
    }

    private void seats(SeatMessage message) {
        switch (message) {
            case SeatMessage.Ask(var group, var cid, var time, var asked) ->
                out.u8(Wire.SEAT_ASK).text(group.name()).cid(cid).i64(time).list(asked, out::i64);
            case SeatMessage.Answer(var group, var cid, var time, var taken) ->
                out.u8(Wire.SEAT_ANSWER).text(group.name()).cid(cid).i64(time).list(taken, out::cid);
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

    private void content(Content content) {
        out.u8(Wire.code(content.kind())).bytes(content.bytes());
    }
}
