package io.ringway.gateway.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** What backends are told by HTTP. */
public record WebhooksConfig(
        @Setting(
                doc = "Who is told what. Nothing is written down where this is empty. In the environment this list is"
                        + " written as JSON.",
                allowed = "a list of {url, secrets, tenant, events, groups}")
        List<WebhookConfig> endpoints,

        @Setting(doc = "How long a receiver may take for an answer.", byDefault = "10s", min = "100ms", max = "1m")
        Duration timeout,

        @Setting(
                doc = "The pause after an event was not taken; each further one is twice as long, less up to a half by"
                        + " chance.",
                byDefault = "5s",
                min = "100ms",
                max = "1h")
        Duration retryFirst,

        @Setting(doc = "No pause is longer.", byDefault = "1h", min = "1s", max = "1d")
        Duration retryLongest,

        @Setting(
                doc = "An event that happened so long ago, and still is not taken, is put aside (dead letters).",
                byDefault = "1d",
                min = "1s",
                max = "7d")
        Duration giveUp,

        @Setting(
                doc = "How many events a node sends to one receiver at a time; of one group one after the other.",
                byDefault = "16",
                min = "1",
                max = "1000")
        int concurrency,

        @Setting(
                doc =
                        "How many events of one group may wait for a receiver that fails; over that the oldest is put aside.",
                byDefault = "1000",
                min = "10",
                max = "100000")
        int waiting,

        @Setting(
                doc = "How many events of one receiver are kept that were put aside; over that the oldest goes.",
                byDefault = "1000",
                min = "1",
                max = "100000")
        int deadLetters) {
    public WebhooksConfig {
        Check.of(
                        WebhooksConfig.class,
                        endpoints,
                        timeout,
                        retryFirst,
                        retryLongest,
                        giveUp,
                        concurrency,
                        waiting,
                        deadLetters)
                .that(
                        endpoints.stream()
                                .map(each -> each.tenant() + " " + each.url())
                                .allMatch(new HashSet<>()::add),
                        "endpoints",
                        "names a URL twice for the same tenant",
                        "each URL once for a tenant")
                .that(
                        retryFirst.compareTo(retryLongest) <= 0,
                        "retry_first",
                        "is longer than retry_longest",
                        "at most retry_longest")
                .done();
    }
}
