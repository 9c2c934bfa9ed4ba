package io.ringway.gateway.session.clients;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Timetable;
import java.util.HashMap;
import java.util.Map;

/**
 * When tokens run out: warns a connection before, and cuts it after. Hub only; {@link #tick} is called once a second.
 *
 * <p>A warned client shows another token at once. Where that one has little left, too, the next warning comes only when half of what is
 * left has passed: were it due already, client, server and whoever signs would renew tokens every second.
 */
public final class Expiries {
    private final Timetable<Session> warnings = new Timetable<>();
    private final Timetable<Session> ends = new Timetable<>();
    /** When those are warned whose token had less than twice the time of the warning left. */
    private final Map<Session, Long> halves = new HashMap<>();

    private final long warnMillis;

    /** @param warnMillis how long before the end a connection is warned */
    public Expiries(long warnMillis) {
        this.warnMillis = warnMillis;
    }

    /** @param now milliseconds since 1970, as all times here */
    void watch(Session session, long now) {
        long half = now + (end(session) - now) / 2;
        if (half > end(session) - warnMillis) {
            halves.put(session, half);
        }
        warnings.put(warning(session), session);
        ends.put(end(session), session);
    }

    void forget(Session session) {
        warnings.take(warning(session), session);
        halves.remove(session);
        ends.take(end(session), session);
    }

    void tick(long now) {
        warnings.due(now).forEach(session -> {
            halves.remove(session);
            session.tell(new Event.TokenExpiring(session.principal().expiresAtMillis()));
        });
        ends.due(now).forEach(session -> session.line().close(CloseCode.TOKEN_EXPIRED));
    }

    private long warning(Session session) {
        Long half = halves.get(session);
        return half == null ? end(session) - warnMillis : half;
    }

    private static long end(Session session) {
        return session.principal().expiresAtMillis();
    }
}
