package io.ringway.gateway.config;

import java.util.List;

/** A stream that events are added to. */
public record StreamOutConfig(
        @Setting(doc = "Its key in the Redis.", allowed = StreamsConfig.KEY)
        String stream,

        @Setting(doc = "Whose events.", allowed = "1 to 128 characters without control characters")
        String tenant,

        @Setting(
                doc = "Which events. That somebody said something in a group (message) is many, and opt-in.",
                byDefault = "member.joined,member.left,group.occupied,group.vacated,"
                        + "call.ringing,call.answered,call.ended,call.missed",
                allowed = "a list of what webhooks are told")
        List<String> events,

        @Setting(
                doc = "Of which groups; calls are told of whatever is here.",
                byDefault = "*",
                allowed = "patterns with * for anything, 1 to 512 characters and 8 stars each")
        List<String> groups,

        @Setting(
                doc = "How many entries it keeps, or some more; the oldest go.",
                byDefault = "100000",
                min = "1",
                max = "100000000")
        int length) {
    public StreamOutConfig {
        Check.of(StreamOutConfig.class, stream, tenant, events, groups, length)
                .that(StreamsConfig.isKey(stream), "stream", "is missing, or no key", StreamsConfig.KEY)
                .that(
                        AuthConfig.isTenantName(tenant),
                        "tenant",
                        "is missing or no tenant",
                        "1 to 128 characters without control characters")
                .that(
                        !events.isEmpty() && WebhookConfig.EVENTS.containsAll(events),
                        "events",
                        "is empty, or one is unknown",
                        "at least one of " + String.join(", ", WebhookConfig.EVENTS))
                .that(
                        !groups.isEmpty() && groups.stream().allMatch(WebhookConfig::isPattern),
                        "groups",
                        "is empty, or one is no pattern",
                        "patterns with * for anything, 1 to 512 characters and 8 stars each")
                .done();
    }
}
