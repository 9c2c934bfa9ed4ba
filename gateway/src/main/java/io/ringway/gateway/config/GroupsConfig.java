package io.ringway.gateway.config;

/** What backends say of groups. */
public record GroupsConfig(
        @Setting(
                doc =
                        "Of how many groups backends may say something, in the whole cluster. Every node has all of it in memory;"
                                + " what would be one too many is answered with limit_reached.",
                byDefault = "100000",
                min = "100",
                max = "10000000")
        int maxGroups) {
    public GroupsConfig {
        Check.of(GroupsConfig.class, maxGroups).done();
    }
}
