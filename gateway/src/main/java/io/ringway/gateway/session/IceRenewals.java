package io.ringway.gateway.session;

import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.ice.Issue;
import io.ringway.gateway.protocol.Event;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ICE servers of connections: the first ones, and new ones each time their TURN credentials are at 80 % of their life.
 * Hub only; {@link #tick} is called once a second.
 */
final class IceRenewals {
    private final IceServers ice;
    private final Timetable<Session> timetable = new Timetable<>();
    private final Map<Session, Long> times = new HashMap<>();

    IceRenewals(IceServers ice) {
        this.ice = ice;
    }

    /**
     * What a new connection is told; null where its wire has no words for it. Where its user has had its share of
     * credentials, these are servers without TURN.
     */
    Event.@Nullable IceServers first(Session session) {
        if (!session.dialect().tellsIce()) {
            return null;
        }
        if (!session.principal().turn()) {
            return ice.withoutTurn().servers();
        }
        return watch(session, ice.issue(session.user()).orElseGet(ice::withoutTurn));
    }

    void forget(Session session) {
        Long at = times.remove(session);
        if (at != null) {
            timetable.take(at, session);
        }
    }

    void tick(long now) {
        timetable
                .due(now)
                .forEach(session -> session.tell(new Event.IceRefreshed(watch(session, ice.renew(session.user())))));
    }

    private Event.IceServers watch(Session session, Issue issue) {
        issue.renewAt().ifPresent(at -> {
            times.put(session, at);
            timetable.put(at, session);
        });
        return issue.servers();
    }
}
