package io.ringway.gateway.config;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything an operator can say. Immutable, valid by construction, and safe to print: secrets are {@link Secret}s.
 *
 * <p>The documentation of each key stands on the component it fills; {@code conf/ringway.yaml} is made from it.
 */
public record Config(
        @Setting(
                doc = "Development mode: tokens are minted for whoever asks, on a loopback http.host only. Without an"
                        + " auth.hs256_secret a random one is made at each start, besides other keys that there are.",
                byDefault = "false")
        boolean dev,

        @Setting(doc = "The port that clients and backends connect to.")
        HttpConfig http,

        @Setting(
                doc =
                        "The port for operators: /health/live, /health/ready, /metrics, /admin. Keep it off the internet.")
        ManagementConfig management,

        @Setting(doc = "Several nodes that act as one.") ClusterConfig cluster,

        @Setting(
                doc = "Which tokens are accepted, and what their bearers may do. At least one of hs256_secret,"
                        + " public_keys and jwks_url is needed outside development mode.")
        AuthConfig auth,

        @Setting(doc = "Bounds on what one client may ask for.")
        LimitsConfig limits,

        @Setting(doc = "How the members of large groups are told who comes and goes.")
        PresenceConfig presence,

        @Setting(doc = "Sessions that outlive their connection.")
        SessionsConfig sessions,

        @Setting(doc = "Rooms: groups with a bounded number of members.")
        RoomsConfig rooms,

        @Setting(doc = "What backends say of groups: how many members they hold, and when they end; and their state.")
        GroupsConfig groups,

        @Setting(doc = "Meetings, as the API below /v1/kit has them.")
        MeetingsConfig meetings,

        @Setting(doc = "Groups that keep their messages for those who missed them.")
        HistoryConfig history,

        @Setting(doc = "The STUN and TURN servers that clients are told to use for calls.")
        IceConfig ice,

        @Setting(doc = "The front door for skapi-js.") SkapiConfig skapi,

        @Setting(doc = "The front door for PeerJS clients.") PeerJsConfig peerjs,

        @Setting(doc = "The HTTP API for backends.") ApiConfig api,

        @Setting(doc = "How calls ring, who may call whom, and what is kept of them.")
        CallsConfig calls,

        @Setting(doc = "A Redis for what should outlive the nodes; not needed otherwise.")
        RedisConfig redis,

        @Setting(doc = "What backends are told by HTTP: who joined and left, which calls were missed.")
        WebhooksConfig webhooks,

        @Setting(doc = "Streams in the Redis, for backends that prefer them to HTTP.")
        StreamsConfig streams,

        @Setting(doc = "What the app's backend is asked before it happens.")
        HooksConfig hooks,

        @Setting(doc = "Web Push: messages and rings for users who are not connected.")
        PushConfig push,

        @Setting(doc = "How a node goes away.") ShutdownConfig shutdown,

        @Setting(doc = "What is logged, and how.") LogConfig log) {
    private static final int DEV_SECRET_BYTES = 32;
    /** How long a client that asks waits for an answer before it gives its connection up, as the shim does. */
    private static final Duration NOTICED = Duration.ofSeconds(8);
    /** How long a node is silent at least before the others count it out. */
    private static final Duration SILENCE = Duration.ofMillis(4_800);

    public Config {
        http = http.boundBy(dev);
        Check.of(
                        Config.class,
                        dev,
                        http,
                        management,
                        cluster,
                        auth,
                        limits,
                        presence,
                        sessions,
                        rooms,
                        groups,
                        meetings,
                        history,
                        ice,
                        skapi,
                        peerjs,
                        api,
                        calls,
                        redis,
                        webhooks,
                        streams,
                        hooks,
                        push,
                        shutdown,
                        log)
                .that(
                        !dev || http.isLoopback(),
                        "http.host",
                        "is reachable from outside, and development mode hands tokens to anybody",
                        "a loopback address while dev is true")
                .that(dev || auth.hasKeys(), "auth", "has no key to check tokens with", AuthConfig.KEYS_NEEDED)
                .that(
                        !auth.hasKeys() || auth.hasUsableKeys(),
                        "auth.algorithms",
                        "leaves every key without use",
                        "at least one that a key is for: HS256, HS384 or HS512 for auth.hs256_secret, RS256, ES256 or"
                                + " EdDSA for auth.public_keys and auth.jwks_url")
                .that(
                        !dev || auth.algorithms().stream().anyMatch(Algorithm::isSymmetric),
                        "auth.algorithms",
                        "leaves the tokens of development mode without use",
                        "HS256, HS384 or HS512 too while dev is true")
                .that(
                        dev || auth.isSecretLongEnough(),
                        "auth.hs256_secret",
                        "is too short",
                        "at least 32 bytes; a shorter one only while dev is true")
                .that(
                        groups.stateBytes() <= limits.outboxBytes() / 2,
                        "groups.state_bytes",
                        "is more than may wait for one connection",
                        "at most half of limits.outbox_bytes")
                .that(
                        !streams.isUsed() || redis.url().isPresent(),
                        "redis.url",
                        "is missing, and there are streams",
                        "where the Redis of the streams is")
                .that(
                        !history.redis() || redis.url().isPresent(),
                        "redis.url",
                        "is missing, and histories are to be kept in Redis (history.redis)",
                        "where that Redis is")
                .that(
                        http.port() == 0 || http.port() != management.port(),
                        "management.port",
                        "is http.port too",
                        "another port")
                .done();
        auth = dev && auth.hs256Secret().isEmpty() ? auth.withSecret(randomSecret()) : auth;
    }

    /**
     * Whether the clients of a node that hangs can find that out, and come back on another, before others are told that they are gone:
     * those wait from when the node is counted out.
     */
    public boolean letsClientsNoticeInTime() {
        return !cluster.enabled()
                || sessions.grace().isZero()
                || http.pingInterval().plus(NOTICED).compareTo(sessions.grace().plus(SILENCE)) < 0;
    }

    /**
     * The defaults with some keys changed.
     *
     * @param values by full key ({@code http.port}), written as in the environment
     */
    public static Config of(Map<String, String> values) {
        Map<String, String> variables = new HashMap<>();
        values.forEach((key, value) -> variables.put(Key.variable(key), value));
        return ConfigLoader.load(null, variables);
    }

    private static Secret randomSecret() {
        byte[] random = new byte[DEV_SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
}
