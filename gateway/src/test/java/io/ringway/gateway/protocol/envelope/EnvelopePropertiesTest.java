package io.ringway.gateway.protocol.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerType;
import io.ringway.gateway.rooms.SeatMessage;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class EnvelopePropertiesTest {
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void what_is_written_is_read_back(@ForAll("envelopes") Envelope envelope) throws EnvelopeException {
        assertEquals(envelope, EnvelopeCodec.decode(EnvelopeCodec.encode(envelope)));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void pieces_of_histories_are_read_back(@ForAll("envelopes") Envelope envelope) throws EnvelopeException {
        if (envelope instanceof Envelope.History(HistoryMessage.Install install) && install.contents() != null) {
            HistoryCodec codec = new HistoryCodec(install.group().tenant());
            assertEquals(install.regime(), codec.regime(codec.write(install.regime())));
            var entry = install.contents().entries().getFirst();
            assertEquals(entry, codec.entry(codec.write(entry)));
            var row = install.contents().keys().getFirst();
            assertEquals(row, codec.row(codec.write(row)));
            assertThrows(EnvelopeException.class, () -> codec.regime(codec.write(row)));
        }
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

    @Example
    void what_is_of_no_tenant_is_not_read_as_one_s() {
        Buffer bytes = EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.WordSums(List.of())));
        bytes.setByte(4, (byte) '[');
        assertThrows(EnvelopeException.class, () -> EnvelopeCodec.decode(bytes));
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
                Combinators.combine(Any.groupName().map(name -> new Group(tenant, name)), content())
                        .as(Envelope.HostNews::new),
                Combinators.combine(recipient(tenant), Any.sender(tenant), content())
                        .as(Envelope.PrivateMessage::new),
                Combinators.combine(Any.cid(), Any.sender(tenant).filter(from -> from.cid() != null), content())
                        .as(Envelope.PostedMessage::new),
                Any.cid().map(cid -> new Envelope.Undelivered(tenant, cid)),
                Combinators.combine(Any.text(1, 20), Any.text(0, 20), Arbitraries.longs())
                        .as((name, owner, at) -> new Envelope.TurnTakenBack(tenant, name, owner, at)),
                Combinators.combine(
                                Any.cid(),
                                Any.groupName().map(name -> new Group(tenant, name)),
                                Any.sender(tenant).filter(from -> from.cid() != null),
                                content())
                        .as(Envelope.RelayedMessage::new),
                Combinators.combine(
                                Any.groupName().map(name -> new Group(tenant, name)),
                                Any.cid(),
                                Arbitraries.longs(),
                                Any.cid().list().ofMaxSize(3).injectNull(0.5))
                        .as(EnvelopePropertiesTest::seats),
                Any.groupName()
                        .flatMap(name -> HistoryMessages.of(new Group(tenant, name), content()))
                        .map(Envelope.History::new),
                Combinators.combine(Any.cid(), Arbitraries.integers(), node(), flag())
                        .as((cid, moves, node, sure) -> sure
                                ? new Envelope.Mark(tenant, cid, moves, true)
                                : new Envelope.Passed(tenant, cid, moves, node)),
                Combinators.combine(Any.cid(), Arbitraries.integers())
                        .as((cid, moves) -> new Envelope.Crossed(tenant, cid, moves)),
                Combinators.combine(
                                Any.user(tenant),
                                Any.cid(),
                                Arbitraries.integers(),
                                node(),
                                Any.groupName().list().ofMaxSize(3))
                        .as(Envelope.Crossing::new),
                Combinators.combine(Any.cid(), node().injectNull(0.5), flag(), Any.bytes())
                        .as((cid, node, binary, bytes) ->
                                new Envelope.Forwarded(tenant, cid, node, new SessionState.Sent(binary, bytes))),
                Combinators.combine(recipient(tenant), event(tenant)).as(Envelope.CallEvent::new),
                Combinators.combine(
                                call(),
                                Any.sender(tenant).filter(by -> by.cid() != null),
                                step(),
                                Arbitraries.integers().between(0, 255))
                        .as(Envelope.CallCommand::new),
                Combinators.combine(Any.user(tenant), Arbitraries.integers().greaterOrEqual(0))
                        .as(Envelope.MissedCalls::new),
                Any.groupName().map(line -> new Envelope.OutboxNews(tenant, line)),
                flag().map(isAsking -> new Envelope.HistoryNews(
                        tenant,
                        List.of(HistoryRules.Rule.of("log:*", new HistoryPolicy(100, 3_600_000, 65_536))),
                        isAsking)),
                Combinators.combine(recipient(tenant), call(), Arbitraries.of(Enquiry.class), node())
                        .as(Envelope.CallEnquiry::new),
                Combinators.combine(recipient(tenant), call(), node()).as(Envelope.CallOwner::new),
                Combinators.combine(call(), node()).as((call, node) -> new Envelope.CallKept(tenant, call, node)),
                Combinators.combine(Any.user(tenant), node(), event(tenant)).as(Envelope.PushedRing::new),
                Any.cid().map(cid -> new Envelope.CallsAsked(tenant, cid)),
                Combinators.combine(leg(tenant), flag())
                        .as((leg, peerLost) -> new Envelope.CallSeat(tenant, leg, peerLost)),
                Combinators.combine(Any.user(tenant), call(), Any.cid()).as(Envelope.CallMove::new),
                Combinators.combine(Any.user(tenant), rule().list().ofMaxSize(5))
                        .as(Envelope.CallRules::new),
                Combinators.combine(Any.cid(), Arbitraries.of(CloseCode.class))
                        .as((cid, code) -> new Envelope.Kick(tenant, cid, code)),
                Combinators.combine(Any.user(tenant), Any.cid(), Arbitraries.integers())
                        .as(Envelope.Fetch::new),
                Combinators.combine(Any.user(tenant), Any.groupName(), Arbitraries.longs())
                        .as(Envelope.FetchWaiting::new),
                session(tenant).map(Envelope.Handover::new),
                Arbitraries.just(new Envelope.NoSession(tenant)),
                Combinators.combine(node(), Arbitraries.integers())
                        .as((to, moves) -> new Envelope.SessionMoved(tenant, to, moves)),
                backendStep(tenant).map(Envelope.OfBackend::new),
                Combinators.combine(peer(tenant), peerStep(tenant)).as(Envelope.OfPeer::new));
    }

    private static Arbitrary<Entry.Id> entryId(Arbitrary<Group> group) {
        return Combinators.combine(group, Arbitraries.of(Entry.Kind.class), Any.text(0, 20))
                .as(Entry.Id::new);
    }

    private static Arbitrary<Entry> entry(Arbitrary<Group> group, Arbitrary<Long> time) {
        return Combinators.combine(entryId(group), time, time, time, Any.cid().injectNull(0.5), Any.text(0, 20))
                .as((id, version, node, ends, owner, value) ->
                        new Entry(id, version, node, ends, owner, Bytes.utf8(value)));
    }

    private static Arbitrary<BackendStep> backendStep(Tenant tenant) {
        Arbitrary<Group> group = Any.groupName().map(name -> new Group(tenant, name));
        Arbitrary<String> id = Any.text(1, 30);
        Arbitrary<Long> time = Arbitraries.longs();
        Arbitrary<BackendStep.Seen> seen =
                Combinators.combine(id, Arbitraries.integers(), time).as(BackendStep.Seen::new);
        Arbitrary<BackendStep.Connected> connected = Combinators.combine(
                        Any.cid(), Arbitraries.of(true, false), time, id.list().ofMaxSize(3), Any.bytes())
                .as(BackendStep.Connected::new);
        Arbitrary<CallId> call = Any.cid().map(CallId::new);
        Arbitrary<LiveCall> live = Combinators.combine(
                        call,
                        Arbitraries.of(LiveCall.State.class),
                        id,
                        Any.cid().injectNull(0.5),
                        id.injectNull(0.5),
                        Any.cid().injectNull(0.5),
                        time)
                .as(LiveCall::new);
        return Arbitraries.oneOf(
                Combinators.combine(Any.text(0, 20), call.injectNull(0.5), Arbitraries.integers())
                        .as((user, after, limit) -> new BackendStep.CallsAsked(tenant, user, after, limit)),
                live.list().ofMaxSize(3).map(all -> new BackendStep.CallsTold(tenant, all)),
                call.map(one -> new BackendStep.CallEndAsked(tenant, one)),
                id.map(name -> new BackendStep.TurnAsked(tenant, name)),
                Combinators.combine(flag(), Any.text(0, 20), time)
                        .as((isForeign, name, at) -> new BackendStep.TurnTold(tenant, isForeign, name, at)),
                Arbitraries.of(BackendStep.EndedCall.class).map(one -> new BackendStep.CallEndTold(tenant, one)),
                Combinators.combine(group, Any.cid(), Any.text(0, 20)).as(BackendStep.MemberState::new),
                Combinators.combine(group, Any.cid(), time).as(BackendStep.MemberLife::new),
                Combinators.combine(Any.groupName(), Any.cid(), id, Any.bytes(), Arbitraries.integers(), time, time)
                        .as(BackendStep.Given::new)
                        .list()
                        .ofMaxSize(3)
                        .map(all -> new BackendStep.MembersGiven(tenant, all)),
                Any.cid().list().ofMaxSize(3).map(all -> new BackendStep.MembersTaken(tenant, all)),
                Combinators.combine(group, id, time).as(BackendStep.MemberSought::new),
                id.list().ofMaxSize(3).map(ids -> new BackendStep.UsersAsked(tenant, ids)),
                seen.list().ofMaxSize(3).map(all -> new BackendStep.UsersTold(tenant, all)),
                Any.user(tenant).map(BackendStep.ConnectionsAsked::new),
                connected.list().ofMaxSize(3).map(all -> new BackendStep.ConnectionsTold(tenant, all)),
                Combinators.combine(Any.cid(), Any.text(0, 20), id)
                        .as((cid, from, to) -> new BackendStep.MemberMove(tenant, cid, from, to)),
                Combinators.combine(Arbitraries.of(true, false), Any.text(0, 20), Any.text(0, 20))
                        .as((isDone, refusal, text) -> new BackendStep.MemberMoved(tenant, isDone, refusal, text)),
                entry(group, time).list().ofMaxSize(3).map(all -> new BackendStep.GroupWords(tenant, all)),
                entry(group, time).list().ofMaxSize(3).map(BackendStep.Words::new),
                Arbitraries.longs().list().ofMaxSize(4).map(BackendStep.WordSums::new),
                Combinators.combine(
                                Arbitraries.integers().list().ofMaxSize(4),
                                entryId(group).injectNull(0.3))
                        .as(BackendStep.WordsAsked::new));
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
                        Arbitraries.of(true, false),
                        frames,
                        groups,
                        handover(tenant))
                .as((user, cid, number, count, background, sent, joined, calls) -> new SessionState(
                        user, cid, number, number, count, background, !background, count, sent, joined, calls));
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
                                Any.bytes(),
                                Arbitraries.longs(),
                                flag(),
                                flag())
                        .as(Event.Incoming::new),
                call().map(Event.Waiting::new),
                Combinators.combine(call(), call(), Any.sender(tenant)).as(Event.Merged::new),
                Combinators.combine(call(), Any.sender(tenant)).as(Event.PeerSuspect::new),
                Combinators.combine(call(), Any.sender(tenant)).as(Event.PeerBack::new),
                Combinators.combine(call(), Any.sender(tenant)).as(Event.Moved::new),
                Combinators.combine(call(), Any.sender(tenant), flag()).as(Event.Taken::new),
                Combinators.combine(call(), Any.sender(tenant)).as(Event.Accepted::new),
                Combinators.combine(call(), Any.sender(tenant), signal()).as(Event.Signalled::new),
                Combinators.combine(
                                call(),
                                Arbitraries.of(CloseReason.class),
                                Any.sender(tenant).injectNull(0.5),
                                Arbitraries.longs())
                        .as(Event.Closed::new));
    }

    private static Arbitrary<CallStep> step() {
        return Arbitraries.oneOf(
                Combinators.combine(json().map(Signal.Answer::new).injectNull(0.5), flag(), call().injectNull(0.5))
                        .as(CallStep.Accept::new),
                signal().map(CallStep.Relay::new),
                flag().map(CallStep.Hangup::new),
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

    private static Arbitrary<Signal> signal() {
        return Arbitraries.oneOf(
                json().map(Signal.Offer::new),
                json().map(Signal.Answer::new),
                json().map(Signal.Candidate::new),
                json().map(Signal.Candidates::new));
    }

    private static Arbitrary<Boolean> flag() {
        return Arbitraries.of(true, false);
    }

    private static Arbitrary<NodeRef> node() {
        return Any.cid().map(Cid::node);
    }

    private static Arbitrary<BusyPolicy> policy() {
        return Arbitraries.of(BusyPolicy.class).injectNull(0.3);
    }

    private static Arbitrary<CallRule> rule() {
        return Arbitraries.oneOf(
                Combinators.combine(policy(), Arbitraries.longs()).as(CallRule.OnBusy::new),
                Combinators.combine(Any.text(1, 20), flag(), Arbitraries.longs())
                        .as(CallRule.Blocks::new));
    }

    private static Arbitrary<CallHandover.Part> leg(Tenant tenant) {
        return Combinators.combine(
                        Combinators.combine(call(), Any.cid(), flag()).as(Tuple::of),
                        Any.user(tenant).injectNull(0.3),
                        Any.cid().injectNull(0.3),
                        Any.cid().injectNull(0.3),
                        Combinators.combine(flag(), flag()).as(Tuple::of),
                        Arbitraries.longs(),
                        tenure())
                .as((first, user, peer, onWire, said, ago, tenure) -> new CallHandover.Part(
                        first.get1(),
                        first.get2(),
                        first.get3(),
                        user,
                        peer,
                        onWire,
                        said.get1(),
                        said.get2(),
                        ago,
                        tenure));
    }

    private static Arbitrary<Tenure> tenure() {
        return Combinators.combine(node(), Arbitraries.integers()).as(Tenure::new);
    }

    private static Arbitrary<CallHandover.Owned> owned(Tenant tenant) {
        return Combinators.combine(
                        Combinators.combine(
                                        call(),
                                        Any.sender(tenant).filter(caller -> caller.cid() != null),
                                        recipient(tenant))
                                .as(Tuple::of),
                        Any.sender(tenant).injectNull(0.5),
                        Any.bytes(),
                        signal().list().ofMaxSize(4),
                        Combinators.combine(
                                        Arbitraries.of(CallHandover.Stage.class),
                                        Arbitraries.longs(),
                                        Arbitraries.integers())
                                .as(CallHandover.Progress::new),
                        ring(),
                        Combinators.combine(Any.cid(), Arbitraries.longs())
                                .as(CallHandover.Suspect::new)
                                .list()
                                .ofMaxSize(2))
                .as((first, callee, data, kept, progress, ring, suspects) -> new CallHandover.Owned(
                        first.get1(), first.get2(), first.get3(), callee, data, kept, progress, ring, suspects));
    }

    private static Arbitrary<CallHandover.Ring> ring() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Combinators.combine(Arbitraries.longs(), policy()).as(RingOptions::new),
                        Combinators.combine(flag(), flag(), flag(), flag()).as(Tuple::of),
                        Arbitraries.integers(),
                        Any.cid().list().ofMaxSize(3))
                .as((left, options, flags, heardBy, silenced) -> new CallHandover.Ring(
                        left, options, flags.get1(), flags.get2(), flags.get3(), heardBy, silenced, flags.get4()));
    }

    private static Arbitrary<CallHandover> handover(Tenant tenant) {
        return Combinators.combine(
                        node(),
                        leg(tenant).list().ofMaxSize(3),
                        Combinators.combine(call(), flag())
                                .as(CallHandover.Ended::new)
                                .list()
                                .ofMaxSize(3),
                        owned(tenant).list().ofMaxSize(2))
                .as(CallHandover::new);
    }

    private static Arbitrary<Bytes> json() {
        return Any.json().map(Bytes::utf8);
    }
}
