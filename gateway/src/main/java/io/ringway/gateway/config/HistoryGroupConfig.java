package io.ringway.gateway.config;

import java.time.Duration;

/** How much is kept of the messages of some groups. */
public record HistoryGroupConfig(
        @Setting(doc = "A pattern of names of groups; * stands for any characters.", byDefault = "")
        String pattern,

        @Setting(doc = "Messages of one group; the oldest go.", byDefault = "100", min = "1", max = "10000")
        int size,

        @Setting(doc = "How long a message is kept.", byDefault = "1h", min = "1s", max = "30d")
        Duration age,

        @Setting(
                doc = "Bytes of one group's messages.",
                byDefault = "256KiB",
                unit = Unit.BYTES,
                min = "4KiB",
                max = "4MiB")
        int bytes) {
    public HistoryGroupConfig {
        Check.of(HistoryGroupConfig.class, pattern, size, age, bytes)
                .that(RoomsConfig.isPattern(pattern), "pattern", "is no pattern", RoomsConfig.PATTERN)
                .done();
    }
}
