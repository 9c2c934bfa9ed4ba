package io.ringway.gateway.config;

import java.util.List;
import java.util.Optional;

/** A stream that is read. */
public record StreamInConfig(
        @Setting(
                doc = "Its key in the Redis. Entries that cannot be carried out go to the same with :dead behind it.",
                allowed = StreamsConfig.KEY)
        String stream,

        @Setting(
                doc = "Whose calls it may have; where there are several, each entry names one of them.",
                allowed = "1 to 1000 names of tenants")
        List<String> tenants,

        @Setting(
                doc = "What may be done with it, as with an API key.",
                byDefault = "presence,messages,disconnect",
                allowed = "a list of the scopes of API keys")
        List<ApiKeyConfig.Scope> scopes,

        @Setting(doc = "The key of a stream that is told what came of each entry.", allowed = StreamsConfig.KEY)
        Optional<String> replies) {
    private static final int MAX_TENANTS = 1_000;
    private static final String DEAD = ":dead";

    public StreamInConfig {
        Check.of(StreamInConfig.class, stream, tenants, scopes, replies)
                .that(StreamsConfig.isKey(stream), "stream", "is missing, or no key", StreamsConfig.KEY)
                .that(
                        !tenants.isEmpty()
                                && tenants.size() <= MAX_TENANTS
                                && tenants.stream().allMatch(AuthConfig::isTenantName),
                        "tenants",
                        "are missing, or one is no tenant",
                        "1 to 1000 names of 1 to 128 characters without control characters")
                .that(!scopes.isEmpty(), "scopes", "is empty", "at least one of the scopes of API keys")
                .that(
                        replies.map(key -> StreamsConfig.isKey(key) && !key.equals(stream))
                                .orElse(true),
                        "replies",
                        "is no key, or the stream itself",
                        StreamsConfig.KEY)
                .done();
    }

    /** The key of the stream that entries are put aside in. */
    public String dead() {
        return stream + DEAD;
    }
}
