package io.ringway.gateway.config;

import java.time.Duration;

/** How long a session outlives its connection, and how much is kept for it. */
public record SessionsConfig(
        @Setting(
                doc =
                        "How long a client whose connection is lost, or whose node died, may take to come back before anybody"
                                + " is told that it is gone; 0s tells at once.",
                byDefault = "10s",
                min = "0s",
                max = "10m")
        Duration grace,

        @Setting(
                doc = "The same for a client that has said that its page is in the background, where this is longer.",
                byDefault = "2m",
                min = "0s",
                max = "1h")
        Duration backgroundGrace,

        @Setting(
                doc =
                        "What is kept of one session to be sent again when it comes back. Where more was missed, the client is"
                                + " told so.",
                byDefault = "256KiB",
                min = "4KiB",
                max = "16MiB",
                unit = Unit.BYTES)
        int replayBytes,

        @Setting(
                doc =
                        "What is kept of all sessions together that wait for their clients, and never more than a quarter of the"
                                + " memory for buffers. Over it, those that wait longest are cut short.",
                byDefault = "64MiB",
                min = "1MiB",
                max = "1GiB",
                unit = Unit.BYTES)
        int parkedBytes) {
    public SessionsConfig {
        Check.of(SessionsConfig.class, grace, backgroundGrace, replayBytes, parkedBytes)
                .done();
    }
}
