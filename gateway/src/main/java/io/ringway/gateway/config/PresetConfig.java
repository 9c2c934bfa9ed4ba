package io.ringway.gateway.config;

import java.util.List;
import java.util.Map;

/** One preset of the configuration. */
public record PresetConfig(
        @Setting(
                doc = "The tenant that it is for; every one where nothing is said.",
                allowed = "1 to 128 characters without control characters")
        String tenant,

        @Setting(
                doc = "Its name, by which participants are given it; upper and lower case count.",
                allowed = "1 to meetings.preset_name_chars characters without control characters")
        String name,

        @Setting(
                doc =
                        "What may be done in which groups. {meeting} stands for the meeting's group, {user} for the bearer.",
                byDefault = "{\"{meeting}\": [\"join\", \"publish\"]}",
                allowed = "a mapping of group patterns to lists of join, publish, members, admit, or *")
        Map<String, List<String>> groups,

        @Setting(doc = "What may be done beside groups.", allowed = "a list of send, call, list, or *")
        List<String> actions,

        @Setting(
                doc = "Whether who has it waits until let in: skip, wait, or as the meeting says.",
                byDefault = "meeting")
        Waiting waitingRoom) {
    /** Whether a participant waits until let in. */
    public enum Waiting {
        /** Never. */
        SKIP,
        /** Until accepted. */
        WAIT,
        /** As the meeting says. */
        MEETING
    }

    public PresetConfig {
        groups = Map.copyOf(groups);
        Check.of(PresetConfig.class, tenant, name, groups, actions, waitingRoom)
                .that(
                        tenant.isEmpty() || AuthConfig.isTenantName(tenant),
                        "tenant",
                        "is no tenant",
                        "1 to 128 characters without control characters")
                .that(!name.isEmpty(), "name", "is missing", "1 character or more")
                .done();
    }
}
