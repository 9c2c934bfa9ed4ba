package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What nodes say to each other of calls. */
final class AnyCallPart {
    private AnyCallPart() {}

    static Arbitrary<Event.OfCall> event(Tenant tenant) {
        return Arbitraries.oneOf(
                Combinators.combine(
                                AnyPart.call(),
                                Any.sender(tenant),
                                json().map(Signal.Offer::new).injectNull(0.5),
                                Any.bytes(),
                                Arbitraries.longs(),
                                AnyPart.flag(),
                                AnyPart.flag())
                        .as(Event.Incoming::new),
                AnyPart.call().map(Event.Waiting::new),
                AnyPart.call().map(Event.SignalRefused::new),
                Combinators.combine(AnyPart.call(), AnyPart.call(), Any.sender(tenant))
                        .as(Event.Merged::new),
                Combinators.combine(AnyPart.call(), Any.sender(tenant)).as(Event.PeerSuspect::new),
                Combinators.combine(AnyPart.call(), Any.sender(tenant)).as(Event.PeerBack::new),
                Combinators.combine(AnyPart.call(), Any.sender(tenant)).as(Event.Moved::new),
                Combinators.combine(AnyPart.call(), Any.sender(tenant), AnyPart.flag())
                        .as(Event.Taken::new),
                Combinators.combine(AnyPart.call(), Any.sender(tenant)).as(Event.Accepted::new),
                Combinators.combine(AnyPart.call(), Any.sender(tenant), signal())
                        .as(Event.Signalled::new),
                Combinators.combine(
                                AnyPart.call(),
                                Arbitraries.of(CloseReason.class),
                                Any.sender(tenant).injectNull(0.5),
                                Arbitraries.longs())
                        .as(Event.Closed::new));
    }

    static Arbitrary<CallStep> step() {
        return Arbitraries.oneOf(
                Combinators.combine(
                                json().map(Signal.Answer::new).injectNull(0.5),
                                AnyPart.flag(),
                                AnyPart.call().injectNull(0.5))
                        .as(CallStep.Accept::new),
                signal().map(CallStep.Relay::new),
                AnyPart.flag().map(CallStep.Hangup::new),
                Any.cid().map(CallStep.Move::new),
                Arbitraries.integers().map(CallStep.Cleared::new),
                Arbitraries.longs().map(CallStep.Grace::new),
                tenure().map(CallStep.Deposed::new),
                Arbitraries.of(
                        new CallStep.Gone(),
                        new CallStep.Alive(),
                        new CallStep.Suspect(),
                        new CallStep.Back(),
                        new CallStep.Waits()));
    }

    static Arbitrary<CallRule> rule() {
        return Arbitraries.oneOf(
                Combinators.combine(policy(), Arbitraries.longs()).as(CallRule.OnBusy::new),
                Combinators.combine(Any.text(1, 20), AnyPart.flag(), Arbitraries.longs())
                        .as(CallRule.Blocks::new));
    }

    static Arbitrary<CallHandover.Part> leg(Tenant tenant) {
        return Combinators.combine(
                        Combinators.combine(AnyPart.call(), Any.cid(), AnyPart.flag())
                                .as(Tuple::of),
                        Any.user(tenant).injectNull(0.3),
                        Any.cid().injectNull(0.3),
                        Any.cid().injectNull(0.3),
                        Combinators.combine(AnyPart.flag(), AnyPart.flag()).as(Tuple::of),
                        Arbitraries.longs(),
                        Combinators.combine(tenure(), head().injectNull(0.3)).as(Tuple::of))
                .as((first, user, peer, onWire, said, ago, known) -> new CallHandover.Part(
                        first.get1(),
                        first.get2(),
                        first.get3(),
                        user,
                        peer,
                        onWire,
                        said.get1(),
                        said.get2(),
                        ago,
                        known.get1(),
                        known.get2()));
    }

    private static Arbitrary<CallHandover.Head> head() {
        return Combinators.combine(
                        Any.text(1, 20),
                        Any.text(0, 20).injectNull(0.3),
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Any.cid().injectNull(0.3))
                .as(CallHandover.Head::new);
    }

