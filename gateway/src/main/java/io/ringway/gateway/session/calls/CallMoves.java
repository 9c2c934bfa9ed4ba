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
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Of which it is not known yet whether they are the user's: nobody else is told anything of these. */
    private final Map<Asking, Future<Integer>> asking = new HashMap<>();

    /** Of no leg: that is another one once its call has another owner. */
    private record Asking(Cid cid, CallId call) {
        static Asking of(Leg leg) {
            return new Asking(leg.local(), leg.call());
        }
    }

    CallMoves(Calling calling, Cluster cluster, Sessions sessions, Legs legs) {
        this.calling = calling;
        this.cluster = cluster;
        this.sessions = sessions;
        this.legs = legs;
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
        boolean isHere = isAsking && elsewhere == 0 && hasLeg(session.user(), command.call(), session.cid());
        Session next = isAsking && elsewhere == 0 && !isHere ? beingGiven(session, command.call()) : null;
        if (elsewhere == 0 && !isHere && next == null) {
            legs.end(taking);
            nowhere(session, command);
            return;
        }
        session.tell(new Event.Done(command.id()));
        if (isHere) {
            move(session.user(), command.call(), session.cid());
        } else if (next != null) {
            calling.step(taking, next.sender(), new CallStep.Move(session.cid()));
        }
    }

    /** Another connection of the user here that has asked for the call before, and for which it was found. */
    private @Nullable Session beingGiven(Session asks, CallId call) {
        return sessions.of(asks.user()).stream()
                .filter(one -> !one.cid().equals(asks.cid()) && isFound(legs.leg(one.cid(), call)))
                .findFirst()
                .orElse(null);
    }

    private boolean isFound(@Nullable Leg leg) {
        return leg != null && leg.isTaking() && !isAsking(leg);
    }

    /** Whether this is a leg in a call that may not be its user's. */
    boolean isAsking(Leg leg) {
        return asking.containsKey(Asking.of(leg));
    }

    private boolean hasLeg(UserId user, CallId call, Cid except) {
        return sessions.of(user).stream().anyMatch(one -> movable(one, call, except) != null);
    }

    /** A connection of this user, here or elsewhere, goes on with a call; returns how many had it here. */
    int move(UserId user, CallId call, Cid to) {
        for (Session session : List.copyOf(sessions.of(user))) {
            Leg leg = movable(session, call, to);
            if (leg != null) {
                calling.step(leg, session.sender(), new CallStep.Move(to));
                return 1;
            }
        }
        return 0;
    }

    private @Nullable Leg movable(Session session, CallId call, Cid to) {
        Leg leg = legs.leg(session.cid(), call);
        boolean found = leg != null
                && leg.accepted()
                && leg.peer() != null
                && !session.cid().equals(to);
        return found ? leg : null;
    }
}
