package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key, with another value than its default, arrives where it belongs: from a file and from the environment. */
class FullMappingTest {
    private static final String EVERY_KEY = """
            dev: false
            http:
              host: 10.0.0.1
              port: 1
              event_loops: 2
              allowed_origins: ["*"]
              trusted_proxies: [10.0.0.0/8]
              public_url: https://rt.example/
              tls: {certificate: c.pem, key: k.pem}
              max_connections: 3
              ping_interval: 4s
            management: {host: 10.0.0.2, port: 5, admin_key: 0123456789abcdef}
            cluster:
              enabled: true
              name: other
              host: 10.0.0.3
              port: 6
              bus_port: 7
              members: [a:8]
              min_nodes: 2
            auth:
              hs256_secret: 0123456789abcdef0123456789abcdef
              public_keys: ["-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEADzTz08kiJ9Y71K2K//Bt6Hfr+ZZvEuLv8HQ6htpgDJc=\\n-----END PUBLIC KEY-----"]
              jwks_url: https://i.example/jwks
              jwks_refresh: 9s
              jwks_min_interval: 10s
              issuer: i
              audience: [a]
              algorithms: [EdDSA]
              clock_skew: 11s
              max_lifetime: 12d
              max_token_bytes: 1KiB
              default_service: s
              default_grants: {groups: {a: [join]}, actions: [call]}
              publishable_keys: [{key: pk_0123456789abcdef, tenant: t, origins: ["https://o.example"], groups: {"room:*": [join]}, actions: [list], user_ids: "g-*", chosen_ids: true, turn: true, lifetime: 2h, connections_per_address: 3, connects_per_minute: 4}]
              expiry_warning: 13s
              max_revocations: 140
            limits:
              frame_bytes: 64KiB
              content_bytes: 2KiB
              meta_bytes: 1KiB
              group_name_chars: 14
              groups_per_connection: 15
              outbox_bytes: 128KiB
              hello_timeout: 17s
              connection:
                requests_per_second: 71
                requests_burst: 72
                signals_per_second: 73
                signals_burst: 174
                joins_per_second: 75
                joins_burst: 76
                bytes_per_second: 75000
                bytes_burst: 76000
                signal_bytes_per_second: 77000
                signal_bytes_burst: 78000
              user: {connections: 77, requests_per_second: 78}
              tenant: {connections: 79, requests_per_second: 80}
              address: {connections: 81, connects_per_minute: 82, auth_failures: 83, auth_failure_window: 84s}
            presence: {batch_above: 85, batch_interval: 86ms, counts_above: 87}
            sessions: {grace: 24s, background_grace: 25m, replay_bytes: 26KiB, parked_bytes: 27MiB}
            rooms: {groups: ["r:*"], max_peers: 18}
            groups: {max_groups: 181, keys: 182, value_bytes: 183, state_bytes: 2KiB, tenant_bytes: 1MiB, state_age: 3h}
            meetings: {participants: 191, sessions: 192, sessions_kept: 292, sessions_age: 9d, kept: 193, added: 194, lifetime: 195m, token_lifetime: 19h, chat_chars: 197, name_chars: 198, preset_name_chars: 199, presets: [{tenant: t, name: host, groups: {"{meeting}": [join]}, actions: [call], waiting_room: wait}]}
            history: {groups: [{pattern: "h:*", size: 7, age: 2m, bytes: 5KiB}], memory: 2MiB, idempotency: 3m, redis: true}
            ice:
              servers: ["stun:s"]
              relay_only: true
              relay_only_tenants: [t]
              welcome_wait: 22ms
              check_interval: 23s
              turn: {urls: ["turn:t"], secret: x, ttl: 19m, quota: 20, keys: [{id: k, tenant: t, secret: 0123456789abcdef0123456789abcdef}]}
              providers: [{name: c, type: cloudflare, key_id: i, api_token: a, base_url: "http://b", timeout: 24s}]
            skapi: {enabled: false, userpool_id: a_b, userpool_client: c}
            peerjs: {enabled: false, key: k, tenant: t, discovery: true, max_clients: 1, queue_messages: 16, queue_bytes: 64KiB}
            api: {keys: [{tenant: t, key: 0123456789abcdef0123456789abcdef, scopes: [read]}], requests_per_second: 31, request_burst: 32, idempotency_age: 33m, idempotency_keys: 3400, last_seen_age: 35h}
            calls:
              ring_timeout: 22s
              on_busy: reject
              require_common_group: true
              rings_per_caller: 23
              rings_per_callee: 24
              per_connection: 27
              waiting_memory: 28MiB
              history: {enabled: false, entries: 22, age: 23d, users: 2400}
              timeline: {enabled: false, entries: 25, age: 26h, calls: 2700}
            redis: {url: "rediss://u:p@redis.example:28/1", prefix: "p:", connect_timeout: 29ms, timeout: 30ms}
            webhooks: {endpoints: [{url: "https://h.example/x", secrets: [whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz], tenant: t, events: [message], groups: ["a*"]}], timeout: 31s, retry_first: 32s, retry_longest: 33m, give_up: 34h, concurrency: 35, waiting: 36, waiting_bytes: 37MiB, dead_letters: 38, dead_letters_bytes: 39MiB}
            streams: {in: [{stream: "s:in", tenants: [t, u], scopes: [read], replies: "s:replies"}], out: [{stream: "s:out", tenant: t, events: [message], groups: ["a*"], length: 44}], group: g, lease: 45s, in_flight: 46, deliveries: 47, dead_letters: 48, reply_length: 49}
            hooks: {secrets: [whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz], concurrency: 38, waiting: 39, connect: {url: "https://h.example/c", timeout: 40ms, cache: 41s, on_failure: allow}, join: {timeout: 42ms}, call: {timeout: 43ms}}
            push: {vapid_public_key: BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4, vapid_private_key: q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94, subject: "mailto:a@b.example", hosts: [push.example], per_user: 44, age: 45d, users: 46, message_ttl: 47m, timeout: 48s, concurrency: 49, waiting: 50}
            shutdown: {deadline: 21s, batch: 22, interval: 23ms}
            log: {format: text, level: debug}
            """;

