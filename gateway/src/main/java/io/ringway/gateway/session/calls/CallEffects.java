package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.Recipient;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the call core decides, here and on the nodes of the parties. Hub only. */
public final class CallEffects {
    private static final Logger LOG = LoggerFactory.getLogger(CallEffects.class);

    private final Calling calling;
    private final Cluster cluster;
    private final Sessions sessions;
    private final Legs legs;
    private final CallDelivery delivery;
    private final PushedRings pushed;
    private final InstantSource clock;

    CallEffects(
            Calling calling,
            Cluster cluster,
            Sessions sessions,
            Legs legs,
            CallDelivery delivery,
            PushedRings pushed,
            InstantSource clock) {
        this.calling = calling;
        this.cluster = cluster;
        this.sessions = sessions;
        this.legs = legs;
        this.delivery = delivery;
        this.pushed = pushed;
        this.clock = clock;
    }

    public void apply(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Tell tell -> apply(tell);
                case Effect.TellUser tell -> apply(tell);
                case Effect.Ask ask -> apply(ask);
                case Effect.Own own -> apply(own);
                case Effect.Seat seat -> apply(seat);
                case Effect.Silence(var call, Cid party) -> legs.silence(call, party);
                case Effect.Refused refused -> apply(refused);
            }
        }
    }

    private void apply(Effect.Tell tell) {
        sessions.inTurn(tell.to(), () -> carry(tell));
    }

    private void carry(Effect.Tell tell) {
        if (calling.isHere(tell.to())) {
            boolean isDelivered = delivery.deliver(tell.tenant(), tell.to(), tell.event());
            reached(tell.event(), isDelivered ? 1 : 0);
            if (isDelivered && tell.event() instanceof Event.Incoming ring) {
                calling.witnessed().rings(ring, new CallTarget.Connection(tell.to()), true);
            }
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

    /** Of a request that has been answered before. Whoever is too late is told the end of the call, or has been. */
    private void apply(Effect.Refused refused) {
        Sender by = refused.by();
        if (refused.code() == ErrorCode.LIMIT_REACHED && by.cid() != null) {
            apply(new Effect.Tell(by.user().tenant(), by.cid(), new Event.SignalRefused(refused.call())));
        } else {
            LOG.debug("Too late in a call: {}", refused.code());
        }
    }

    private void apply(Effect.TellUser tell) {
        int here = delivery.deliver(tell.to(), tell.event());
        Buffer envelope = EnvelopeCodec.encode(new Envelope.CallEvent(new Recipient.User(tell.to()), tell.event()));
        cluster.send(tell.to(), envelope)
                .onSuccess(there -> {
                    reached(tell.to(), tell.event(), here + there);
                    heard(tell, here, there == 0);
                })
                .onFailure(unknown -> {
                    reached(tell.event(), here == 0 ? 0 : Integer.MAX_VALUE);
                    heard(tell, here, false);
                });
    }

    private void heard(Effect.TellUser tell, int here, boolean onlyHere) {
        if (here > 0 && tell.event() instanceof Event.Incoming ring) {
            calling.witnessed().rings(ring, new CallTarget.User(tell.to()), onlyHere);
        }
    }

    /**
     * Where no connection rings, devices may that have none; then it rings for as long as it was to. A call that is yet to be
     * started is not pushed, and neither is one that was given up before it was known that nobody is there: nothing would
     * ever take that ring back.
     */
    private void reached(UserId callee, Event.OfCall event, int connections) {
        boolean isRing = event instanceof Event.Incoming && calling.core().isRinging(event.call());
        if (isRing && pushed.isRinging(event.call())) {
            // On another node, from which the call has come here meanwhile.
            reached(event, Integer.MAX_VALUE);
        } else if (connections == 0 && isRing && event instanceof Event.Incoming incoming && !incoming.starts()) {
            pushed.ring(callee, incoming).onSuccess(devices -> reached(incoming, devices == 0 ? 0 : Integer.MAX_VALUE));
        } else {
            reached(event, connections);
        }
    }

    /** Rings on connections that a callee has now and has not had before. */
    void ringAgain(Effect.TellUser ring) {
        UserId callee = ring.to();
        int here = delivery.deliver(callee, ring.event());
        cluster.send(callee, EnvelopeCodec.encode(new Envelope.CallEvent(new Recipient.User(callee), ring.event())))
                .onSuccess(there -> {
                    if (ring.event() instanceof Event.Incoming again && here + there > 0) {
                        calling.witnessed().ringsOnMore(again, new CallTarget.User(callee), there == 0);
                    }
                });
        // Who hears it for the first time takes the node in its id for the owner, which may be gone.
        CallId call = ring.event().call();
        if (call.owner().id() != cluster.self().id()) {
            apply(new Effect.Own(call, callee.tenant(), new CallTarget.User(callee)));
        }
    }

    /** A ring that reached nobody is over; one that reached some is over when all of those are gone. */
    private void reached(Event.OfCall event, int connections) {
        if (event instanceof Event.Incoming incoming) {
            calling.run(new CallInput.Rang(incoming.call(), connections, incoming.starts()));
        }
    }

    private void apply(Effect.Ask ask) {
        switch (ask.target()) {
            case CallTarget.User(UserId user) ->
                everywhere(user, ask.call(), ask.caller(), ask.enquiry())
                        .onSuccess(count -> calling.run(new CallInput.Cleared(ask.call(), user, count)));
            case CallTarget.Connection(Cid cid)
            when calling.isHere(cid) -> {
                if (!enquired(ask.tenant(), cid, ask.call(), ask.caller(), cluster.self())) {
                    calling.run(new CallInput.Rang(ask.call(), 0));
                }
            }
            case CallTarget.Connection(Cid cid) -> {
                Recipient to = new Recipient.Connection(ask.tenant(), cid);
                Buffer envelope = EnvelopeCodec.encode(
                        new Envelope.CallEnquiry(to, ask.call(), ask.caller(), ask.enquiry(), cluster.self()));
                cluster.send(cid, envelope).onComplete(sent -> {
                    if (sent.failed() || !sent.result()) {
                        calling.run(new CallInput.Rang(ask.call(), 0));
                    }
                });
            }
        }
    }

    /** As many as are known of where not all nodes answer: a ring is rather heard in vain than not at all. */
    private Future<Integer> everywhere(UserId user, CallId call, Sender caller, Enquiry enquiry) {
        int here = count(user, call, caller, enquiry);
        Buffer envelope = EnvelopeCodec.encode(
                new Envelope.CallEnquiry(new Recipient.User(user), call, caller, enquiry, cluster.self()));
        return cluster.send(user, envelope)
                .map(there -> here + there)
                .otherwise(Math.max(here, enquiry == Enquiry.PRESENCE ? 1 : 0))
                .compose(count -> count == 0 && enquiry == Enquiry.PRESENCE
                        ? pushed.couldRing(user).map(could -> could ? Integer.MAX_VALUE : 0)
                        : Future.succeededFuture(count));
    }

    /** How many connections of a user this node has, or has in other calls than those with who calls him. */
    int count(UserId user, CallId call, Sender caller, Enquiry enquiry) {
        return switch (enquiry) {
            case PRESENCE -> sessions.of(user).size();
            case BUSY ->
                (int) sessions.of(user).stream()
                        .filter(session -> legs.isBusy(session.cid(), call, caller))
                        .count();
        };
    }

    /** Answers the one who owns a call that is to ring a connection of this node; false where there is none such. */
    boolean enquired(Tenant tenant, Cid cid, CallId call, Sender caller, NodeRef owner) {
        Session session = sessions.find(cid);
        if (session == null || !session.tenant().equals(tenant)) {
            return false;
        }
        Sender callee = session.sender();
        everywhere(session.user(), call, caller, Enquiry.BUSY).onSuccess(busy -> {
            CallStep answer = new CallStep.Cleared(busy);
            if (owner.id() == cluster.self().id()) {
                calling.stepHere(call, callee, answer);
            } else {
                cluster.post(owner, EnvelopeCodec.encode(new Envelope.CallCommand(call, callee, answer, 0)));
            }
        });
        return true;
    }

    private void apply(Effect.Own own) {
        switch (own.callees()) {
            case CallTarget.User(UserId user) -> {
                Recipient to = new Recipient.User(user);
                owned(to, own.call(), cluster.self());
                cluster.send(user, EnvelopeCodec.encode(new Envelope.CallOwner(to, own.call(), cluster.self())));
            }
            case CallTarget.Connection(Cid cid) ->
                sessions.inTurn(
                        cid, () -> tellOwner(new Recipient.Connection(own.tenant(), cid), own.call(), cluster.self()));
        }
    }

    /** Who still asks this node is told where to ask. */
    void redirect(CallId call, Sender by, NodeRef owner) {
        if (by.cid() == null) {
            return;
        }
        tellOwner(new Recipient.Connection(by.user().tenant(), by.cid()), call, owner);
    }

    private void tellOwner(Recipient.Connection to, CallId call, NodeRef owner) {
        if (owned(to, call, owner) == 0 && !calling.isHere(to.cid())) {
            cluster.post(to.cid(), EnvelopeCodec.encode(new Envelope.CallOwner(to, call, owner)));
        }
    }

    /** Another node says that it owns a call now; returns how many connections of this node are told. */
    int owned(Recipient to, CallId call, NodeRef owner) {
        List<Cid> cids = switch (to) {
            case Recipient.User(UserId user) ->
                sessions.of(user).stream().map(Session::cid).toList();
            case Recipient.Connection(Tenant tenant, Cid cid) -> List.of(cid);
        };
        List<Leg> known = cids.stream()
                .flatMap(cid -> Stream.ofNullable(legs.leg(cid, call)))
                .toList();
        // A party of an answered call is told by the owner itself.
        List<Leg> ringing = known.stream().filter(leg -> !leg.confirmed()).toList();
        ringing.forEach(leg -> legs.owned(leg, owner));
        ringing.forEach(leg -> calling.signs().heard(leg, owner));
        calling.kept().owned(call, ringing.stream().map(Leg::local).toList());
        return known.size();
    }

    private void apply(Effect.Seat seat) {
        sessions.inTurn(seat.party(), () -> carry(seat));
    }

    private void carry(Effect.Seat seat) {
        Leg leg = Leg.seat(seat, cluster.self(), calling.core().headOf(seat.call()));
        Tenant tenant = seat.peer().user().tenant();
        boolean peerLost = calling.core().isPeerLost(seat.call(), seat.party());
        if (calling.isHere(seat.party())) {
            calling.handovers().seat(tenant, leg, peerLost);
        } else {
            Envelope envelope = new Envelope.CallSeat(tenant, leg.part(clock.millis()), peerLost);
            cluster.post(seat.party(), EnvelopeCodec.encode(envelope));
        }
    }
}
