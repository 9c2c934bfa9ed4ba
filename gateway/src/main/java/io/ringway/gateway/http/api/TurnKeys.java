package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.TurnKeyConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys of the TURN endpoints. Every key is compared, found or not, so that the time taken tells nothing. */
final class TurnKeys {
    private final List<TurnKeyConfig> keys;

    TurnKeys(List<TurnKeyConfig> keys) {
        this.keys = List.copyOf(keys);
    }

    /** The tenant of the key with this id, where this is its secret. */
    Optional<Tenant> find(String id, @Nullable String presented) {
        return find(presented, key -> key.id().equals(id));
    }

    /** The tenant of the key with this secret, whatever its id. */
    Optional<Tenant> find(@Nullable String presented) {
        return find(presented, key -> true);
    }

    private Optional<Tenant> find(@Nullable String presented, Predicate<TurnKeyConfig> which) {
        if (presented == null) {
            return Optional.empty();
        }
        Optional<Tenant> found = Optional.empty();
        for (TurnKeyConfig key : keys) {
            if (key.matches(presented) && which.test(key)) {
                found = Optional.of(new Tenant(key.tenant()));
            }
        }
        return found;
    }
}
