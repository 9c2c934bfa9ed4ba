package io.ringway.gateway.session.resume;

import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/**
 * Sessions whose connection is broken, which this node does not know yet: a client that changes networks says nothing on the old one,
 * and may be back before it is missed. Who answers a ping is there, as another tab is that shares the token. Whose silence says nothing
 * ({@link Line#probe}) is left alone until it is missed. Hub only.
 */
final class HalfOpen {
    /** Tabs of one user, at most, that are asked for each that comes. */
    private static final int MOST = 16;

    private final Hub hub;
    private final Sessions sessions;

    private record Asked(Session session, Line line, Future<Boolean> isThere) {}

    HalfOpen(Hub hub, Sessions sessions) {
        this.hub = hub;
        this.sessions = sessions;
    }

    /** The session that such a client may mean, and whose connection has nothing to say; a second later at the latest. */
    Future<Optional<Session>> find(Envelope.FetchWaiting wanted) {
        List<Asked> asked = sessions.of(wanted.user()).stream()
                .filter(session -> isMeant(session, wanted))
                .limit(MOST)
                .map(this::ask)
                .toList();
        return Future.all(asked.stream().map(Asked::isThere).toList())
                .map(done -> asked.stream()
                        .filter(one -> !one.isThere.result() && isFree(one))
                        .map(Asked::session)
                        .findFirst());
    }

    private static boolean isMeant(Session session, Envelope.FetchWaiting wanted) {
        return session.dialect().resumesByUser()
                && !session.isParked()
                && session.arrival() == null
                && session.groups().containsKey(wanted.group())
                && session.principal().expiresAtMillis() == wanted.tokenEnd();
    }

    private Asked ask(Session session) {
        Promise<Boolean> there = Promise.promise();
        Line line = session.line();
        line.run(() -> line.probe(isThere -> hub.execute(() -> there.complete(isThere))));
        return new Asked(session, line, there.future());
    }

    /** Nobody else has taken it meanwhile. */
    private static boolean isFree(Asked one) {
        return !one.session.closed()
                && (one.session.isParked() || one.session.line().equals(one.line));
    }
}
