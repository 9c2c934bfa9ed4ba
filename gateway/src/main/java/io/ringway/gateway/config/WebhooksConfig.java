package io.ringway.gateway.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

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
                doc =
                        "An event that happened so long ago, and still is not taken, is put aside (dead letters). Until then, and"
                                + " while there is room (waiting_bytes), it waits for its receiver.",
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
                        "How many events of one group may wait for a receiver that fails; over that the oldest is put aside."
                                + " What bounds the memory is waiting_bytes.",
                byDefault = "1000000",
                min = "10",
                max = "10000000")
        int waiting,

        @Setting(
                doc =
                        "About how many bytes of events may wait, for all receivers of the cluster together; over that those"
                                + " that have most put their oldest aside. An event takes 300 bytes and its texts. In the nodes'"
                                + " memory each is kept twice: of three nodes each has two thirds of it, one alone all of it."
                                + " 256MiB where nothing is said, and 1GiB in a Redis.",
                allowed = "a size such as 4096 or 64KiB, from 1MiB to 2047MiB",
                min = "1MiB",
                max = "2047MiB",
                unit = Unit.BYTES)
        Optional<Integer> waitingBytes,

        @Setting(
                doc =
                        "How many events of one receiver are kept that were put aside; over that the oldest is lost, which is"
                                + " said in logs, health and metrics. What bounds the memory is dead_letters_bytes.",
                byDefault = "1000000",
                min = "1",
                max = "10000000")
        int deadLetters,

        @Setting(
                doc =
                        "About how many bytes of events are kept that were put aside, an equal share for each receiver; over"
                                + " that the oldest is lost, as with dead_letters. 64MiB where nothing is said, and 512MiB in a"
                                + " Redis.",
                allowed = "a size such as 4096 or 64KiB, from 1MiB to 2047MiB",
                min = "1MiB",
                max = "2047MiB",
                unit = Unit.BYTES)
        Optional<Integer> deadLettersBytes) {
    private static final int MIB = 1 << 20;

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
                        waitingBytes,
                        deadLetters,
                        deadLettersBytes)
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

    /** What may wait, in bytes. */
    public long waitingBytes(boolean inRedis) {
        return waitingBytes.orElse((inRedis ? 1_024 : 256) * MIB);
    }

    /** What is kept of what was put aside for each of so many receivers, in bytes; the largest event fits in any case. */
    public long deadLettersBytes(boolean inRedis, int receivers) {
        return Math.max(MIB, deadLettersBytes.orElse((inRedis ? 512 : 64) * MIB) / Math.max(1, receivers));
    }
}
