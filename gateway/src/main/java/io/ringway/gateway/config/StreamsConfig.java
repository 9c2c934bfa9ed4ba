package io.ringway.gateway.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Streams in the Redis, for backends that prefer them to HTTP. */
public record StreamsConfig(
        @Setting(
                doc = "Streams that backends add calls of the API to, for this cluster to carry out. In the environment"
                        + " this list is written as JSON.",
                allowed = "a list of {stream, tenants, scopes, replies}")
        List<StreamInConfig> in,

        @Setting(
                doc = "Streams that events are added to, the same as webhooks are told. In the environment this list is"
                        + " written as JSON.",
                allowed = "a list of {stream, tenant, events, groups, length}")
        List<StreamOutConfig> out,

        @Setting(
                doc = "The group of consumers that the nodes read as.",
                byDefault = "ringway",
                allowed = "1 to 64 letters, digits and : _ . { } -")
        String group,

        @Setting(
                doc =
                        "How long a node that reads a stream, and says nothing any more, keeps the others from reading it.",
                byDefault = "5s",
                min = "1s",
                max = "1m")
        Duration lease,

        @Setting(
                doc = "How many entries of a stream a node has at work, or keeps waiting for one another.",
                byDefault = "256",
                min = "1",
                max = "10000")
        int inFlight,

        @Setting(
                doc =
                        "How often an entry is tried that fails for the moment, or whose node dies; then it is put aside.",
                byDefault = "10",
                min = "1",
                max = "100")
        int deliveries,

        @Setting(
                doc = "How many entries of a stream are kept that were put aside, or some more; the oldest go.",
                byDefault = "10000",
                min = "1",
                max = "10000000")
        int deadLetters,

        @Setting(
                doc = "How many replies a stream of replies keeps, or some more; the oldest go.",
                byDefault = "10000",
                min = "1",
                max = "10000000")
        int replyLength) {
    public StreamsConfig {
        Check.of(StreamsConfig.class, in, out, group, lease, inFlight, deliveries, deadLetters, replyLength)
                .that(
                        in.stream().map(StreamInConfig::stream).allMatch(new HashSet<>()::add),
                        "in",
                        "names a stream twice",
                        "each stream once")
                .that(
                        out.stream()
                                .map(each -> each.tenant() + " " + each.stream())
                                .allMatch(new HashSet<>()::add),
                        "out",
                        "names a stream twice for the same tenant",
                        "each stream once for a tenant")
                .that(
                        circle(in, in.stream().flatMap(StreamsConfig::written)).isEmpty(),
                        "in",
                        "reads "
                                + circle(in, in.stream().flatMap(StreamsConfig::written))
                                        .orElse("") + ", which replies or dead letters are added to",
                        "streams that are none of the replies, and none with :dead behind another's name")
                .that(
                        circle(in, out.stream().map(StreamOutConfig::stream)).isEmpty(),
                        "out",
                        "adds to "
                                + circle(in, out.stream().map(StreamOutConfig::stream))
                                        .orElse("") + ", which is read",
                        "streams that are not read")
                .that(isKey(group), "group", "has other characters, or too many", KEY)
                .done();
    }

    private static Stream<String> written(StreamInConfig stream) {
        return Stream.concat(stream.replies().stream(), Stream.of(stream.dead()));
    }

    /** What is written to and read again: one entry would become others without end. */
    private static Optional<String> circle(List<StreamInConfig> in, Stream<String> written) {
        Set<String> read = in.stream().map(StreamInConfig::stream).collect(Collectors.toSet());
        return written.filter(read::contains).findFirst();
    }

    static final String KEY = "1 to 64 letters, digits and : _ . { } -";

    static boolean isKey(String name) {
        return name.matches("[A-Za-z0-9:_.{}-]{1,64}");
    }

    boolean isUsed() {
        return !in.isEmpty() || !out.isEmpty();
    }
}
