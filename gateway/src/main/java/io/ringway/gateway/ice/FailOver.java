package io.ringway.gateway.ice;

import io.ringway.cluster.UserId;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Providers in the operator's order. The first is asked, and where it fails the next. One that is known to be down comes
 * behind those that are not: it is asked where nobody else is left, as clients may reach what this node does not. Any thread.
 */
final class FailOver {
    private static final Comparator<TurnProvider> WORKING_FIRST =
            Comparator.comparing(provider -> provider.health().isDown());

    private final List<TurnProvider> providers;

    FailOver(List<TurnProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /** Fails with {@link IceException.Unavailable} where every provider did. */
    Future<TurnGrant> issue(UserId user, long ttlSeconds) {
        return ask(provider -> provider.issue(user, ttlSeconds));
    }

    /** As {@link #issue}, and always new ones. */
    Future<TurnGrant> issueOnce(UserId user, long ttlSeconds) {
        return ask(provider -> provider.issueOnce(user, ttlSeconds));
    }

    private Future<TurnGrant> ask(Function<TurnProvider, Future<TurnGrant>> question) {
        return next(providers.stream().sorted(WORKING_FIRST).iterator(), question);
    }

    private static Future<TurnGrant> next(
            Iterator<TurnProvider> rest, Function<TurnProvider, Future<TurnGrant>> question) {
        return rest.hasNext()
                ? question.apply(rest.next()).recover(failed -> next(rest, question))
                : Future.failedFuture(new IceException.Unavailable());
    }
}
