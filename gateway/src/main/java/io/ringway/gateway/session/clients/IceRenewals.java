package io.ringway.gateway.session.clients;

import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.ice.IceException;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.ice.Issue;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Timetable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ICE servers of connections: the first ones, and new ones each time their TURN credentials are at 80 % of their life.
 * Where a provider is slow, a connection is told servers without TURN first, and the others when they are there; where none
 * answers, they are asked again every few seconds. Hub only; {@link #tick} is called once a second.
 */
public final class IceRenewals {
    private static final long RETRY_MILLIS = Duration.ofSeconds(5).toMillis();

    private final IceServers ice;
    private final Hub hub;
    private final InstantSource clock;
    private final Timetable<Session> timetable = new Timetable<>();
    private final Map<Session, Long> times = new HashMap<>();
    /** Those whose user had no share left: what they ask for next counts against it. */
    private final Set<Session> unserved = new HashSet<>();

    /** By line, and weakly: a connection that closes before it gets a session takes this with it. */
    private final Map<Line, Future<Issue>> firsts = new WeakHashMap<>();
    /** Of the sessions that are watched: those with a connection that is told of ICE servers. */
    private final Map<Session, Boolean> policies = new HashMap<>();

    public IceRenewals(IceServers ice, Hub hub, InstantSource clock) {
        this.ice = ice;
        this.hub = hub;
        this.clock = clock;
    }

    /** Asks for what a new connection will be told, whichever session it gets. */
    public Future<?> ask(Connection connection) {
        if (!connection.dialect().tellsIce()) {
            return Future.succeededFuture();
        }
        Principal principal = connection.principal();
        Future<Issue> issue =
                principal.turn() ? ice.issue(principal) : Future.succeededFuture(ice.withoutTurn(principal));
        firsts.put(connection.line(), issue);
        return issue;
    }

    /**
     * What a new connection is told; null where its wire has no words for it. These are servers without TURN where its user
     * has had its share of credentials, and where they are not there yet: then they are told as soon as they are.
     */
    Event.@Nullable IceServers first(Session session) {
        Future<Issue> issue = firsts.remove(session.line());
        if (issue == null) {
            return null;
        }
        if (!session.principal().turn()) {
            return ice.withoutTurn(session.principal()).servers();
        }
        policies.put(session, ice.relayOnly(session.principal()));
        if (issue.succeeded()) {
            return watch(session, issue.result());
        }
        tellWhenThere(session, issue);
        return ice.withoutTurn(session.principal()).servers();
    }

    void forget(Session session) {
        policies.remove(session);
        unserved.remove(session);
        Long at = times.remove(session);
        if (at != null) {
            timetable.take(at, session);
        }
    }

    void tick(long now) {
        timetable.due(now).forEach(session -> {
            times.remove(session);
            tellWhenThere(session, next(session));
        });
    }

    private Future<Issue> next(Session session) {
        Principal principal = session.principal();
        return unserved.remove(session) ? ice.issue(principal) : ice.renew(principal);
    }

    /** The connection has another token, which may say otherwise of relays: calls are to know at once. */
    void refreshed(Session session) {
        Boolean relayOnly = ice.relayOnly(session.principal());
        if (policies.containsKey(session) && !relayOnly.equals(policies.put(session, relayOnly))) {
            tellWhenThere(session, next(session));
        }
    }

    private void tellWhenThere(Session session, Future<Issue> issue) {
        issue.onComplete(done -> hub.execute(() -> {
            if (policies.containsKey(session)) {
                told(session, done);
            }
        }));
    }

    private void told(Session session, AsyncResult<Issue> issue) {
        if (issue.succeeded()) {
            session.tell(new Event.IceRefreshed(watch(session, issue.result())));
            return;
        }
        switch (issue.cause()) {
            case IceException.ShareUsed used -> {
                unserved.add(session);
                schedule(session, clock.millis() + used.retryAfterMillis());
            }
            case IceException.TakenBack until -> schedule(session, until.until());
            default -> schedule(session, clock.millis() + RETRY_MILLIS);
        }
    }

    private Event.IceServers watch(Session session, Issue issue) {
        issue.renewAt().ifPresent(at -> schedule(session, at));
        return issue.servers();
    }

    private void schedule(Session session, long at) {
        Long before = times.put(session, at);
        if (before != null) {
            timetable.take(before, session);
        }
        timetable.put(at, session);
    }
}
