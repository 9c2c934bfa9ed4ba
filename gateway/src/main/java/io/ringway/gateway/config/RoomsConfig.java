package io.ringway.gateway.config;

import java.util.List;

/** Which groups are rooms, and how many members one holds. */
public record RoomsConfig(
        @Setting(
                doc = "Patterns of the names of groups that are rooms; * stands for any characters. The shim's room"
                        + " \"standup\" is the group \"room:standup\".",
                byDefault = "room:*",
                allowed = "a list of patterns of 1 to 512 characters with at most 8 stars")
        List<String> groups,

        @Setting(
                doc = "How many members one room holds, on all nodes together; who would be one too many is told"
                        + " room_full. Every member sends to every other, which browsers bear up to about eight.",
                byDefault = "8",
                min = "1",
                max = "256")
        int maxPeers) {
    static final String PATTERN = "1 to 512 characters with at most 8 stars";

    public RoomsConfig {
        Check check = Check.of(RoomsConfig.class, groups, maxPeers);
        for (String pattern : groups) {
            check.that(isPattern(pattern), "groups", Values.quoted(String.class, pattern) + " is no pattern", PATTERN);
        }
        check.done();
    }

    static boolean isPattern(String text) {
        return !text.isEmpty() && text.length() <= 512 && text.split("\\*+", -1).length <= 9;
    }
}
