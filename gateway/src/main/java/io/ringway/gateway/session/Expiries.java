package io.ringway.gateway.session;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Event;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When tokens run out: warns a connection before, and cuts it after. One sorted table by the second rather than a timer per
 * connection. Hub only; {@link #tick} is called once a second.
 */
final class Expiries {
    private static final long SECOND = 1_000;

    private final TreeMap<Long, Set<Session>> warnings = new TreeMap<>();
    private final TreeMap<Long, Set<Session>> ends = new TreeMap<>();
    private final long warnMillis;

    /** @param warnMillis how long before the end a connection is warned */
    Expiries(long warnMillis) {
        this.warnMillis = warnMillis;
    }

    void watch(Session session) {
        put(warnings, session, warning(session));
        put(ends, session, end(session));
    }

    void forget(Session session) {
        take(warnings, session, warning(session));
        take(ends, session, end(session));
    }

    void tick(long now) {
        due(warnings, now)
                .forEach(session ->
                        session.tell(new Event.TokenExpiring(session.principal().expiresAtMillis())));
        due(ends, now).forEach(session -> session.socket().close(CloseCode.TOKEN_EXPIRED));
    }

    private long warning(Session session) {
        return end(session) - warnMillis / SECOND;
    }

    private static long end(Session session) {
        return session.principal().expiresAtMillis() / SECOND;
    }

    private static void put(SortedMap<Long, Set<Session>> table, Session session, long second) {
        table.computeIfAbsent(second, at -> new HashSet<>(2)).add(session);
    }

    private static void take(SortedMap<Long, Set<Session>> table, Session session, long second) {
        table.computeIfPresent(second, (at, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
    }

    private static Set<Session> due(SortedMap<Long, Set<Session>> table, long now) {
        Set<Session> due = new HashSet<>();
        while (!table.isEmpty() && table.firstKey() * SECOND <= now) {
            due.addAll(table.remove(table.firstKey()));
        }
        return due;
    }
}
