package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerType;
import io.ringway.gateway.rooms.SeatMessage;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Every kind of envelope. */
final class AnyEnvelope {
    private AnyEnvelope() {}

    static Arbitrary<Envelope> of(Tenant tenant) {
        return Arbitraries.oneOf(
                Combinators.combine(
                                Any.groupName().map(name -> new Group(tenant, name)),
                                Any.sender(tenant),
                                AnyPart.content())
                        .as(Envelope.GroupMessage::new),
                Combinators.combine(Any.groupName().map(name -> new Group(tenant, name)), AnyPart.content())
                        .as(Envelope.HostNews::new),
                Combinators.combine(AnyPart.recipient(tenant), Any.sender(tenant), AnyPart.content())
                        .as(Envelope.PrivateMessage::new),
                Combinators.combine(Any.cid(), Any.sender(tenant).filter(from -> from.cid() != null), AnyPart.content())
                        .as(Envelope.PostedMessage::new),
                Any.cid().map(cid -> new Envelope.Undelivered(tenant, cid)),
                Combinators.combine(Any.text(1, 20), Any.text(0, 20), Arbitraries.longs())
                        .as((name, owner, at) -> new Envelope.TurnTakenBack(tenant, name, owner, at)),
                Combinators.combine(
                                Any.cid(),
                                Any.groupName().map(name -> new Group(tenant, name)),
                                Any.sender(tenant).filter(from -> from.cid() != null),
                                AnyPart.content())
                        .as(Envelope.RelayedMessage::new),
                Combinators.combine(
                                Any.groupName().map(name -> new Group(tenant, name)),
                                Any.cid(),
                                Arbitraries.longs(),
                                Any.cid().list().ofMaxSize(3).injectNull(0.5))
                        .as(AnyEnvelope::seats),
                Any.groupName()
                        .flatMap(name -> HistoryMessages.of(new Group(tenant, name), AnyPart.content()))
                        .map(Envelope.History::new),
                Combinators.combine(Any.cid(), Arbitraries.integers(), AnyPart.node(), AnyPart.flag())
                        .as((cid, moves, node, sure) -> sure
                                ? new Envelope.Mark(tenant, cid, moves, true)
                                : new Envelope.Passed(tenant, cid, moves, node)),
                Combinators.combine(Any.cid(), Arbitraries.integers())
                        .as((cid, moves) -> new Envelope.Crossed(tenant, cid, moves)),
                Combinators.combine(
                                Any.user(tenant),
                                Any.cid(),
                                Arbitraries.integers(),
                                AnyPart.node(),
                                Any.groupName().list().ofMaxSize(3))
                        .as(Envelope.Crossing::new),
                Combinators.combine(
                                Any.cid(),
                                Arbitraries.integers(),
                                AnyPart.node().injectNull(0.5),
                                AnyPart.flag(),
                                AnyPart.flag(),
                                Any.bytes())
                        .as((cid, moves, node, kept, binary, bytes) -> new Envelope.Forwarded(
                                tenant, cid, moves, node, kept, new SessionState.Sent(binary, bytes))),
                Combinators.combine(AnyPart.recipient(tenant), AnyCallPart.event(tenant))
                        .as(Envelope.CallEvent::new),
                Combinators.combine(
                                AnyPart.call(),
                                Any.sender(tenant).filter(by -> by.cid() != null),
                                AnyCallPart.step(),
                                Arbitraries.integers().between(0, 255))
                        .as(Envelope.CallCommand::new),
                Combinators.combine(Any.user(tenant), Arbitraries.integers().greaterOrEqual(0))
                        .as(Envelope.MissedCalls::new),
                Any.groupName().map(line -> new Envelope.OutboxNews(tenant, line)),
                AnyPart.flag()
                        .map(isAsking -> new Envelope.HistoryNews(
                                tenant,
                                List.of(HistoryRules.Rule.of("log:*", new HistoryPolicy(100, 3_600_000, 65_536))),
                                isAsking)),
                Combinators.combine(
                                AnyPart.recipient(tenant),
                                AnyPart.call(),
                                Any.sender(tenant),
                                Arbitraries.of(Enquiry.class),
                                AnyPart.node())
                        .as(Envelope.CallEnquiry::new),
                Combinators.combine(AnyPart.recipient(tenant), AnyPart.call(), AnyPart.node())
                        .as(Envelope.CallOwner::new),
                Combinators.combine(AnyPart.call(), AnyPart.node())
                        .as((call, node) -> new Envelope.CallKept(tenant, call, node)),
                Combinators.combine(Any.user(tenant), AnyPart.node(), AnyCallPart.event(tenant))
                        .as(Envelope.PushedRing::new),
                Any.cid().map(cid -> new Envelope.CallsAsked(tenant, cid)),
                Any.cid().map(cid -> new Envelope.Torn(tenant, cid)),
                Combinators.combine(Any.user(tenant), Any.cid(), AnyCallPart.owned(tenant))
                        .as((user, cid, ring) -> new Envelope.CallRingKept(new Sender(user, cid), ring)),
                Combinators.combine(Any.user(tenant), Any.cid(), AnyPart.call())
                        .as((user, cid, call) -> new Envelope.CallAnswered(new Sender(user, cid), call, cid)),
                Combinators.combine(AnyPart.node(), AnyCallPart.owned(tenant)).as(Envelope.CallWitnessed::new),
                Combinators.combine(AnyPart.call(), AnyPart.node())
                        .as((call, owner) -> new Envelope.CallForgotten(tenant, call, owner)),
                Combinators.combine(Any.cid(), AnyPart.node(), AnyCallPart.owned(tenant))
                        .as(Envelope.RingReturned::new),
                Combinators.combine(AnyCallPart.leg(tenant), AnyPart.flag())
                        .as((leg, peerLost) -> new Envelope.CallSeat(tenant, leg, peerLost)),
                Combinators.combine(Any.user(tenant), AnyPart.call(), Any.cid()).as(Envelope.CallMove::new),
                Combinators.combine(Any.user(tenant), AnyCallPart.rule().list().ofMaxSize(5))
                        .as(Envelope.CallRules::new),
                Combinators.combine(Any.cid(), Arbitraries.of(CloseCode.class))
                        .as((cid, code) -> new Envelope.Kick(tenant, cid, code)),
                Any.cid().map(cid -> new Envelope.Kicked(tenant, cid)),
                Combinators.combine(Any.user(tenant), Any.cid(), Arbitraries.integers())
                        .as(Envelope.Fetch::new),
                Combinators.combine(Any.user(tenant), Any.groupName(), Arbitraries.longs())
                        .as(Envelope.FetchWaiting::new),
                session(tenant).map(Envelope.Handover::new),
                Arbitraries.just(new Envelope.NoSession(tenant)),
                Arbitraries.just(new Envelope.CallRulesAsked(tenant)),
                Combinators.combine(AnyPart.node(), Arbitraries.integers())
                        .as((to, moves) -> new Envelope.SessionMoved(tenant, to, moves)),
                AnyBackendStep.of(tenant).map(Envelope.OfBackend::new),
                Combinators.combine(Any.text(0, 20), Arbitraries.integers())
                        .as((prefix, limit) -> new Envelope.AskKnown(tenant, prefix, limit)),
                Combinators.combine(Any.text(1, 20), Arbitraries.longs())
                        .as(KnownUser::new)
                        .list()
                        .ofMaxSize(3)
                        .map(users -> new Envelope.Known(tenant, users)),
                Combinators.combine(peer(tenant), peerStep(tenant)).as(Envelope.OfPeer::new));
    }

