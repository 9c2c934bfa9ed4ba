package io.ringway.gateway.auth;

import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.DefaultGrantsConfig;
import io.ringway.gateway.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The grants of tokens that bring none. Where they do not depend on the user, all share one instance. */
final class DefaultGrants {
    private final DefaultGrantsConfig config;
    private final @Nullable Grants shared;

    /** @throws ConfigException where the configuration grants what there is not */
    DefaultGrants(DefaultGrantsConfig config) {
        this.config = config;
        List<Problem> problems = new ArrayList<>();
        check(problems, "groups", "patterns with lists of actions", () -> Grants.of(config.groups(), List.of(), ""));
        check(problems, "actions", "a list of actions", () -> Grants.of(Map.of(), config.actions(), ""));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        shared = config.groups().keySet().stream().anyMatch(GroupPattern::namesUser) ? null : of("");
    }

    private static void check(List<Problem> problems, String part, String allowed, Supplier<Grants> read) {
        try {
            var unused = read.get();
        } catch (IllegalArgumentException wrong) {
            problems.add(new Problem("auth.default_grants." + part, String.valueOf(wrong.getMessage()), allowed));
        }
    }

    Grants forUser(String userId) {
        return shared != null ? shared : of(userId);
    }

    private Grants of(String userId) {
        return Grants.of(config.groups(), config.actions(), userId);
    }
}