    static Arbitrary<CallHandover> handover(Tenant tenant) {
        return Combinators.combine(
                        AnyPart.node(),
                        Combinators.combine(leg(tenant), AnyPart.flag(), AnyPart.flag())
                                .as(CallHandover.Carried::new)
                                .list()
                                .ofMaxSize(3),
                        Combinators.combine(AnyPart.call(), AnyPart.flag())
                                .as(CallHandover.Ended::new)
                                .list()
                                .ofMaxSize(3),
                        filed(),
                        owned(tenant).list().ofMaxSize(2))
                .as(CallHandover::new);
    }

    private static Arbitrary<CallHandover.Filed> filed() {
        return Combinators.combine(
                        AnyPart.flag(),
                        Any.cid().list().ofMaxSize(3),
                        Combinators.combine(Any.cid(), Any.cid())
                                .as(CallHandover.Alias::new)
                                .list()
                                .ofMaxSize(3),
                        Combinators.combine(AnyPart.call(), Any.cid())
                                .as(CallHandover.GivenUp::new)
                                .list()
                                .ofMaxSize(3))
                .as(CallHandover.Filed::new);
    }

    static Arbitrary<CallHandover.Owned> owned(Tenant tenant) {
        return Combinators.combine(
                        Combinators.combine(
                                        AnyPart.call(),
                                        Any.sender(tenant).filter(caller -> caller.cid() != null),
                                        AnyPart.recipient(tenant))
                                .as(Tuple::of),
                        Any.sender(tenant).injectNull(0.5),
                        Any.bytes(),
                        signal().list().ofMaxSize(4),
                        Combinators.combine(
                                        Combinators.combine(
                                                        Arbitraries.of(CallHandover.Stage.class),
                                                        Arbitraries.longs(),
                                                        Arbitraries.longs(),
                                                        Arbitraries.integers(),
                                                        former().list().ofMaxSize(3))
                                                .as(CallHandover.Progress::new),
                                        head())
                                .as(Tuple::of),
                        ring(),
                        Combinators.combine(Any.cid(), Arbitraries.longs())
                                .as(CallHandover.Suspect::new)
                                .list()
                                .ofMaxSize(2))
                .as((first, callee, data, kept, known, ring, suspects) -> new CallHandover.Owned(
                        first.get1(),
                        first.get2(),
                        first.get3(),
                        callee,
                        data,
                        kept,
                        known.get1(),
                        known.get2(),
                        ring,
                        suspects));
    }

    private static Arbitrary<CallHandover.Former> former() {
        return Combinators.combine(Any.cid(), AnyPart.flag(), Arbitraries.longs())
                .as(CallHandover.Former::new);
    }

    private static Arbitrary<CallHandover.Ring> ring() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Combinators.combine(Arbitraries.longs(), policy()).as(RingOptions::new),
                        AnyPart.flag().list().ofSize(4),
                        Arbitraries.integers(),
                        Any.cid().list().ofMaxSize(3),
                        Any.cid().list().ofMaxSize(3))
                .as((left, options, flags, heardBy, silenced, declinedOn) -> new CallHandover.Ring(
                        left,
                        options,
                        flags.get(0),
                        flags.get(1),
                        flags.get(2),
                        flags.get(3),
                        heardBy,
                        silenced,
                        declinedOn));
    }

    private static Arbitrary<Tenure> tenure() {
        return Combinators.combine(AnyPart.node(), Arbitraries.integers()).as(Tenure::new);
    }

    private static Arbitrary<Signal> signal() {
        return Arbitraries.oneOf(
                json().map(Signal.Offer::new),
                json().map(Signal.Answer::new),
                json().map(Signal.Rollback::new),
                json().map(Signal.Candidate::new),
                json().map(Signal.Candidates::new));
    }

    private static Arbitrary<BusyPolicy> policy() {
        return Arbitraries.of(BusyPolicy.class).injectNull(0.3);
    }

    private static Arbitrary<Bytes> json() {
        return Any.json().map(Bytes::utf8);
    }
}
