package io.ringway.gateway.protocol.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Group;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerType;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EnvelopePropertiesTest {
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void what_is_written_is_read_back(@ForAll("envelopes") Envelope envelope) throws EnvelopeException {
        assertEquals(envelope, EnvelopeCodec.decode(EnvelopeCodec.encode(envelope)));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void nothing_is_read_of_a_part_or_of_more(
            @ForAll("envelopes") Envelope envelope, @ForAll @IntRange(max = 999) int cut) {
        Buffer whole = EnvelopeCodec.encode(envelope);
        Buffer part = whole.getBuffer(0, cut % whole.length());
        assertThrows(EnvelopeException.class, () -> EnvelopeCodec.decode(part));
        assertThrows(
                EnvelopeException.class, () -> EnvelopeCodec.decode(whole.copy().appendByte((byte) 0)));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void changed_bytes_are_an_envelope_or_refused(
            @ForAll("envelopes") Envelope envelope, @ForAll @IntRange(max = 9_999) int at, @ForAll byte value) {
        Buffer bytes = EnvelopeCodec.encode(envelope);
        bytes.setByte(at % bytes.length(), value);
        readOrRefuse(bytes);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void garbage_is_an_envelope_or_refused(@ForAll byte[] garbage) {
        readOrRefuse(Buffer.buffer(garbage));
        readOrRefuse(Buffer.buffer().appendByte((byte) Wire.VERSION).appendBytes(garbage));
    }

    /** What is taken for an envelope has exactly one form: it is written again as it was read. */
    private static void readOrRefuse(Buffer bytes) {
        try {
            assertEquals(bytes, EnvelopeCodec.encode(EnvelopeCodec.decode(bytes)));
        } catch (EnvelopeException refused) {
            assertEquals(false, String.valueOf(refused.getMessage()).isEmpty());
        }
    }

    @Provide
    Arbitrary<Envelope> envelopes() {
        return Any.text(1, 20).map(Tenant::new).flatMap(EnvelopePropertiesTest::envelopes);
    }

    private static Arbitrary<Envelope> envelopes(Tenant tenant) {
        return Arbitraries.oneOf(
                Combinators.combine(Any.groupName().map(name -> new Group(tenant, name)), Any.sender(tenant), content())
                        .as(Envelope.GroupMessage::new),
                Combinators.combine(recipient(tenant), Any.sender(tenant), content())
                        .as(Envelope.PrivateMessage::new),
                Combinators.combine(Any.cid(), Any.sender(tenant).filter(from -> from.cid() != null), content())
                        .as(Envelope.PostedMessage::new),
                Any.cid().map(cid -> new Envelope.Undelivered(tenant, cid)),
                Combinators.combine(recipient(tenant), event(tenant)).as(Envelope.CallEvent::new),
                Combinators.combine(call(), Any.sender(tenant).filter(by -> by.cid() != null), step())
                        .as(Envelope.CallCommand::new),
                Combinators.combine(Any.cid(), Arbitraries.of(CloseCode.class))
                        .as((cid, code) -> new Envelope.Kick(tenant, cid, code)),
                Combinators.combine(Any.user(tenant), Any.cid(), Arbitraries.integers())
                        .as(Envelope.Fetch::new),
                Any.user(tenant).map(Envelope.FetchWaiting::new),
                session(tenant).map(Envelope.Handover::new),
                Arbitraries.just(new Envelope.NoSession(tenant)),
                Combinators.combine(peer(tenant), peerStep(tenant)).as(Envelope.OfPeer::new));
    }

    private static Arbitrary<SessionState> session(Tenant tenant) {
        Arbitrary<List<SessionState.Sent>> frames = Combinators.combine(Arbitraries.of(true, false), Any.bytes())
                .as(SessionState.Sent::new)
                .list()
                .ofMaxSize(3);
        Arbitrary<List<SessionState.Membership>> groups = Combinators.combine(
                        Any.groupName(), Any.bytes(), Arbitraries.of(true, false))
                .as(SessionState.Membership::new)
                .list()
                .ofMaxSize(3);
        return Combinators.combine(
                        Any.user(tenant),
                        Any.cid(),
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false),
                        frames,
                        groups)
                .as((user, cid, number, count, background, sent, joined) ->
                        new SessionState(user, cid, number, number, count, background, count, sent, joined));
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

    private static Arbitrary<Content> content() {
        return Combinators.combine(Arbitraries.of(Content.Kind.class), Any.bytes())
                .as(Content::new);
    }

    private static Arbitrary<Recipient> recipient(Tenant tenant) {
        return Arbitraries.oneOf(
                Any.user(tenant).map(Recipient.User::new), Any.cid().map(cid -> new Recipient.Connection(tenant, cid)));
    }

    private static Arbitrary<CallId> call() {
        return Any.cid().map(CallId::new);
    }

    private static Arbitrary<Event.OfCall> event(Tenant tenant) {
        return Arbitraries.oneOf(
                Combinators.combine(
                                call(),
                                Any.sender(tenant),
                                json().map(Signal.Offer::new).injectNull(0.5),
                                Any.bytes())
                        .as(Event.Incoming::new),
                Combinators.combine(call(), Any.sender(tenant)).as(Event.Accepted::new),
                Combinators.combine(call(), Any.sender(tenant), signal()).as(Event.Signalled::new),
                Combinators.combine(
                                call(),
                                Arbitraries.of(CloseReason.class),
                                Any.sender(tenant).injectNull(0.5))
                        .as(Event.Closed::new));
    }

    private static Arbitrary<CallStep> step() {
        return Arbitraries.oneOf(
                Combinators.combine(json().map(Signal.Answer::new).injectNull(0.5), Arbitraries.of(true, false))
                        .as(CallStep.Accept::new),
                signal().map(CallStep.Relay::new),
                Arbitraries.of(new CallStep.Hangup(), new CallStep.Gone(), new CallStep.Alive()));
    }

    private static Arbitrary<Signal> signal() {
        return Arbitraries.oneOf(
                json().map(Signal.Offer::new), json().map(Signal.Answer::new), json().map(Signal.Candidate::new));
    }

    private static Arbitrary<Bytes> json() {
        return Any.json().map(Bytes::utf8);
    }
}
