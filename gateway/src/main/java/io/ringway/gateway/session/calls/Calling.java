package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.calls.CallCore;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Drives the calls of this node: those it owns through {@link CallCore}, and its connections' parts in calls owned elsewhere
 * through {@link Legs}. What a party asks ({@link CallRequests}) goes to the owner; what the owner decides goes to the parties, by {@link
 * CallEffects}. Calls that go to another connection are in {@link CallMoves}, to another node in {@link CallHandovers}.
 * Hub only.
 */
public final class Calling {
    private static final int TICKS_PER_ALIVE = 10;

    /** In so many seconds a page rings that is opened, or loaded again, while other devices of its user do. */
    private static final int TICKS_PER_RING = 2;

    /** More than a call changes hands while something is on its way to its owner. */
    private static final int MAX_HOPS = 16;

    private final Parts parts;
    private final Cluster cluster;
    private final Sessions sessions;
    private final InstantSource clock;
    private final CallSettings settings;
    private final CallCore core;
    private final Legs legs = new Legs();
    private final CallTransit transit = new CallTransit();
    private final CallRequests requests;
    private final CallMoves moves;
    private final CallHandovers handovers;
    private final ComingCalls coming = new ComingCalls();
    private final CallDelivery delivery;
    private final CallEffects effects;
    private final PushedRings pushed;
    private final CrossedCalls crossed;
    private final CallGraces graces;
    private final SignsOfLife signs;
    private final KeptRings kept;
    private final WitnessedRings witnessed;
    private final WitnessedCalls answered;
    private NodeRef life;
    private long ticks;

    /**
     * What calls are driven with.
     *
     * @param whereabouts the node where a connection lives; null where that node is gone
     * @param observer told what happens in the calls of this node, and of those that are lost with another
     * @param notifier rings those who are not connected
     * @param rules where it outlives every node what users say about calls to them
     */
    public record Parts(
            Cluster cluster,
            Sessions sessions,
            CallOptions options,
            Function<Cid, @Nullable NodeRef> whereabouts,
            CallObserver observer,
            Notifier notifier,
            WordStore rules,
            InstantSource clock) {}

    public Calling(Parts parts) {
        this.parts = parts;
        cluster = parts.cluster();
        life = cluster.self();
        sessions = parts.sessions();
        clock = parts.clock();
        settings = new CallSettings(cluster, parts.rules(), clock);
        pushed = new PushedRings(
                parts.notifier(), cluster, clock, parts.options().graceMillis());
        witnessed = new WitnessedRings(this, parts);
        answered = new WitnessedCalls(this, parts);
        // In this order: the ring is over for its witness, which is told of the answered call then.
        CallObserver rings = CallObserver.both(CallObserver.both(pushed, witnessed), answered);
        CallObserver observer = CallObserver.both(CallObserver.both(parts.observer(), rings), new Rung(this));
        core = new CallCore(parts.options(), parts.whereabouts(), settings.rules(), observer);
        requests = new CallRequests(this, parts, legs);
        moves = new CallMoves(this, parts, legs);
        handovers = new CallHandovers(this, parts, core, legs, transit);
        delivery = new CallDelivery(this, sessions, core, legs, clock);
        crossed = new CrossedCalls(this, legs);
        graces = new CallGraces(this, parts, legs);
        signs = new SignsOfLife(this, parts, legs);
        kept = new KeptRings(this, parts, legs);
        effects = new CallEffects(this, cluster, sessions, legs, delivery, pushed, clock);
    }

    /** The calls that this node owns. */
    public int size() {
        return core.size();
    }

    public Legs legs() {
        return legs;
    }

    public CallCore core() {
        return core;
    }

    public CallTransit transit() {
        return transit;
    }

    public CallSettings settings() {
        return settings;
    }

    public CallRequests requests() {
        return requests;
    }

    public CallMoves moves() {
        return moves;
    }

    public CallHandovers handovers() {
        return handovers;
    }

    ComingCalls coming() {
        return coming;
    }

    CrossedCalls crossed() {
        return crossed;
    }

    CallDelivery delivery() {
        return delivery;
    }

    public CallEffects effects() {
        return effects;
    }

    SignsOfLife signs() {
        return signs;
    }

    KeptRings kept() {
        return kept;
    }

    WitnessedRings witnessed() {
        return witnessed;
    }

    WitnessedCalls answered() {
        return answered;
    }

    public CallGraces graces() {
        return graces;
    }

    PushedRings pushed() {
        return pushed;
    }

    /** A callee of this node asks to accept. */
    void accepting(Leg leg) {
        legs.accepting(leg, clock.millis());
    }

    // What parties do, here and elsewhere.

    /** Takes what a party of this node does to the call's owner. */
    void step(Leg leg, Sender by, CallStep step) {
        if (isWithheld(step) || kept.keeps(leg, step)) {
            return;
        }
        send(leg.owner(), leg.call(), by, step, 0);
    }

    /**
     * As {@link #step}, of what a client asks and is to be answered before it is told what came of it.
     *
     * @param answer is given what is refused; null where nothing is, or where another node has the call, which says so later
     */
    void ask(Leg leg, Sender by, CallStep step, Consumer<Effect.@Nullable Refused> answer) {
        boolean isOwn =
                leg.owner().id() == cluster.self().id() && core.knows(leg.call()) && !coming.isComing(leg.call());
        if (!isOwn || isWithheld(step)) {
            answer.accept(null);
            step(leg, by, step);
            return;
        }
        List<Effect> decided = core.on(input(leg.call(), by, step), clock.millis());
        Effect.Refused refused = null;
        List<Effect> rest = new ArrayList<>();
        for (Effect effect : decided) {
            if (effect instanceof Effect.Refused no) {
                refused = no;
            } else {
                rest.add(effect);
            }
        }
        answer.accept(refused);
        effects.apply(rest);
    }

