package io.ringway.gateway;

import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.config.HistoryConfig;
import io.ringway.gateway.config.HistoryGroupConfig;
import io.ringway.gateway.history.HistoryOptions;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryRules;

/** The rules of histories, from the configuration. */
final class HistorySettings {
    private static final String NO_USER = "{user}";

    private HistorySettings() {}

    static HistoryRules of(HistoryConfig config) {
        return new HistoryRules(
                config.groups().stream().map(HistorySettings::rule).toList(),
                new HistoryOptions(config.memory(), config.idempotency().toMillis()));
    }

    private static HistoryRules.Rule rule(HistoryGroupConfig group) {
        return new HistoryRules.Rule(
                GroupPattern.of(group.pattern(), NO_USER),
                new HistoryPolicy(group.size(), group.age().toMillis(), group.bytes()));
    }
}