    private static Arbitrary<SessionState> session(Tenant tenant) {
        Arbitrary<List<SessionState.Sent>> frames = Combinators.combine(Arbitraries.of(true, false), Any.bytes())
                .as(SessionState.Sent::new)
                .list()
                .ofMaxSize(3);
        Arbitrary<List<SessionState.Membership>> groups = Combinators.combine(
                        Any.groupName(),
                        Any.bytes(),
                        Arbitraries.of(true, false),
                        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                                .as(Position::new)
                                .injectNull(0.5))
                .as(SessionState.Membership::new)
                .list()
                .ofMaxSize(3);
        return Combinators.combine(
                        Any.user(tenant),
                        Any.cid(),
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        Arbitraries.of(SessionState.Told.class),
                        frames,
                        groups,
                        AnyCallPart.handover(tenant))
                .as((user, cid, number, count, told, sent, joined, calls) -> new SessionState(
                        user, cid, number, number, count, number > 0, told, count, sent, joined, calls));
    }

    private static Arbitrary<Name> peer(Tenant tenant) {
        return Any.text(1, 30).map(text -> new Name(tenant, text));
    }

    private static Arbitrary<PeerStep> peerStep(Tenant tenant) {
        Arbitrary<Parcel> parcel = Combinators.combine(
                        Arbitraries.longs(), peer(tenant), Any.cid(), Arbitraries.of(PeerType.class), Any.bytes())
                .as(Parcel::new);
        return Arbitraries.oneOf(
                Combinators.combine(Any.cid(), parcel.list().ofMaxSize(3)).as(PeerStep.Relay::new),
                Any.cid().map(PeerStep.Confirm::new),
                Any.cid().map(PeerStep.Replaced::new),
                Any.cid().map(PeerStep.Left::new),
                Any.cid().map(PeerStep.Here::new),
                Arbitraries.of(new PeerStep.Sought()));
    }

    private static Envelope seats(Group group, Cid cid, long time, @Nullable List<Cid> taken) {
        return new Envelope.Seats(
                taken == null
                        ? new SeatMessage.Ask(group, cid, time, List.of(time, 7L))
                        : new SeatMessage.Answer(group, cid, time, taken));
    }
}
