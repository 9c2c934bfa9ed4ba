package io.ringway.gateway.session.node;

import io.ringway.cluster.UserId;
import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.clients.Antechamber;
import io.ringway.gateway.session.clients.Exclusion;
import io.ringway.gateway.session.clients.IceRenewals;
import io.ringway.gateway.session.clients.Permits;
import io.ringway.gateway.session.clients.Throttle;
import io.ringway.gateway.session.resume.Resumption;

/** Where a new connection comes in: past the app's backend, the wait for TURN, and what keeps its user out. On the hub. */
final class Entrance {
    private final Hub hub;
    private final Doorkeeper doorkeeper;
    private final Antechamber antechamber;
    private final IceRenewals renewals;
    private final Exclusion exclusion;
    private final Throttle throttle;
    private final Resumption resumption;

    Entrance(
            Hub hub,
            Doorkeeper doorkeeper,
            Antechamber antechamber,
            IceRenewals renewals,
            Exclusion exclusion,
            Throttle throttle,
            Resumption resumption) {
        this.hub = hub;
        this.doorkeeper = doorkeeper;
        this.antechamber = antechamber;
        this.renewals = renewals;
        this.exclusion = exclusion;
        this.throttle = throttle;
        this.resumption = resumption;
    }

    /** Any thread. */
    void open(Connection connection) {
        hub.execute(() -> {
            if (doorkeeper.asks(Question.Kind.CONNECT)) {
                UserId user = connection.principal().user();
                doorkeeper
                        .ask(new Question(Question.Kind.CONNECT, user, null, ""))
                        .onSuccess(answer -> answered(connection, answer));
            } else {
                admit(connection);
            }
        });
    }

    private void answered(Connection connection, Answer answer) {
        if (answer.allow()) {
            connection.principal(Permits.with(connection.principal(), answer));
            admit(connection);
        } else {
            connection.line().close(answer.isGiven() ? CloseCode.KICKED : CloseCode.OVERLOADED);
        }
    }

    private void admit(Connection connection) {
        antechamber.enter(renewals.ask(connection), () -> enter(connection));
    }

    /** Its token was good when it was shown, and may have been revoked since; its user may have asked for too much. */
    private void enter(Connection connection) {
        CloseCode refusal = exclusion.against(connection.principal());
        long wait = throttle.banned(connection.principal().user());
        if (refusal != null) {
            connection.line().close(refusal);
        } else if (wait > 0) {
            connection.line().close(CloseCode.RATE_LIMITED, wait);
        } else {
            resumption.open(connection);
        }
    }
}
