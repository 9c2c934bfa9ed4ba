package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.TurnKeyConfig;
import io.ringway.gateway.limits.Rate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys of the TURN endpoints. Every key is compared, found or not, so that the time taken tells nothing. */
final class TurnKeys {
    private final List<TurnKey> keys;

    /** @param rate of calls with one key */
    TurnKeys(List<TurnKeyConfig> keys, Rate rate) {
        this.keys = keys.stream()
                .map(key -> new TurnKey(key, new Tenant(key.tenant()), new KeyQuota(rate)))
                .toList();
    }

    /** A key, and what it may still ask. */
    record TurnKey(TurnKeyConfig config, Tenant tenant, KeyQuota quota) {}

    /** The key with this id, where this is its secret. */
    Optional<TurnKey> find(String id, @Nullable String presented) {
        return find(presented, key -> key.id().equals(id));
    }

    /** The key with this secret, whatever its id. */
    Optional<TurnKey> find(@Nullable String presented) {
        return find(presented, key -> true);
    }

    private Optional<TurnKey> find(@Nullable String presented, Predicate<TurnKeyConfig> which) {
        if (presented == null) {
            return Optional.empty();
        }
        Optional<TurnKey> found = Optional.empty();
        for (TurnKey key : keys) {
            if (key.config().matches(presented) && which.test(key.config())) {
                found = Optional.of(key);
            }
        }
        return found;
    }
}
