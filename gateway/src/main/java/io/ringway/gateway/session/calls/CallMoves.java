package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls that a user's connection takes over from another of the same user, wherever that is. Whose call it is, the node of the
 * one that has it says; the call's owner does the rest. Hub only.
 */
public final class CallMoves {
    private final Calling calling;
    private final Cluster cluster;
    private final Sessions sessions;
    private final Legs legs;

    private final GivenAway given;

    /** Of which it is not known yet whether they are the user's: nobody else is told anything of these. */
    private final Map<Asking, Future<Integer>> asking = new HashMap<>();

    /** Of no leg: that is another one once its call has another owner. */
    private record Asking(Cid cid, CallId call) {
        static Asking of(Leg leg) {
            return new Asking(leg.local(), leg.call());
        }
    }

    /** A connection that the call's owner can be asked for a call by, and its leg in that. */
    private record Giver(Leg leg, Sender by) {}

    CallMoves(Calling calling, Calling.Parts parts, Legs legs) {
        this.calling = calling;
        cluster = parts.cluster();
        sessions = parts.sessions();
        this.legs = legs;
        given = new GivenAway(parts.clock());
    }

    /** A connection of this node asks for a call of its user. */
    void move(Session session, Command.Move command) {
        Leg own = legs.leg(session.cid(), command.call());
        if (own != null && own.isTaking()) {
            again(session, command, own);
            return;
        }
        if (own != null) {
            anew(session, command, own);
            return;
        }
        if (calling.requests().hasMost(session)) {
            session.fail(command, ErrorCode.LIMIT_REACHED, "this connection is in as many calls as can be");
            return;
        }
        Leg taking = legs.taking(command.call(), session.cid(), command.call().owner());
        Future<Integer> found = hasLeg(session.user(), command.call(), session.cid())
                ? Future.succeededFuture(0)
                : cluster.send(
                        session.user(),
                        EnvelopeCodec.encode(new Envelope.CallMove(session.user(), command.call(), session.cid())));
        asking.put(Asking.of(taking), found);
        found.onComplete(known -> asking.remove(Asking.of(taking), found));
        found.onSuccess(count -> taking(session, command, taking, count))
                .onFailure(unknown -> unanswered(session, command, taking));
    }

    /** The way of a call that this connection is in cannot be found: both sides begin anew. */
    private void anew(Session session, Command.Move command, Leg own) {
        if (!own.confirmed()) {
            session.fail(command, ErrorCode.BAD_REQUEST, "nobody has accepted that call");
            return;
        }
        calling.ask(own, session.sender(), new CallStep.Move(session.cid()), refused -> {
            if (refused == null) {
                session.tell(new Event.Done(command.id()));
            } else {
                session.fail(command, refused.code(), "a party of that call cannot begin it anew");
            }
        });
    }

    /** A client that does not know whether it was heard asks once more, and what it asked for is on its way. */
    private void again(Session session, Command.Move command, Leg taking) {
        asking.getOrDefault(Asking.of(taking), Future.succeededFuture(1))
                .onSuccess(elsewhere -> {
                    if (elsewhere > 0 || legs.leg(taking.local(), taking.call()) != null) {
                        session.tell(new Event.Done(command.id()));
                    } else {
                        nowhere(session, command);
                    }
                })
                .onFailure(unknown -> unanswered(session, command, taking));
    }

    private static void nowhere(Session session, Command.Move command) {
        session.fail(command, ErrorCode.NO_SUCH_CALL, "no other connection of this user is in that call");
    }

    private void unanswered(Session session, Command.Move command, Leg taking) {
        Leg leg = legs.leg(taking.local(), taking.call());
        if (leg != null && !leg.isTaking()) {
            session.tell(new Event.Done(command.id()));
            return;
        }
        if (leg != null) {
            // It may have been moved all the same, and nobody would take part in it.
            legs.end(leg);
            calling.step(leg, session.sender(), new CallStep.Gone());
        }
        session.fail(command, ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
    }

    /**
     * Where other nodes have found it, they have asked for it. Else it may be here, also where it has come here only since they were
     * asked, or is about to.
     */
    private void taking(Session session, Command.Move command, Leg taking, int elsewhere) {
        boolean isAsking = legs.leg(taking.local(), taking.call()) != null;
        Giver here = isAsking && elsewhere == 0 ? giver(session.user(), command.call(), session.cid()) : null;
        if (elsewhere == 0 && here == null) {
            legs.end(taking);
            nowhere(session, command);
            return;
        }
        session.tell(new Event.Done(command.id()));
        if (here != null) {
            calling.step(here.leg, here.by, new CallStep.Move(session.cid()));
        }
    }

    /** Whether this is a leg in a call that may not be its user's. */
    boolean isAsking(Leg leg) {
        return asking.containsKey(Asking.of(leg));
    }

    private boolean hasLeg(UserId user, CallId call, Cid except) {
        return first(user, except, one -> movable(one, call)) != null;
    }

    /** A connection of this user, here or elsewhere, goes on with a call; returns how many had it here, or will have. */
    int move(UserId user, CallId call, Cid to) {
        Giver giver = giver(user, call, to);
        if (giver == null) {
            return 0;
        }
        calling.step(giver.leg, giver.by, new CallStep.Move(to));
        return 1;
    }

    /**
     * Where several ask at once, the one that had the call may have it no more, and the next one not yet. The owner knows which of
     * them has it by now, whomever of them it is asked of.
     */
    private @Nullable Giver giver(UserId user, CallId call, Cid to) {
        Giver has = first(user, to, one -> movable(one, call));
        Giver had = has != null ? has : former(user, call, to);
        return had != null ? had : first(user, to, one -> found(one, call));
    }

    private @Nullable Giver former(UserId user, CallId call, Cid to) {
        GivenAway.Given last = given.last(user, call);
        return last == null || to.equals(last.by().cid()) ? null : new Giver(last.leg(), last.by());
    }

    private @Nullable Giver first(UserId user, Cid to, Function<Session, @Nullable Leg> part) {
        for (Session session : sessions.of(user)) {
            Leg leg = session.cid().equals(to) ? null : part.apply(session);
            if (leg != null) {
                return new Giver(leg, session.sender());
            }
        }
        return null;
    }

    private @Nullable Leg movable(Session session, CallId call) {
        Leg leg = legs.leg(session.cid(), call);
        return leg != null && leg.accepted() && leg.peer() != null ? leg : null;
    }

    /** The leg of one that has asked for the call before, and for which it was found. */
    private @Nullable Leg found(Session session, CallId call) {
        Leg leg = legs.leg(session.cid(), call);
        return leg != null && leg.isTaking() && !isAsking(leg) ? leg : null;
    }

    /** Another connection of its user has taken a call from that one. */
    void gave(Session session, Leg leg) {
        if (!leg.isTaking()) {
            given.add(leg, session.sender());
        }
    }
}
