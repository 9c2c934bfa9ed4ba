package io.ringway.gateway;

import io.ringway.cluster.logs.LogStore;
import io.ringway.cluster.redis.RedisLink;
import io.ringway.cluster.redis.RedisLogs;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.HistoryConfig;
import io.ringway.gateway.config.HistoryGroupConfig;
import io.ringway.gateway.history.HistoryOptions;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.history.KeyBook;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The rules of histories, from the configuration. */
final class HistorySettings {
    private static final String KEYS = "history";

    private HistorySettings() {}

    static HistoryRules of(HistoryConfig config) {
        return new HistoryRules(
                config.groups().stream().map(HistorySettings::rule).toList(),
                new HistoryOptions(config.memory(), config.idempotency().toMillis()));
    }

    /** Where histories are kept beside the nodes' memory; null where that is all. */
    static @Nullable LogStore store(Config config, Vertx vertx) {
        if (!config.history().redis()) {
            return null;
        }
        String url = config.redis().url().orElseThrow().reveal();
        RedisLink link = new RedisLink(vertx, CallStores.address(config.redis(), url));
        return new RedisLogs(link, KEYS, KeyBook.ROWS, config.history().idempotency());
    }

    private static HistoryRules.Rule rule(HistoryGroupConfig group) {
        return HistoryRules.Rule.of(
                group.pattern(), new HistoryPolicy(group.size(), group.age().toMillis(), group.bytes()));
    }
}