    private static boolean isWithheld(CallStep step) {
        return step instanceof CallStep.Relay(Signal signal) && signal.equals(Signal.Candidate.WITHHELD);
    }

    void send(NodeRef owner, CallId call, Sender by, CallStep step) {
        send(owner, call, by, step, 0);
    }

    private void send(NodeRef owner, CallId call, Sender by, CallStep step, int hops) {
        if (owner.id() == cluster.self().id()) {
            stepInTurn(cluster.self(), call, by, step, hops);
        } else {
            cluster.post(owner, EnvelopeCodec.encode(new Envelope.CallCommand(call, by, step, hops)));
        }
    }

    /** As {@link #stepHere(CallId, Sender, CallStep, int)}, as that node says; in a call that is coming behind what was asked before. */
    void stepInTurn(NodeRef from, CallId call, Sender by, CallStep step, int hops) {
        coming.inTurn(from, call, by, step, () -> stepHere(call, by, step, hops));
    }

    void stepHere(CallId call, Sender by, CallStep step) {
        stepHere(call, by, step, 0);
    }

    /**
     * What a party, here or on another node, does in a call that this node owns, or has owned; at once.
     *
     * @param hops over how many nodes it came that had owned the call
     */
    void stepHere(CallId call, Sender by, CallStep step, int hops) {
        if (hops >= MAX_HOPS) {
            // Each takes another for the owner, and nobody is.
            transit.forget(call);
        }
        if (step instanceof CallStep.Deposed(var other)) {
            handovers.deposed(call, other);
            return;
        }
        lookWhichLife();
        NodeRef owner = transit.owner(call);
        if (core.knows(call)) {
            run(input(call, by, step));
        } else if (owner != null) {
            send(owner, call, by, step, hops + 1);
            effects.redirect(call, by, owner);
        } else if (!transit.keep(call, new CallTransit.Asked(by, step))) {
            run(input(call, by, step));
        }
    }

    private static CallInput input(CallId call, Sender by, CallStep step) {
        return switch (step) {
            case CallStep.Accept(var answer, var hasOffer, var instead) ->
                new CallInput.Accept(call, by, answer, hasOffer, instead);
            case CallStep.Relay(var signal) -> new CallInput.Send(call, by, signal);
            case CallStep.Hangup(var thisDeviceOnly, var failed) ->
                new CallInput.Hangup(call, by, thisDeviceOnly, failed);
            case CallStep.Move(var to) -> new CallInput.Move(call, by, new Sender(by.user(), to));
            case CallStep.Suspect() -> new CallInput.Suspect(call, by);
            case CallStep.Back() -> new CallInput.Back(call, by);
            case CallStep.Gone() -> new CallInput.Gone(call, by);
            case CallStep.Alive() -> new CallInput.Alive(call, by);
            case CallStep.Grace(var millis) -> new CallInput.Grace(by, millis);
            case CallStep.Cleared(var busy) -> new CallInput.Cleared(call, by.user(), busy);
            case CallStep.Waits() -> new CallInput.Waits(call, by);
            case CallStep.Deposed deposed -> new CallInput.Alive(call, by);
        };
    }

    public void run(CallInput input) {
        effects.apply(core.on(input, clock.millis()));
    }

    // Sessions that come, go and wander.

    /** The socket of a session of this node is lost, and the session waits for it: nothing ends. */
    public void suspended(Session session) {
        legs.ofConnection(session.cid()).forEach(leg -> step(leg, session.sender(), new CallStep.Suspect()));
    }

    /** A session of this node has a socket again; one that came from another node has been {@link CallHandovers#give given} before. */
    public void resumed(Session session) {
        legs.ofConnection(session.cid()).forEach(leg -> step(leg, session.sender(), new CallStep.Back()));
    }

    /** A connection of this node is gone for good: its calls end, wherever they are owned. */
    public void gone(Session session) {
        for (Leg leg : legs.gone(session.cid())) {
            step(leg, session.sender(), new CallStep.Gone());
        }
    }

    /** What was asked before others counted this node out is void, what is asked since is not. */
    private void lookWhichLife() {
        if (!life.equals(cluster.self())) {
            life = cluster.self();
            transit.livesAgain();
        }
    }

    /** Once a second. */
    public void tick() {
        lookWhichLife();
        run(new CallInput.Tick(coming::isComing));
        transit.overdue(clock.millis()).forEach(handovers::overdue);
        settings.tick();
        pushed.tick().forEach(parts.observer()::on);
        kept.tick();
        witnessed.tick();
        answered.tick();
        if (++ticks % TICKS_PER_RING == 0) {
            core.ringing(clock.millis()).forEach(effects::ringAgain);
        }
        if (ticks % TICKS_PER_ALIVE == 0) {
            legs.all().stream().filter(leg -> !moves.isAsking(leg)).forEach(signs::confirm);
        }
    }

    /** Whether a connection lives on this node. */
    boolean isHere(Cid cid) {
        NodeRef at = parts.whereabouts().apply(cid);
        return sessions.find(cid) != null
                || (at != null && at.id() == cluster.self().id());
    }

    /** How many calls this node owns. */
    public int live() {
        return core.size();
    }
}
