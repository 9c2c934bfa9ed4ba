package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.calls.AnsweredCalls;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.calls.SeenCalls.Seen;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answered calls in which no other node has a part: with their owner everybody would be lost who could go on with them. So the owner tells
 * each to one other node, its witness. Where the owner is lost, that one waits: it owns the call as soon as one of the two has come back,
 * wherever that is, and enters it as over where neither does. Hub only.
 */
final class WitnessedCalls implements CallObserver {
    /** It is told again that often: what was said to be known, or over, may have been lost on the way. */
    private static final long AGAIN_MS = 300_000;

    /** Twice that, and some more for a node that is slow. */
    private static final long KNOWN_MS = 660_000;

    private static final int TICKS_PER_LOOK = 10;

    private final Calling calling;
    private final Calling.Parts parts;
    private final Cluster cluster;
    private final Witnesses witnesses;
    private final InstantSource clock;
    private final long graceMillis;

    /** This node's own that others have been told of. */
    private final Map<CallId, Told> told = new HashMap<>();

    /** Those of others of which this node is the witness. */
    private final SeenCalls seen = new SeenCalls();

    /** Those of them whose owner is lost. */
    private final Map<CallId, Wait> lost = new HashMap<>();

    /** This node in the life in which it has heard of all that it has seen. */
    private NodeRef self;

    /** The others as they were when it was last looked what of that is void. */
    private Set<NodeRef> peers = Set.of();

    /** Something was void: the next tick tells again what there is. */
    private boolean isDue;

    private int ticks;

    /** @param witness null where there is no other node, until one comes */
    private record Told(@Nullable NodeRef witness, Tenant tenant, List<Cid> parties, long at) {
        boolean says(@Nullable NodeRef to, List<Cid> of, long now) {
            boolean isSame = to == null ? witness == null : to.equals(witness);
            return isSame && parties.equals(of) && now - at < AGAIN_MS;
        }
    }

    /** @param until when those are given up who have not come back */
    private record Wait(long since, long until) {}

    WitnessedCalls(Calling calling, Calling.Parts parts) {
        this.calling = calling;
        this.parts = parts;
        cluster = parts.cluster();
        self = cluster.self();
        witnesses = new Witnesses(cluster);
        clock = parts.clock();
        graceMillis = parts.options().graceMillis();
    }

    // Of the owner.

    @Override
    public void on(CallMoment moment) {
        switch (moment) {
            case CallMoment.Answered answered -> look(answered.call(), null);
            case CallMoment.Moved moved -> look(moved.call(), null);
            case CallMoment.Back back -> look(back.call(), null);
            case CallMoment.Ended ended -> left(ended.call());
            case CallMoment other -> {}
        }
    }

    @Override
    public void taken(CallId call, Tenant tenant) {
        look(call, null);
    }

    /** Over, or another node's, which finds a witness where it needs one. */
    @Override
    public void left(CallId call) {
        Told was = told.remove(call);
        NodeRef witness = was == null ? null : was.witness;
        if (was != null && witness != null && witnesses.isPeer(witness)) {
            post(witness, new Envelope.CallForgotten(was.tenant, call, cluster.self()));
        }
    }

    /** @param gone a node that may still be among the others; null for none */
    private void look(CallId call, @Nullable NodeRef gone) {
        List<Cid> two = calling.core().answered().partiesOf(call);
        if (graceMillis == 0 || two.isEmpty() || two.stream().anyMatch(party -> !isAlone(call, party))) {
            left(call);
            return;
        }
        long now = clock.millis();
        Told known = told.get(call);
        NodeRef had = known == null || areSame(known.witness, gone) ? null : known.witness;
        NodeRef witness = witnesses.isPeer(had) ? had : witnesses.choose(call, gone);
        if (known == null || !known.says(witness, two, now)) {
            tell(call, witness, two, now);
        }
    }

    private static boolean areSame(@Nullable NodeRef one, @Nullable NodeRef other) {
        return one != null && other != null && one.id() == other.id();
    }

    /** Whether no other node has a leg of that party, nor a client that would take the call for another after the loss of a node. */
    private boolean isAlone(CallId call, Cid party) {
        Session session = parts.sessions().find(party);
        if (session != null) {
            return session.dialect().namesCalls();
        }
        NodeRef at = parts.whereabouts().apply(party);
        return at == null
                || at.id() == cluster.self().id()
                || calling.core().answered().isMissed(call, party);
    }

    private void tell(CallId call, @Nullable NodeRef witness, List<Cid> two, long now) {
        CallHandover.Owned copy = calling.core().answered().copyOf(call, now);
        if (copy != null) {
            told.put(call, new Told(witness, copy.caller().user().tenant(), two, now));
            if (witness != null) {
                post(witness, new Envelope.CallWitnessed(cluster.self(), copy));
            }
        }
    }

    /** Sessions come and go without a word about their calls. */
    private void lookAtAll(@Nullable NodeRef gone) {
        AnsweredCalls own = calling.core().answered();
        own.all().forEach(call -> look(call, gone));
    }

    private void post(NodeRef node, Envelope news) {
        cluster.post(node, EnvelopeCodec.encode(news));
    }

    // Of the witness.

