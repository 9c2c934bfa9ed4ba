package io.ringway.gateway.config;

import java.util.List;
import java.util.Map;

/** Grants for tokens that bring none; docs/auth.md explains patterns and actions. */
public record DefaultGrantsConfig(
        @Setting(
                doc = "What may be done in which groups. {user} stands for the bearer's own user id.",
                byDefault = "{\"*\": [\"*\"]}",
                allowed = "a mapping of group patterns to lists of join, publish, members, admit, or *")
        Map<String, List<String>> groups,

        @Setting(
                doc = "What may be done beside groups: send to users and connections, call them, list groups.",
                byDefault = "*",
                allowed = "a list of send, call, list, push_all, or *")
        List<String> actions) {
    public DefaultGrantsConfig {
        groups = Map.copyOf(groups);
        Check.of(DefaultGrantsConfig.class, groups, actions).done();
    }
}
