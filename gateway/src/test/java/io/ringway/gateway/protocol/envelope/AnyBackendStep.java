package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.VirtualSighting;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What nodes say to each other because the backend has asked one of them. */
final class AnyBackendStep {
    private AnyBackendStep() {}

    static Arbitrary<BackendStep> of(Tenant tenant) {
        Arbitrary<Group> group = Any.groupName().map(name -> new Group(tenant, name));
        Arbitrary<String> id = Any.text(1, 30);
        Arbitrary<Long> time = Arbitraries.longs();
        Arbitrary<BackendStep.Seen> seen = Combinators.combine(id, Arbitraries.integers(), AnyPart.flag(), time)
                .as(BackendStep.Seen::new);
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
                        time,
                        time)
                .as(LiveCall::new);
        Arbitrary<List<VirtualSighting.Stay>> stays = Combinators.combine(Any.groupName(), time, time, time)
                .as(VirtualSighting.Stay::new)
                .list()
                .ofMaxSize(3);
        return Arbitraries.oneOf(
                Combinators.combine(Any.text(0, 20), call.injectNull(0.5), Arbitraries.integers())
                        .as((user, after, limit) -> new BackendStep.CallsAsked(tenant, user, after, limit)),
                live.list().ofMaxSize(3).map(all -> new BackendStep.CallsTold(tenant, all)),
                call.map(one -> new BackendStep.CallEndAsked(tenant, one)),
                id.map(name -> new BackendStep.TurnAsked(tenant, name)),
                Combinators.combine(AnyPart.flag(), Any.text(0, 20), time)
                        .as((isForeign, name, at) -> new BackendStep.TurnTold(tenant, isForeign, name, at)),
                Arbitraries.of(BackendStep.EndedCall.class).map(one -> new BackendStep.CallEndTold(tenant, one)),
                Combinators.combine(group, Any.cid(), Any.text(0, 20)).as(BackendStep.MemberState::new),
                Combinators.combine(group, Any.cid(), Any.bytes()).as(BackendStep.MemberMeta::new),
                Combinators.combine(group, Any.cid(), time).as(BackendStep.MemberLife::new),
                Combinators.combine(Any.groupName(), Any.cid(), id, Any.bytes(), Arbitraries.integers(), time, time)
                        .as(BackendStep.Given::new)
                        .list()
                        .ofMaxSize(3)
                        .map(all -> new BackendStep.MembersGiven(tenant, all)),
                Any.cid().list().ofMaxSize(3).map(all -> new BackendStep.MembersTaken(tenant, all)),
                Combinators.combine(Any.groupName(), Any.cid(), time)
                        .as(BackendStep.Since::new)
                        .list()
                        .ofMaxSize(3)
                        .map(all -> new BackendStep.MembersSince(tenant, all)),
                Combinators.combine(Any.text(0, 20), AnyPart.flag(), Arbitraries.integers())
                        .as((user, isWhole, limit) -> new BackendStep.VirtualAsked(tenant, user, isWhole, limit)),
                Combinators.combine(id, Any.cid(), Any.cid().map(Cid::node), Arbitraries.integers(), stays)
                        .as(VirtualSighting::new)
                        .list()
                        .ofMaxSize(3)
                        .map(all -> new BackendStep.VirtualTold(tenant, all)),
                Combinators.combine(group, id, time).as(BackendStep.MemberSought::new),
                Combinators.combine(group, id).as(BackendStep.MembersAsked::new),
                Combinators.combine(Any.cid(), Any.bytes())
                        .as(BackendStep.Found::new)
                        .list()
                        .ofMaxSize(3)
                        .map(all -> new BackendStep.MembersFound(tenant, all)),
                id.list().ofMaxSize(3).map(ids -> new BackendStep.UsersAsked(tenant, ids)),
                seen.list().ofMaxSize(3).map(all -> new BackendStep.UsersTold(tenant, all)),
                Any.user(tenant).map(BackendStep.ConnectionsAsked::new),
                connected.list().ofMaxSize(3).map(all -> new BackendStep.ConnectionsTold(tenant, all)),
                Combinators.combine(Any.cid().injectNull(0.5), Any.cid().injectNull(0.5), Arbitraries.integers())
                        .as((only, after, limit) -> new BackendStep.ConnectionsListed(tenant, only, after, limit)),
                Combinators.combine(id, connected)
                        .as(BackendStep.Held::new)
                        .list()
                        .ofMaxSize(3)
                        .map(all -> new BackendStep.ConnectionsHeld(tenant, all)),
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

    private static Arbitrary<Entry> entry(Arbitrary<Group> group, Arbitrary<Long> time) {
        return Combinators.combine(entryId(group), time, time, time, Any.cid().injectNull(0.5), Any.text(0, 20))
                .as((id, version, node, ends, owner, value) ->
                        new Entry(id, version, node, ends, owner, Bytes.utf8(value)));
    }

    private static Arbitrary<Entry.Id> entryId(Arbitrary<Group> group) {
        return Combinators.combine(group, Arbitraries.of(Entry.Kind.class), Any.text(0, 20))
                .as(Entry.Id::new);
    }
}
