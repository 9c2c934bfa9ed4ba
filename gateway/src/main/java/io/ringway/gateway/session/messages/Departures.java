package io.ringway.gateway.session.messages;

import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.session.Backlog;
import io.ringway.gateway.session.Session;
import io.vertx.core.Future;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the messages of one connection in order where one of them has to look up first where it goes: what has its way at once, and
 * might reach the same receiver, waits until that one has left. Messages to users do not wait for each other; those to one user leave in order,
 * and those to two have no receiver in common. Hub only.
 */
public final class Departures {
    private final Executor later;
    private Consumer<Session> whenGone = session -> {};

    /** @param later runs a task on the hub after the one that runs */
    public Departures(Executor later) {
        this.later = later;
    }

    /** Who goes on with what was held back. */
    public void whenGone(Consumer<Session> resume) {
        whenGone = resume;
    }

    /**
     * Whether a command has to wait; then it does, and so does all that comes after it.
     *
     * @param number of the frame it came in
     */
    public boolean holdsBack(Session session, Command command, long number) {
        boolean overtakes = command instanceof Command.Publish
                || command instanceof Command.SendCid
                || command instanceof Command.Relay;
        if (!overtakes || session.departing() == 0) {
            return false;
        }
        Backlog held = Backlog.behindJoin();
        session.waiting(held);
        session.heldBack(true);
        return held.add(command, number);
    }

    /**
     * Sends a message that may have to look first for where it goes.
     *
     * @param send is given what to run in the turn in which the message leaves
     */
    <T> Future<T> send(Session session, Function<Runnable, Future<T>> send) {
        Departure departure = new Departure(session);
        session.departing(1);
        try {
            Future<T> sent = send.apply(departure::leaves).onComplete(answered -> departure.gone());
            departure.returned();
            return sent;
        } catch (RuntimeException defect) {
            departure.gone();
            throw defect;
        }
    }

    /** One message on its way out. */
    private final class Departure {
        private final Session session;
        private boolean isLeaving;
        private boolean isReturned;
        private boolean isGone;

        private Departure(Session session) {
            this.session = session;
        }

        /** It leaves in this turn, and has not left yet. */
        void leaves() {
            isLeaving = true;
            if (isReturned) {
                later.execute(this::gone);
            }
        }

        /** The call is over, and where nothing had to be looked up the message has left. */
        void returned() {
            isReturned = true;
            if (isLeaving) {
                gone();
            }
        }

        /** It has left, or never will. */
        void gone() {
            if (isGone) {
                return;
            }
            isGone = true;
            session.departing(-1);
            if (session.departing() == 0 && session.heldBack()) {
                session.heldBack(false);
                whenGone.accept(session);
            }
        }
    }
}
