package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.calls.CallCore;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.calls.PeerView;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.Recipient;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the calls of this node: its own ones through {@link CallCore}, and its connections' parts in calls owned elsewhere
 * through {@link Legs}. What a party asks goes to the owner; what the owner decides goes to the parties. Hub only.
 */
final class Calling {
    private static final Logger LOG = LoggerFactory.getLogger(Calling.class);

    private static final int TICKS_PER_ALIVE = 10;

    private final Cluster cluster;
    private final Sessions sessions;
    private final InstantSource clock;
    private final CallCore core;
    private final Legs legs = new Legs();
    private final CallObserver observer;
    private long ticks;

    Calling(Cluster cluster, Sessions sessions, CallOptions options, CallObserver observer, InstantSource clock) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.clock = clock;
        this.core = new CallCore(options);
        this.observer = observer;
    }

    Legs legs() {
        return legs;
    }

    void call(Session session, Command.CallCid command) {
        begin(session, command, new CallTarget.Connection(command.cid()), command.offer(), command.data());
    }

    void call(Session session, Command.CallUser command) {
        UserId user = new UserId(session.tenant(), command.userId());
        begin(session, command, new CallTarget.User(user), command.offer(), command.data());
    }

    void begin(Session session, Command command, CallTarget target, Signal.@Nullable Offer offer, Bytes data) {
        CallId id = new CallId(cluster.newCid());
        if (!session.principal().grants().allows(Action.CALL)) {
            refuse(session, command, id, ErrorCode.FORBIDDEN);
            return;
        }
        List<Effect> effects = core.on(new CallInput.Ring(id, session.sender(), target, offer, data), clock.millis());
        if (effects.size() == 1 && effects.getFirst() instanceof Effect.Refused refused) {
            refuse(session, command, id, refused.code());
            return;
        }
        if (command instanceof Command.PeerSignal signal && target instanceof CallTarget.Connection(Cid callee)) {
            legs.calling(id, session.cid(), callee, signal.peer());
        } else {
            legs.calling(id, session.cid(), target);
        }
        session.tell(new Event.Calling(command.id(), id));
        observer.on(new CallMoment.Began(id, session.sender(), target, data.size()));
        apply(effects);
    }

    /** A call that never begins. A wire without call ids has no error for it: there the call ends at once. */
    private static void refuse(Session session, Command command, CallId id, ErrorCode code) {
        if (command instanceof Command.PeerSignal signal) {
            session.tell(new Event.PeerClosed(id, CloseReason.FAILED, null, signal.peer()));
        } else {
            session.fail(command, code, "this call cannot be made");
        }
    }

    void accept(Session session, Command.Accept command) {
        Leg leg = leg(session, command, command.call());
        if (leg != null) {
            legs.accepting(leg);
            done(session, command, leg, new CallStep.Accept(command.answer(), false));
        }
    }

    void signal(Session session, Command.SendSignal command) {
        Leg leg = leg(session, command, command.call());
        if (leg != null && (leg.outgoing() || leg.accepted())) {
            done(session, command, leg, new CallStep.Relay(command.signal()));
        } else if (leg != null) {
            session.fail(command, ErrorCode.BAD_REQUEST, "accept the call first");
        }
    }

    void hangup(Session session, Command.Hangup command) {
        if (legs.ended(session.cid(), command.call())) {
            session.tell(new Event.Done(command.id()));
            return;
        }
        Leg leg = leg(session, command, command.call());
        if (leg != null) {
            done(session, command, leg, new CallStep.Hangup());
        }
    }

    private void done(Session session, Command command, Leg leg, CallStep step) {
        session.tell(new Event.Done(command.id()));
        step(leg, session.sender(), step);
    }

    private @Nullable Leg leg(Session session, Command command, CallId call) {
        Leg leg = legs.leg(session.cid(), call);
        if (leg == null && legs.ended(session.cid(), call)) {
            session.fail(command, ErrorCode.CALL_CLOSED, "the call is over");
        } else if (leg == null) {
            session.fail(command, ErrorCode.NO_SUCH_CALL, "this connection has no such call");
        }
        return leg;
    }

    /** Takes what a party does to the call's owner. */
    void step(Leg leg, Sender by, CallStep step) {
        if (step instanceof CallStep.Relay(Signal signal) && signal.equals(Signal.Candidate.WITHHELD)) {
            return;
        }
        NodeRef owner = leg.call().owner();
        if (owner.id() == cluster.self().id()) {
            step(leg.call(), by, step);
        } else {
            cluster.post(owner, EnvelopeCodec.encode(new Envelope.CallCommand(leg.call(), by, step)));
        }
    }

    /** What a party, here or on another node, does in a call of this node. */
    void step(CallId call, Sender by, CallStep step) {
        CallInput input = switch (step) {
            case CallStep.Accept(var answer, var hasOffer) -> new CallInput.Accept(call, by, answer, hasOffer);
            case CallStep.Relay(var signal) -> new CallInput.Send(call, by, signal);
            case CallStep.Hangup() -> new CallInput.Hangup(call, by);
            case CallStep.Gone() -> new CallInput.Gone(call, Objects.requireNonNull(by.cid()));
            case CallStep.Alive() -> new CallInput.Alive(call, by);
        };
        if (step instanceof CallStep.Alive) {
            observer.on(new CallMoment.Ringing(call, by));
        }
        run(input);
    }

    /** A connection of this node is gone: its calls end, wherever they are owned. */
    void gone(Session session) {
        for (Leg leg : legs.gone(session.cid())) {
            step(leg, session.sender(), new CallStep.Gone());
        }
    }

    /** A node is gone: so are its connections, and the calls it owned. */
    void nodeDown(NodeRef node) {
        run(new CallInput.NodeDown(node));
        for (Leg leg : legs.nodeDown(node)) {
            Session session = sessions.find(leg.local());
            if (session != null) {
                tell(session, leg, new Event.Closed(leg.call(), CloseReason.DISCONNECTED, null));
                observer.on(new CallMoment.Ended(leg.call(), session.tenant(), CloseReason.DISCONNECTED, null, false));
            }
        }
    }

    /** Once a second. */
    void tick() {
        run(new CallInput.Tick());
        if (++ticks % TICKS_PER_ALIVE == 0) {
            legs.all().forEach(this::confirm);
        }
    }

    /** Says that a leg is still there, or ends it where its owner is not: mends what was lost on the way. */
    private void confirm(Leg leg) {
        Session session = sessions.find(leg.local());
        NodeRef owner = leg.call().owner();
        if (session != null && isMember(owner)) {
            step(leg, session.sender(), new CallStep.Alive());
        } else if (!isMember(owner)) {
            nodeDown(owner);
        }
    }

    private boolean isMember(NodeRef owner) {
        return owner.id() == cluster.self().id() || cluster.peers().stream().anyMatch(peer -> peer.id() == owner.id());
    }

    private void run(CallInput input) {
        apply(core.on(input, clock.millis()));
    }

    private void apply(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Tell tell -> apply(tell);
                case Effect.TellUser tell -> apply(tell);
                case Effect.Refused refused -> LOG.debug("Too late in a call: {}", refused.code());
            }
            CallMoment moment = CallMoment.of(effect);
            if (moment != null) {
                observer.on(moment);
            }
        }
    }

    private void apply(Effect.Tell tell) {
        if (sessions.find(tell.to()) != null) {
            reached(tell.event(), deliver(tell.tenant(), tell.to(), tell.event()) ? 1 : 0);
            return;
        }
        Buffer envelope = EnvelopeCodec.encode(
                new Envelope.CallEvent(new Recipient.Connection(tell.tenant(), tell.to()), tell.event()));
        if (tell.event() instanceof Event.Incoming) {
            cluster.send(tell.to(), envelope)
                    .onComplete(sent -> reached(tell.event(), sent.succeeded() && sent.result() ? 1 : 0));
        } else {
            cluster.post(tell.to(), envelope);
        }
    }

    private void apply(Effect.TellUser tell) {
        int here = deliver(tell.to(), tell.event());
        Buffer envelope = EnvelopeCodec.encode(new Envelope.CallEvent(new Recipient.User(tell.to()), tell.event()));
        cluster.send(tell.to(), envelope)
                .onSuccess(there -> reached(tell.event(), here + there))
                .onFailure(unknown -> reached(tell.event(), here == 0 ? 0 : Integer.MAX_VALUE));
    }

    /** A ring that reached nobody is over; one that reached some is over when all of those are gone. */
    private void reached(Event.OfCall event, int connections) {
        if (event instanceof Event.Incoming incoming) {
            observer.on(new CallMoment.Rang(
                    incoming.call(), incoming.caller().user().tenant(), connections));
            run(new CallInput.Rang(incoming.call(), connections));
        }
    }

    /** To a user's connections on this node; returns how many took it. */
    int deliver(UserId user, Event.OfCall event) {
        int delivered = 0;
        for (Session session : List.copyOf(sessions.of(user))) {
            if (deliver(user.tenant(), session.cid(), event)) {
                delivered++;
            }
        }
        return delivered;
    }

    /** To a connection of this node; false where it has none such, or where it has no part in this. */
    boolean deliver(Tenant tenant, Cid to, Event.OfCall event) {
        Session session = sessions.find(to);
        if (session == null || !session.tenant().equals(tenant) || cannotRing(session, event)) {
            return false;
        }
        Leg leg = legs.pass(to, event);
        if (leg != null) {
            tell(session, leg, event);
        }
        if (leg != null && event instanceof Event.Incoming) {
            // Says whose connection it is: where one was called by its cid, the owner does not know.
            step(leg, session.sender(), new CallStep.Alive());
        }
        return leg != null;
    }

    /** A wire that rings with the offer has nothing to ring with where there is none. */
    private static boolean cannotRing(Session session, Event event) {
        return !session.dialect().namesCalls() && event instanceof Event.Incoming incoming && incoming.offer() == null;
    }

    private static void tell(Session session, Leg leg, Event.OfCall event) {
        Event shown = session.dialect().namesCalls() ? event : PeerView.of(leg, event);
        if (shown != null) {
            session.tell(shown);
        }
    }
}