    private static final Config EXPECTED = new Config(
            false,
            new HttpConfig(
                    "10.0.0.1",
                    1,
                    2,
                    List.of("*"),
                    Optional.of(URI.create("https://rt.example/")),
                    List.of("10.0.0.0/8"),
                    new TlsConfig(Optional.of(Path.of("c.pem")), Optional.of(Path.of("k.pem"))),
                    3,
                    Duration.ofSeconds(4)),
            new ManagementConfig("10.0.0.2", 5, Optional.of(Secret.of("0123456789abcdef")), Optional.empty()),
            new ClusterConfig(true, "other", "10.0.0.3", 6, 7, List.of(new HostPort("a", 8)), Optional.empty(), 2),
            new AuthConfig(
                    Optional.of(Secret.of("0123456789abcdef0123456789abcdef")),
                    List.of(PublicPemTest.ED25519),
                    Optional.of(URI.create("https://i.example/jwks")),
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(10),
                    Optional.of("i"),
                    List.of("a"),
                    List.of(Algorithm.EDDSA),
                    Duration.ofSeconds(11),
                    Duration.ofDays(12),
                    1024,
                    Optional.of("s"),
                    new DefaultGrantsConfig(Map.of("a", List.of("join")), List.of("call")),
                    List.of(new PublishableKeyConfig(
                            "pk_0123456789abcdef",
                            "t",
                            List.of("https://o.example"),
                            Map.of("room:*", List.of("join")),
                            List.of("list"),
                            "g-*",
                            true,
                            true,
                            Duration.ofHours(2),
                            3,
                            4)),
                    Duration.ofSeconds(13),
                    140),
            new LimitsConfig(
                    65_536,
                    2048,
                    1024,
                    14,
                    15,
                    131_072,
                    Duration.ofSeconds(17),
                    new ConnectionLimitsConfig(71, 72, 73, 174, 75, 76, 75_000, 76_000, 77_000, 78_000),
                    new UserLimitsConfig(77, 78),
                    new TenantLimitsConfig(79, 80),
                    new AddressLimitsConfig(81, 82, 83, Duration.ofSeconds(84))),
            new PresenceConfig(85, Duration.ofMillis(86), 87),
            new SessionsConfig(Duration.ofSeconds(24), Duration.ofMinutes(25), 26 << 10, 27 << 20),
            new RoomsConfig(List.of("r:*"), 18),
            new GroupsConfig(181, 182, 183, 2 << 10, 1 << 20, Duration.ofHours(3)),
            new MeetingsConfig(
                    191,
                    192,
                    292,
                    Duration.ofDays(9),
                    193,
                    194,
                    Duration.ofMinutes(195),
                    Duration.ofHours(19),
                    197,
                    198,
                    199,
                    List.of(new PresetConfig(
                            "t",
                            "host",
                            Map.of("{meeting}", List.of("join")),
                            List.of("call"),
                            PresetConfig.Waiting.WAIT))),
            new HistoryConfig(
                    List.of(new HistoryGroupConfig("h:*", 7, Duration.ofMinutes(2), 5_120)),
                    2 << 20,
                    Duration.ofMinutes(3),
                    true),
            new IceConfig(
                    List.of("stun:s"),
                    true,
                    List.of("t"),
                    Duration.ofMillis(22),
                    Duration.ofSeconds(23),
                    new TurnConfig(
                            List.of("turn:t"),
                            Optional.of(Secret.of("x")),
                            Duration.ofMinutes(19),
                            20,
                            List.of(new TurnKeyConfig(
                                    "k",
                                    "t",
                                    Optional.of(Secret.of("0123456789abcdef0123456789abcdef")),
                                    Optional.empty()))),
                    List.of(new IceProviderConfig(
                            "c",
                            IceProviderConfig.Kind.CLOUDFLARE,
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of("i"),
                            Optional.of(Secret.of("a")),
                            URI.create("http://b"),
                            Duration.ofSeconds(24)))),
            new SkapiConfig(false, "a_b", "c"),
            new PeerJsConfig(false, "k", "t", true, 1, 16, 65_536),
            new ApiConfig(
                    List.of(new ApiKeyConfig(
                            "t",
                            Optional.of(Secret.of("0123456789abcdef0123456789abcdef")),
                            Optional.empty(),
                            List.of(ApiKeyConfig.Scope.READ))),
                    31,
                    32,
                    Duration.ofMinutes(33),
                    3400,
                    Duration.ofHours(35)),
            new CallsConfig(
                    Duration.ofSeconds(22),
                    CallsConfig.OnBusy.REJECT,
                    true,
                    23,
                    24,
                    27,
                    28 << 20,
                    new CallHistoryConfig(false, 22, Duration.ofDays(23), 2400),
                    new CallTimelineConfig(false, 25, Duration.ofHours(26), 2700)),
            new RedisConfig(
                    Optional.of(Secret.of("rediss://u:p@redis.example:28/1")),
                    "p:",
                    Duration.ofMillis(29),
                    Duration.ofMillis(30)),
            new WebhooksConfig(
                    List.of(new WebhookConfig(
                            Optional.of(URI.create("https://h.example/x")),
                            List.of(Secret.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")),
                            "t",
                            List.of("message"),
                            List.of("a*"))),
                    Duration.ofSeconds(31),
                    Duration.ofSeconds(32),
                    Duration.ofMinutes(33),
                    Duration.ofHours(34),
                    35,
                    36,
                    Optional.of(37 << 20),
                    38,
                    Optional.of(39 << 20)),
            new StreamsConfig(
                    List.of(new StreamInConfig(
                            "s:in", List.of("t", "u"), List.of(ApiKeyConfig.Scope.READ), Optional.of("s:replies"))),
                    List.of(new StreamOutConfig("s:out", "t", List.of("message"), List.of("a*"), 44)),
                    "g",
                    Duration.ofSeconds(45),
                    46,
                    47,
                    48,
                    49),
            new HooksConfig(
                    List.of(Secret.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")),
                    38,
                    39,
                    new HookConfig(
                            Optional.of(URI.create("https://h.example/c")),
                            Duration.ofMillis(40),
                            Duration.ofSeconds(41),
                            HookConfig.OnFailure.ALLOW),
                    new HookConfig(Optional.empty(), Duration.ofMillis(42), Duration.ZERO, HookConfig.OnFailure.DENY),
                    new HookConfig(Optional.empty(), Duration.ofMillis(43), Duration.ZERO, HookConfig.OnFailure.DENY)),
            new PushConfig(
                    Optional.of(
                            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
                    Optional.of(Secret.of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")),
                    Optional.of("mailto:a@b.example"),
                    List.of("push.example"),
                    44,
                    Duration.ofDays(45),
                    46,
                    Duration.ofMinutes(47),
                    Duration.ofSeconds(48),
                    49,
                    50),
            new ShutdownConfig(Duration.ofSeconds(21), 22, Duration.ofMillis(23)),
            new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.DEBUG));

    @Test
    void fromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("all.yaml"), EVERY_KEY);

        assertEquals(EXPECTED, ConfigLoader.load(file, Map.of()));
    }

    @Test
    void fromTheEnvironment() {
        Map<String, String> variables = new HashMap<>();
        flatten("RINGWAY", Objects.requireNonNull(YamlFile.parse(EVERY_KEY, "test")), variables);
        variables.put("RINGWAY_AUTH_DEFAULT_GRANTS_GROUPS", "{\"a\": [\"join\"]}");
        variables.remove("RINGWAY_AUTH_DEFAULT_GRANTS_GROUPS_A");
        variables.put(
                "RINGWAY_ICE_TURN_KEYS",
                "[{\"id\": \"k\", \"tenant\": \"t\", \"secret\": \"0123456789abcdef0123456789abcdef\"}]");
        variables.put("RINGWAY_AUTH_PUBLISHABLE_KEYS", """
                [{"key": "pk_0123456789abcdef", "tenant": "t", "origins": ["https://o.example"],
                  "groups": {"room:*": ["join"]}, "actions": ["list"], "user_ids": "g-*", "chosen_ids": true,
                  "turn": true, "lifetime": "2h", "connections_per_address": 3, "connects_per_minute": 4}]""");
        variables.put(
                "RINGWAY_ICE_PROVIDERS",
                "[{\"name\": \"c\", \"type\": \"cloudflare\", \"key_id\": \"i\", \"api_token\": \"a\","
                        + " \"base_url\": \"http://b\", \"timeout\": \"24s\"}]");
        variables.put(
                "RINGWAY_WEBHOOKS_ENDPOINTS",
                "[{\"url\": \"https://h.example/x\", \"secrets\": [\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"],"
                        + " \"tenant\": \"t\", \"events\": [\"message\"], \"groups\": [\"a*\"]}]");
        variables.put(
                "RINGWAY_MEETINGS_PRESETS",
                "[{\"tenant\": \"t\", \"name\": \"host\", \"groups\": {\"{meeting}\": [\"join\"]},"
                        + " \"actions\": [\"call\"], \"waiting_room\": \"wait\"}]");
        variables.put(
                "RINGWAY_STREAMS_IN",
                "[{\"stream\": \"s:in\", \"tenants\": [\"t\", \"u\"], \"scopes\": [\"read\"], \"replies\": \"s:replies\"}]");
        variables.put(
                "RINGWAY_STREAMS_OUT",
                "[{\"stream\": \"s:out\", \"tenant\": \"t\", \"events\": [\"message\"], \"groups\": [\"a*\"],"
                        + " \"length\": 44}]");
        variables.put(
                "RINGWAY_HISTORY_GROUPS",
                "[{\"pattern\": \"h:*\", \"size\": 7, \"age\": \"2m\", \"bytes\": \"5KiB\"}]");
        variables.put(
                "RINGWAY_API_KEYS",
                "[{\"tenant\": \"t\", \"key\": \"0123456789abcdef0123456789abcdef\", \"scopes\": [\"read\"]}]");

        assertEquals(EXPECTED, ConfigLoader.load(null, variables));
    }

    /** So that a key added later is not forgotten here. */
    @Test
    void noSectionIsLikeItsDefault() throws ReflectiveOperationException {
        Config defaults = Config.of(Map.of("dev", "true"));
        for (RecordComponent section : Config.class.getRecordComponents()) {
            assertNotEquals(
                    section.getAccessor().invoke(defaults),
                    section.getAccessor().invoke(EXPECTED),
                    section.getName());
        }
    }

    private static void flatten(String prefix, Object value, Map<String, String> variables) {
        switch (value) {
            case Map<?, ?> mapping ->
                mapping.forEach((key, inner) ->
                        flatten(prefix + "_" + key.toString().toUpperCase(Locale.ROOT), inner, variables));
            case List<?> list ->
                variables.put(
                        prefix,
                        String.join(",", list.stream().map(String::valueOf).toList()));
            default -> variables.put(prefix, value.toString());
        }
    }
}
