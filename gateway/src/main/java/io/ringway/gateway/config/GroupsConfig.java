package io.ringway.gateway.config;

import java.time.Duration;

/** What backends say of groups, and the state of groups. */
public record GroupsConfig(
        @Setting(
                doc =
                        "Of how many groups of one tenant backends may say something, in the whole cluster. Every node has all of it"
                                + " in memory; what would be one too many is answered with limit_reached.",
                byDefault = "100000",
                min = "100",
                max = "10000000")
        int maxGroups,

        @Setting(doc = "Keys that the state of one group may have.", byDefault = "256", min = "1", max = "10000")
        int keys,

        @Setting(doc = "The largest value of a key.", byDefault = "4KiB", min = "16", max = "64KiB", unit = Unit.BYTES)
        int valueBytes,

        @Setting(
                doc = "The state of one group, keys and values together. It is told to a client in one frame.",
                byDefault = "64KiB",
                min = "1KiB",
                max = "4MiB",
                unit = Unit.BYTES)
        int stateBytes,

        @Setting(
                doc =
                        "The state of all groups of one tenant, with about 300 bytes for each key, also for those that were"
                                + " removed in the last ten minutes. Every node has all of it in memory.",
                byDefault = "16MiB",
                min = "64KiB",
                max = "1GiB",
                unit = Unit.BYTES)
        int tenantBytes,

        @Setting(
                doc =
                        "How long a key of a group's state lives that nobody sets again, and the longest that it can be told to.",
                byDefault = "1d",
                min = "1m",
                max = "365d")
        Duration stateAge) {
    public GroupsConfig {
        Check.of(GroupsConfig.class, maxGroups, keys, valueBytes, stateBytes, tenantBytes, stateAge)
                .that(
                        valueBytes <= stateBytes,
                        "value_bytes",
                        "is more than a group may have",
                        "at most groups.state_bytes")
                .done();
    }
}