    /** What other nodes say of their answered calls; false where it is something else. */
    boolean hear(Envelope news) {
        switch (news) {
            case Envelope.CallWitnessed(NodeRef owner, var call)
            when call.progress().stage() != CallHandover.Stage.RINGING -> {
                // Else what is said to this node in its next life would be void with what was said before.
                refreshIfOthers();
                saw(new Seen(owner, call, clock.millis(), false));
            }
            case Envelope.CallForgotten(var tenant, CallId call, NodeRef owner) -> {
                Seen known = seen.find(call);
                if (known != null && known.owner().id() == owner.id()) {
                    forget(call);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void saw(Seen call) {
        if (seen.put(call)) {
            lost.remove(call.call().call());
            if (peers.stream().noneMatch(peer -> peer.id() == call.owner().id())) {
                // It was on its way when its owner was lost.
                await(call);
            }
        }
    }

    private void forget(CallId call) {
        seen.remove(call);
        lost.remove(call);
    }

    /** Its owner is lost. Where a party is back before this node knew of the loss, it goes on. */
    private void await(Seen call) {
        long now = clock.millis();
        long grace = parties(call).mapToLong(cluster::graceOf).reduce(graceMillis, Math::max);
        lost.putIfAbsent(call.call().call(), new Wait(now, now + grace));
        if (parties(call).anyMatch(party -> isBack(party, call.owner()))) {
            goOn(call);
        }
    }

    private boolean isBack(Cid party, NodeRef lost) {
        NodeRef at = parts.whereabouts().apply(party);
        return at != null && !areSame(at, lost);
    }

    private static Stream<Sender> senders(Seen call) {
        return Stream.of(call.call().caller(), call.call().callee()).flatMap(Stream::ofNullable);
    }

    private static Stream<Cid> parties(Seen call) {
        return senders(call).map(Sender::cid).flatMap(Stream::ofNullable);
    }

    /** A node is lost: its calls wait for their parties, and those of which it was the witness have another. */
    void nodeDown(NodeRef node) {
        refresh();
        seen.all().stream().filter(call -> areSame(call.owner(), node)).forEach(this::await);
        lookAtAll(node);
    }

    /** A connection whose node is lost has come to another, maybe this one: its calls go on, and the other party is waited for. */
    void asked(Cid cid) {
        refreshIfOthers();
        for (Seen call : seen.of(cid)) {
            if (lost.containsKey(call.call().call())) {
                goOn(call);
            }
        }
    }

    private void goOn(Seen call) {
        Wait wait = Objects.requireNonNull(lost.get(call.call().call()), "only of a lost owner");
        forget(call.call().call());
        senders(call).forEach(this::grace);
        calling.run(new CallInput.Succeed(call.call(), call.since(), call.owner(), wait.since));
    }

    /** Who is in the background is waited for longer. */
    private void grace(Sender party) {
        Cid cid = party.cid();
        long millis = cid == null ? 0 : cluster.graceOf(cid);
        if (millis > 0) {
            calling.run(new CallInput.Grace(party, millis));
        }
    }

    /**
     * Where one of the two was counted out by the other, and is there again in another life, the owner may have said in vain that a call is
     * over. So what was said before is void, and owners say again what there is.
     */
    private void refresh() {
        boolean isAnother = !self.equals(cluster.self());
        self = cluster.self();
        peers = cluster.peers();
        for (Seen call : seen.all()) {
            if (isAnother || witnesses.isThereAgain(call.owner())) {
                forget(call.call().call());
            }
        }
        if (isAnother) {
            told.clear();
        }
        isDue = true;
    }

    private void refreshIfOthers() {
        if (!self.equals(cluster.self()) || !peers.equals(cluster.peers())) {
            refresh();
        }
    }

    /** Once a second. */
    void tick() {
        refreshIfOthers();
        if (++ticks % TICKS_PER_LOOK == 0 || isDue) {
            isDue = false;
            lookAtAll(null);
            long before = clock.millis() - KNOWN_MS;
            seen.all().stream()
                    .filter(call -> call.since() < before
                            && !lost.containsKey(call.call().call()))
                    .forEach(call -> forget(call.call().call()));
        }
        long now = clock.millis();
        for (Map.Entry<CallId, Wait> each : List.copyOf(lost.entrySet())) {
            Seen call = seen.find(each.getKey());
            if (call == null || peers.contains(call.owner())) {
                // It stood still, or was cut off, and is there again.
                lost.remove(each.getKey());
            } else if (each.getValue().until <= now) {
                forget(each.getKey());
                over(call);
            }
        }
    }

    /** Neither of the two has come back. A node that is cut off itself cannot know. */
    private void over(Seen call) {
        if (!cluster.isFenced()) {
            CallHandover.Owned of = call.call();
            Tenant tenant = of.caller().user().tenant();
            parts.observer()
                    .on(new CallMoment.Ended(
                            of.call(),
                            tenant,
                            CloseReason.DISCONNECTED,
                            null,
                            false,
                            of.head().at(call.since())));
        }
    }

    /** For tests: whether this node is to know of a call. */
    boolean knows(CallId call) {
        return seen.find(call) != null;
    }

    /** For tests: whether it has no call in mind. */
    boolean isIdle() {
        return told.isEmpty() && seen.all().isEmpty() && lost.isEmpty();
    }
}
