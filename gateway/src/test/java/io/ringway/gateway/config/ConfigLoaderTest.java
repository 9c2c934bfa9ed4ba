package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from a file and the environment to records, and what is said where it fails. */
class ConfigLoaderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aFileFillsTheRecords() throws IOException {
        Config config = load("""
                dev: true
                http: {port: 7001, allowed_origins: ["https://a.example", "https://b.example:8443"]}
                cluster:
                  enabled: true
                  members:
                    - 10.0.0.1:5701
                    - "[fd00::1]:5701"
                limits: {outbox_bytes: 2MiB, hello_timeout: 250ms}
                """, Map.of());

        assertEquals(7001, config.http().port());
        assertEquals(
                List.of("https://a.example", "https://b.example:8443"),
                config.http().allowedOrigins());
        assertEquals(
                List.of(new HostPort("10.0.0.1", 5701), new HostPort("fd00::1", 5701)),
                config.cluster().members());
        assertEquals(2 << 20, config.limits().outboxBytes());
        assertEquals(Duration.ofMillis(250), config.limits().helloTimeout());
    }

    @Test
    void theEnvironmentWins() throws IOException {
        Config config = load(
                "dev: true\nhttp: {port: 7001}\ncluster: {enabled: true}\n",
                Map.of("RINGWAY_HTTP_PORT", "7002", "RINGWAY_CLUSTER_MEMBERS", "a:1, b:2", "PATH", "/bin"));

        assertEquals(7002, config.http().port());
        assertEquals(
                List.of(new HostPort("a", 1), new HostPort("b", 2)),
                config.cluster().members());
    }

    @Test
    void structuredValuesAreJsonInTheEnvironment() throws IOException {
        Config config = load(
                "dev: true",
                Map.of(
                        "RINGWAY_API_KEYS",
                        "[{\"tenant\":\"demo\",\"sha256\":\"" + "0f".repeat(32)
                                + "\",\"scopes\":[\"tokens\",\"read\"]}]",
                        "RINGWAY_AUTH_DEFAULT_GRANTS_GROUPS",
                        "{\"lobby\":[\"join\"]}"));

        ApiKeyConfig key = config.api().keys().getFirst();
        assertEquals(List.of(ApiKeyConfig.Scope.TOKENS, ApiKeyConfig.Scope.READ), key.scopes());
        assertEquals(
                Map.of("lobby", List.of("join")), config.auth().defaultGrants().groups());
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        ConfigException refused = refused("""
                htpp: {port: 1}
                http: {port: eighty, prot: 3, tls: {key: a.pem}}
                limits: {content_bytes: 128KiB, hello_timeout: 5, group_name_chars: 5000}
                """, Map.of("RINGWAY_CLUSTER_PORT", "70000", "RINGWAY_HTTP_POTR", "1"));

        assertEquals(
                List.of(
                        "htpp",
                        "http.prot",
                        "http.port",
                        "http.tls.certificate",
                        "cluster.port",
                        "limits.group_name_chars",
                        "limits.hello_timeout",
                        "limits.content_bytes",
                        "auth",
                        "RINGWAY_HTTP_POTR"),
                refused.problems().stream().map(Problem::key).toList());
    }

    @Test
    void aMessageNamesTheKeyTheFaultAndWhatIsAllowed() {
        assertEquals(
                "http.port: \"eighty\" is not allowed; allowed: a whole number, from 0 to 65535",
                refused("dev: true\nhttp: {port: eighty}", Map.of()).getMessage());
        assertEquals(
                "http.port: \"70000\" is too large (set by RINGWAY_HTTP_PORT); allowed: a whole number, from 0 to 65535",
                refused("dev: true", Map.of("RINGWAY_HTTP_PORT", "70000")).getMessage());
        assertEquals(
                "http.prot: no such key; allowed: for example port, host, tls",
                refused("dev: true\nhttp: {prot: 1}", Map.of()).getMessage());
    }

    @Test
    void whatIsWrongDeepInAVariableNamesTheVariable() {
        ConfigException refused =
                refused("dev: true", Map.of("RINGWAY_API_KEYS", "[{\"tenant\": \"demo\", \"hsh\": \"x\"}]"));

        assertTrue(
                refused.problems().stream()
                        .allMatch(problem -> problem.key().startsWith("api.keys[0]")
                                && problem.wrong().endsWith(" (set by RINGWAY_API_KEYS)")),
                refused::getMessage);
    }

    @Test
    void whatKubernetesPutsIntoTheEnvironmentIsExplained() {
        String message =
                refused("dev: true", Map.of("RINGWAY_SERVICE_HOST", "10.0.0.1")).getMessage();

        assertTrue(String.valueOf(message).contains("enableServiceLinks"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port | -1",
                "http.port | 0x50",
                "http.port | 1.5",
                "http.port | ''",
                "http.port | 99999999999",
                "http.ping_interval | 20",
                "http.ping_interval | 500ms",
                "http.ping_interval | 1 s",
                "http.allowed_origins | https://a.example/path",
                "http.allowed_origins | a.example",
                "http.allowed_origins | https://*.example",
                "http.public_url | javascript:alert(1)",
                "http.public_url | https://user@host/",
                "http.public_url | https://a.example/x?y",
                "http.public_url | https://a.example/#z",
                "cluster.enabled | yes",
                "cluster.host | 0.0.0.0",
                "cluster.host | ::",
                "cluster.members | 10.0.0.1:5701",
                "cluster.kubernetes_service | nodes",
                "cluster.members | localhost",
                "cluster.members | a:0",
                "cluster.members | fd00::1:5701",
                "cluster.name | my cluster",
                "cluster.bus_port | 5701",
                "cluster.min_nodes | 2",
                "auth.algorithms | none",
                "auth.algorithms | hs256",
                "auth.algorithms | ''",
                "auth.algorithms | RS256",
                "auth.max_token_bytes | 1GiB",
                "auth.default_service | a\u0007b",
                "limits.frame_bytes | 64KB",
                "limits.frame_bytes | 3GiB",
                "limits.outbox_bytes | 1KiB",
                "ice.servers | turn:a.example",
                "ice.turn.urls | stun:a.example",
                "ice.turn.ttl | 2d",
                "ice.turn.quota | 0",
                "skapi.userpool_id | pool",
                "log.level | loud",
            })
    void aBadValueStopsTheStart(String key, String value) {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> Config.of(Map.of("dev", "true", key, value)));

        assertTrue(refused.problems().stream().anyMatch(problem -> problem.key().equals(key)), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource({
        "auth.hs256_secret, 0123456789abcdef0123456789abcdef, RS256",
        "auth.public_keys, '" + PublicPemTest.ED25519 + "', HS256",
        "auth.jwks_url, https://a.example/keys.json, HS512",
    })
    void aKeyThatNoAcceptedAlgorithmIsForIsNoKey(String key, String value, String algorithm) {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> Config.of(Map.of(key, value, "auth.algorithms", algorithm)));

        assertEquals("auth.algorithms", refused.problems().getFirst().key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: b: c", "dev: true\ndev: false", "- 1", "text", "{[: 1", "a: &a [*a]", "!!java.util.Date x"})
    void whatIsNoConfigurationFileIsRefused(String text) {
        refused(text, Map.of());
    }

    @Test
    void aSyntaxErrorShowsThePlaceAndNotTheText() {
        String message = String.valueOf(
                refused("auth:\n  hs256_secret: \"s3cr3t\n", Map.of()).getMessage());

        assertTrue(message.contains("line 3"), message);
        assertFalse(message.contains("s3cr3t"), message);
    }

    @Test
    void depthIsBounded() {
        refused("[".repeat(100) + "]".repeat(100), Map.of());
    }

    @Test
    void aMissingFileIsNamed() {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> ConfigLoader.load(folder.resolve("none.yaml"), Map.of()));

        assertTrue(String.valueOf(refused.getMessage()).contains("none.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http: 8080", "http: [1]", "dev: {}", "dev: [true]", "cluster: {members: {a: 1}}"})
    void theWrongShapeIsRefused(String text) {
        refused(text + "\n", Map.of("RINGWAY_AUTH_JWKS_URL", "https://a.example/jwks"));
    }

    @Test
    void anApiKeyIsEitherAKeyOrItsDigest() {
        refused("dev: true\napi: {keys: [{tenant: demo}]}", Map.of());
        refused("dev: true\napi: {keys: [{key: \"" + "k".repeat(32) + "\"}]}", Map.of());
        refused("dev: true\napi: {keys: [{tenant: demo, key: short}]}", Map.of());
        refused("dev: true\napi: {keys: [{tenant: demo, sha256: xyz}]}", Map.of());
        refused("dev: true\napi: {keys: [{tenant: demo, key: \"" + "k".repeat(32) + "\", scope: read}]}", Map.of());
    }

    @Test
    void anApiKeyMatchesByItselfAndByItsDigest() throws IOException {
        String key = "k".repeat(32);
        ApiKeyConfig itself = apiKey("key: " + key);
        ApiKeyConfig digest = apiKey("sha256: 5e318f8cf9cbe249a30812b8ca132d691ded7a91991413558db5758575f5e01f");

        assertTrue(itself.matches(key));
        assertFalse(itself.matches(key + "k"));
        assertTrue(digest.matches(key));
    }

    private ApiKeyConfig apiKey(String given) throws IOException {
        Config config = load("""
                dev: true
                api:
                  keys:
                    - {tenant: demo, %s}
                """.formatted(given), Map.of());
        return config.api().keys().getFirst();
    }

    private Config load(String yaml, Map<String, String> environment) throws IOException {
        return ConfigLoader.load(Files.writeString(folder.resolve("ringway.yaml"), yaml), environment);
    }

    private ConfigException refused(String yaml, Map<String, String> environment) {
        return assertThrows(ConfigException.class, () -> load(yaml, environment));
    }
}
