package io.ringway.gateway.config;

import java.time.Duration;
import java.util.List;

/** Which groups keep their messages for those who missed them. */
public record HistoryConfig(
        @Setting(
                doc =
                        "Groups that keep their messages; of several patterns that match a name the first one counts. Each"
                                + " message is on two nodes, where there are two, before it is acknowledged. In the environment"
                                + " this list is written as JSON.",
                allowed =
                        "a list of {pattern, size, age, bytes}: a pattern of 1 to 512 characters with at most 8 stars,"
                                + " 1 to 10000 messages (default 100), 1s to 30d (1h), 4KiB to 4MiB (256KiB)")
        List<HistoryGroupConfig> groups,

        @Setting(
                doc = "What all histories may take of a node's memory; over it, the tenant that has most gives way, the"
                        + " oldest messages of its groups used least recently first.",
                byDefault = "64MiB",
                unit = Unit.BYTES,
                min = "1MiB",
                max = "1GiB")
        int memory,

        @Setting(
                doc = "How long a message that is published again with the same idempotency key is recognized.",
                byDefault = "5m",
                min = "1s",
                max = "1h")
        Duration idempotency,

        @Setting(
                doc =
                        "Whether the messages are kept in Redis (redis.url) too, and acknowledged when they are there: then they"
                                + " outlive all the nodes. While Redis does not answer they are in the nodes' memory alone.",
                byDefault = "false")
        boolean redis) {
    public HistoryConfig {
        Check.of(HistoryConfig.class, groups, memory, idempotency, redis).done();
    }
}
