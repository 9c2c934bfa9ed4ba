package io.ringway.gateway.auth;

import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.DefaultGrantsConfig;
import org.jspecify.annotations.Nullable;

/** The grants of tokens that bring none. Where they do not depend on the user, all share one instance. */
final class DefaultGrants {
    private final DefaultGrantsConfig config;
    private final @Nullable Grants shared;

    /** @throws ConfigException where the configuration grants what there is not */
    DefaultGrants(DefaultGrantsConfig config) {
        this.config = config;
        try {
            Grants some = of("");
            shared = config.groups().keySet().stream().anyMatch(GroupPattern::namesUser) ? null : some;
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException("auth.default_grants", "is no grant", String.valueOf(wrong.getMessage()));
        }
    }

    Grants forUser(String userId) {
        return shared != null ? shared : of(userId);
    }

    private Grants of(String userId) {
        return Grants.of(config.groups(), config.actions(), userId);
    }
}
