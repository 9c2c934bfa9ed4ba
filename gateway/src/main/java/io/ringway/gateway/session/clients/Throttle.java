package io.ringway.gateway.session.clients;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.limits.Buckets;
import io.ringway.gateway.limits.Crowds;
import io.ringway.gateway.limits.Meter;
import io.ringway.gateway.limits.Rate;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.session.Sessions;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What all connections of a user, and of a tenant, ask and have together on this node. Hub only. */
public final class Throttle {
    /** Milliseconds after which a user or tenant that has as many connections as it may is asked to try again. */
    static final long FULL_RETRY_MILLIS = 10_000;

    /** Who was disconnected for flooding stays away so long: one that came back at once would flood on. */
    private static final Rate FLOODS = new Rate(1, Duration.ofSeconds(5), 1);

    private static final int USERS = 100_000;
    private static final int TENANTS = 10_000;

    private final Sessions sessions;
    private final Crowds crowds;
    private final Metrics metrics;
    private final InstantSource clock;
    private final @Nullable Buckets<UserId> users;
    private final @Nullable Buckets<Tenant> tenants;
    private final Buckets<UserId> floods = new Buckets<>(FLOODS, USERS);

    /** What was met; the names are labels of a counter. */
    private enum Bound {
        USER_REQUESTS,
        TENANT_REQUESTS,
        USER_CONNECTIONS,
        TENANT_CONNECTIONS,
        FLOODS
    }

    public Throttle(Sessions sessions, Crowds crowds, Metrics metrics, InstantSource clock) {
        this.sessions = sessions;
        this.crowds = crowds;
        this.metrics = metrics;
        this.clock = clock;
        users = buckets(crowds.user().requestsPerSecond(), USERS);
        tenants = buckets(crowds.tenant().requestsPerSecond(), TENANTS);
    }

    private static <K> @Nullable Buckets<K> buckets(int perSecond, int keys) {
        return perSecond == 0 ? null : new Buckets<>(Rate.perSecond(perSecond, 2 * perSecond), keys);
    }

    /** Counts a request: 0 where it may pass, else the milliseconds until one may. Signals always pass. */
    public long take(UserId user, Meter.Kind kind) {
        if (kind == Meter.Kind.SIGNALS) {
            return 0;
        }
        long now = clock.millis();
        long wait = users == null ? 0 : users.take(user, now);
        if (wait > 0) {
            metrics.limited(Bound.USER_REQUESTS);
            return wait;
        }
        wait = tenants == null ? 0 : tenants.take(user.tenant(), now);
        if (wait > 0) {
            metrics.limited(Bound.TENANT_REQUESTS);
        }
        return wait;
    }

    /** A connection of the user floods: for how many milliseconds its user is to stay away. */
    public long flooded(UserId user) {
        metrics.limited(Bound.FLOODS);
        floods.take(user, clock.millis());
        return floods.millisUntil(user, clock.millis());
    }

    /** For how many milliseconds the user is to stay away still. */
    public long banned(UserId user) {
        return floods.millisUntil(user, clock.millis());
    }

    /** Whether one more session of the user may begin. */
    boolean hasRoom(UserId user) {
        int ofUser = crowds.user().connections();
        if (ofUser > 0 && sessions.of(user).size() >= ofUser) {
            metrics.limited(Bound.USER_CONNECTIONS);
            return false;
        }
        int ofTenant = crowds.tenant().connections();
        if (ofTenant > 0 && sessions.count(user.tenant()) >= ofTenant) {
            metrics.limited(Bound.TENANT_CONNECTIONS);
            return false;
        }
        return true;
    }
}
