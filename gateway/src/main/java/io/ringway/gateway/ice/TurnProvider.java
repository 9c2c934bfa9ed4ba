package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Future;
import java.util.Optional;

/** A source of TURN credentials. Any thread; futures may complete on any. */
sealed interface TurnProvider permits ProbedTurn, CloudflareTurn {
    /** What is known of it. */
    ProviderHealth health();

    /** Credentials of this user's own, where the provider has such. */
    Future<TurnGrant> issue(UserId user, long ttlSeconds);

    /** As {@link #issue}, and always new ones, with the whole of their life before them. */
    default Future<TurnGrant> issueOnce(UserId user, long ttlSeconds) {
        return issue(user, ttlSeconds);
    }

    /**
     * Takes credentials back as far as this provider can.
     *
     * @return whether they are this provider's, and the tenant's as far as that can be told
     */
    Future<Boolean> revoke(Tenant tenant, String username);

    /** Whose credentials these are, where that is known here. */
    Future<Optional<Owned>> owner(String username);

    /** Gives these credentials to nobody again. */
    void forget(String username);

    /** Finds out whether it works; what it finds is in {@link #health}. Never fails. */
    Future<Void> check();
}
