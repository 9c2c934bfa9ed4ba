package io.ringway.gateway.session.node;

import io.ringway.gateway.limits.Meter;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Early;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.clients.Admission;
import io.ringway.gateway.session.clients.Exclusion;
import io.ringway.gateway.session.clients.Throttle;

/** What connections say, on its way to what carries it out. On the hub. */
final class Intake {
    private final Hub hub;
    private final Throttle throttle;
    private final Exclusion exclusion;
    private final Admission admission;
    private final Commands commands;

    Intake(Hub hub, Throttle throttle, Exclusion exclusion, Admission admission, Commands commands) {
        this.hub = hub;
        this.throttle = throttle;
        this.exclusion = exclusion;
        this.admission = admission;
        this.commands = commands;
    }

    /** Takes what the client said before it had a session; nothing where it has gone before it got one. */
    void begun(Connection connection) {
        Session begun = connection.session();
        CloseCode refusal = exclusion.against(connection.principal());
        if (begun != null && refusal != null) {
            // Said while its session was on its way here from another node.
            admission.dismiss(begun, refusal);
        }
        Early.Said early = connection.early().poll();
        while (early != null && connection.session() != null) {
            take(connection, early);
            early = connection.early().poll();
        }
    }

    /** Any thread. */
    void receive(Connection connection, Command command) {
        hub.execute(() -> {
            confirm(connection);
            take(connection, new Early.Asked(command));
        });
    }

    private void take(Connection connection, Early.Said said) {
        Session session = connection.session();
        if (session == null) {
            if (!connection.keep(said)) {
                connection.line().close(CloseCode.RATE_LIMITED);
            }
            return;
        }
        session.passage().hear();
        switch (said) {
            case Early.Asked(Command command) -> carryOut(session, command);
            case Early.Refused(Event failure) -> session.tell(failure);
        }
    }

    private void carryOut(Session session, Command command) {
        long wait = throttle.take(session.user(), Meter.Kind.of(command));
        if (wait == 0) {
            commands.receive(session, command);
        } else {
            session.tell(new Event.Failed(
                    command.id(), ErrorCode.RATE_LIMITED, "too many requests of this user, or tenant", wait));
        }
    }

    /** The client has shown that it has its welcome, and its token with it. Any thread. */
    void confirmed(Connection connection) {
        hub.execute(() -> confirm(connection));
    }

    private static void confirm(Connection connection) {
        Session session = connection.session();
        if (session != null) {
            session.passage().confirmed();
        }
    }

    /** Tells a connection what is wrong with what it sent, after the answers that are due. Any thread. */
    void refuse(Connection connection, Event failure) {
        hub.execute(() -> {
            confirm(connection);
            take(connection, new Early.Refused(failure));
        });
    }
}
