package io.ringway.gateway.session.clients;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Timetable;

/**
 * When tokens run out: warns a connection before, and cuts it after. Hub only; {@link #tick} is called once a second.
 */
public final class Expiries {
    private final Timetable<Session> warnings = new Timetable<>();
    private final Timetable<Session> ends = new Timetable<>();
    private final long warnMillis;

    /** @param warnMillis how long before the end a connection is warned */
    public Expiries(long warnMillis) {
        this.warnMillis = warnMillis;
    }

    void watch(Session session) {
        warnings.put(warning(session), session);
        ends.put(end(session), session);
    }

    void forget(Session session) {
        warnings.take(warning(session), session);
        ends.take(end(session), session);
    }

    void tick(long now) {
        warnings.due(now)
                .forEach(session ->
                        session.tell(new Event.TokenExpiring(session.principal().expiresAtMillis())));
        ends.due(now).forEach(session -> session.line().close(CloseCode.TOKEN_EXPIRED));
    }

    private long warning(Session session) {
        return end(session) - warnMillis;
    }

    private static long end(Session session) {
        return session.principal().expiresAtMillis();
    }
}
