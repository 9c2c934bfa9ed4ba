package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to hold between the sections. */
class ConfigTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void theDefaultsOfTheContract() {
        Config config = Config.of(Map.of("auth.hs256_secret", SECRET));

        assertFalse(config.dev());
        assertEquals(8080, config.http().port());
        assertEquals("0.0.0.0", config.http().host());
        assertEquals(9090, config.management().port());
        assertFalse(config.cluster().enabled());
        assertEquals("127.0.0.1", config.cluster().host());
        assertEquals(5701, config.cluster().port());
        assertEquals(15701, config.cluster().busPort());
        assertEquals(List.of(), config.cluster().members());
        assertEquals(Optional.empty(), config.auth().jwksUrl());
    }

    @Test
    void saysWhetherClientsOfANodeThatHangsNoticeInTime() {
        assertTrue(letsNotice(Map.of()), "by default");
        assertTrue(letsNotice(Map.of("http.ping_interval", "6s")));
        assertFalse(letsNotice(Map.of("http.ping_interval", "20s")));
        assertTrue(letsNotice(Map.of("http.ping_interval", "20s", "sessions.grace", "30s")));
        assertTrue(letsNotice(Map.of("http.ping_interval", "20s", "sessions.grace", "0s")), "nobody is waited for");
        assertTrue(letsNotice(Map.of("http.ping_interval", "20s", "cluster.enabled", "false")));
    }

    private static boolean letsNotice(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(Map.of("auth.hs256_secret", SECRET, "cluster.enabled", "true"));
        all.putAll(values);
        return Config.of(all).letsClientsNoticeInTime();
    }

    @Test
    void aNodeWithoutKeysDoesNotStart() {
        assertProblems(Map.of(), "auth");
    }

    @Test
    void aShortSecretIsForDevelopmentOnly() {
        assertProblems(Map.of("auth.hs256_secret", "short"), "auth.hs256_secret");
        assertEquals(
                Optional.of(Secret.of("short")),
                Config.of(Map.of("auth.hs256_secret", "short", "dev", "true"))
                        .auth()
                        .hs256Secret());
    }

    @Test
    void developmentModeMakesASecretEachTime() {
        Config one = Config.of(Map.of("dev", "true"));
        Config other = Config.of(Map.of("dev", "true"));

        assertTrue(one.auth().hasKeys());
        assertNotEquals(one.auth().hs256Secret(), other.auth().hs256Secret());
        assertEquals("127.0.0.1", one.http().host());
    }

    /** It said that anybody gets a token, and nobody did. */
    @ParameterizedTest
    @CsvSource({"auth.jwks_url, https://example.com/keys.json", "auth.public_keys, '" + PublicPemTest.ED25519 + "'"})
    void developmentModeMakesASecretBesidesOtherKeys(String key, String value) {
        assertTrue(Config.of(Map.of("dev", "true", key, value))
                .auth()
                .hs256Secret()
                .isPresent());
        assertTrue(Config.of(Map.of(key, value)).auth().hs256Secret().isEmpty());
        assertProblems(Map.of("dev", "true", key, value, "auth.algorithms", "RS256"), "auth.algorithms");
        Config.of(Map.of(key, value, "auth.algorithms", "RS256"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.0.1", "127.example.com", "localhost.example.com", "example.com"})
    void developmentModeIsRefusedOffLoopback(String host) {
        assertProblems(Map.of("dev", "true", "http.host", host), "http.host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void developmentModeRunsOnLoopback(String host) {
        assertEquals(
                host, Config.of(Map.of("dev", "true", "http.host", host)).http().host());
    }

    /** Some passed here, and stopped the node once it had joined its cluster, without a word of where they stand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com.",
                "https://a..b",
                "https://x:0",
                "https://x:65536",
                "https://x:080",
                "https://x/",
                "app.example.com",
                "null"
            })
    void whatIsNoOriginIsNamedByItsKey(String entry) {
        assertProblems(Map.of("dev", "true", "http.allowed_origins", entry), "http.allowed_origins");
        assertProblems(Map.of("dev", "true", "auth.publishable_keys", key(entry)), "auth.publishable_keys[0].origins");
    }

    /** Their keys are compared to the letter with what browsers say. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTPS://App.Example.com", "https://app.example.com:443", "*"})
    void whatBrowsersDoNotSayIsRefusedInAKey(String entry) {
        Config.of(Map.of("dev", "true", "http.allowed_origins", entry));
        assertProblems(Map.of("dev", "true", "auth.publishable_keys", key(entry)), "auth.publishable_keys[0].origins");
    }

    private static String key(String origin) {
        return "[{key: pk_0123456789abcdef, tenant: demo, origins: ['" + origin + "']}]";
    }

    @ParameterizedTest
    @CsvSource({
        "https://rtc.example.com, https://rtc.example.com",
        "https://Example.com:443/rtc/, https://example.com",
        "http://[::1]:8080/, http://[::1]:8080"
    })
    void pagesOfThePublicUrlAreTheServersOwn(String url, String origin) {
        Config config = Config.of(
                Map.of("dev", "true", "http.public_url", url, "http.allowed_origins", "https://app.example.com"));
        assertEquals(List.of("https://app.example.com", origin), config.http().origins());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://x:0/", "https://rtc.example.com./", "https://rtc.example.com/?a"})
    void aPublicUrlThatNoBrowserIsAtIsRefused(String url) {
        assertProblems(Map.of("dev", "true", "http.public_url", url), "http.public_url");
    }

    @Test
    void anApiKeyIsOfOneTenantAlsoWhereOneGivesItsDigest() {
        String key = "0123456789abcdef0123456789abcdef";
        String digest = HexFormat.of().formatHex(ApiKeyConfig.digest(key));
        String keys = "[{\"tenant\": \"one\", \"key\": \"%s\"}, {\"tenant\": \"two\", \"sha256\": \"%s\"}]";
        assertProblems(Map.of("dev", "true", "api.keys", keys.formatted(key, digest)), "api.keys");
    }

    @Test
    void theTwoPortsDiffer() {
        assertProblems(Map.of("dev", "true", "http.port", "7000", "management.port", "7000"), "management.port");
        Config.of(Map.of("dev", "true", "http.port", "0", "management.port", "0"));
    }

    @Test
    void whatFollowsFromANamedProblemIsNotNamedAgain() {
        assertProblems(Map.of("auth.jwks_url", "ftp://example.com"), "auth.jwks_url");
    }

    @Test
    void secretsDoNotPrint() {
        Map<String, String> values = new HashMap<>(Map.of("auth.hs256_secret", SECRET));
        values.put("ice.turn.secret", SECRET + "t");
        values.put("ice.turn.urls", "turn:t.example.com");
        values.put("api.keys", "[{\"tenant\": \"demo\", \"key\": \"" + SECRET + "k\"}]");
        values.put("redis.url", "redis://:" + SECRET + "@redis.example.com");
        values.put(
                "ice.providers",
                "[{\"name\": \"c\", \"type\": \"cloudflare\", \"key_id\": \"k\", \"api_token\": \"" + SECRET + "\"},"
                        + "{\"name\": \"o\", \"urls\": [\"turn:o\"], \"secret\": \"" + SECRET + "\"},"
                        + "{\"name\": \"s\", \"type\": \"static\", \"urls\": [\"turn:s\"], \"username\": \"u\","
                        + " \"credential\": \"" + SECRET + "\"}]");

        assertFalse(Config.of(values).toString().contains(SECRET));
    }

    @Test
    void secretsAreNotInMessages() {
        Map<String, String> values = new HashMap<>(Map.of("auth.hs256_secret", "s3cr3t"));
        values.put("ice.turn.secret", "s3cr3t");
        values.put("api.keys", "[{\"tenant\": \"demo\", \"key\": \"s3cr3t\"}]");
        values.put("redis.url", "redis://:s3cr3t@redis.example.com/x");

        ConfigException refused = assertThrows(ConfigException.class, () -> Config.of(values));

        assertEquals(4, refused.problems().size());
        assertFalse(String.valueOf(refused.getMessage()).contains("s3cr3t"));
    }

    /** Signs that end an address hid the password from what hides passwords. */
    @ParameterizedTest
    @CsvSource({
        "hooks.connect.url, https://bob:s3/cret@backend.example.com/x",
        "hooks.connect.url, https://bob:s3?cret@backend.example.com/x",
        "auth.jwks_url, bob:s3@cret@idp.example.com",
        "auth.jwks_url, ftp://idp.example.com/?key=s3@cret",
        "ice.servers, turn:bob:s3cret@turn.example.com"
    })
    void passwordsOfAddressesThatAreNoneAreNotInMessages(String key, String address) {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> Config.of(Map.of("dev", "true", key, address)));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(key) && message.contains("…"), message);
        assertFalse(message.contains("s3") || message.contains("cret") || message.contains("bob"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://redis.example.com",
                "redis:",
                "redis://",
                "redis://redis.example.com/zero",
                "redis://redis.example.com?db=1",
                "redis://a b",
                "unix:///run/redis"
            })
    void aRedisUrlNamesAHost(String url) {
        assertProblems(Map.of("dev", "true", "redis.url", url), "redis.url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://redis.example.com",
                "rediss://redis.example.com:6380/15",
                "redis://:pass%40word@10.0.0.1",
                "redis://user:password@[::1]:6379/0"
            })
    void aRedisUrlMayHaveWhatItNeeds(String url) {
        assertEquals(
                Optional.of(Secret.of(url)),
                Config.of(Map.of("dev", "true", "redis.url", url)).redis().url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "{x}", "caf\u00e9"})
    void aRedisPrefixIsPlain(String prefix) {
        assertProblems(Map.of("dev", "true", "redis.prefix", prefix), "redis.prefix");
    }

    @Test
    void aProviderNeedsWhatItsKindNeedsAndNothingElse() {
        assertProviderProblems("{}", "name", "urls", "secret");
        assertProviderProblems("{name: a, urls: ['turn:a']}", "secret");
        assertProviderProblems("{name: a, urls: ['stun:a'], secret: s}", "urls");
        assertProviderProblems("{name: a, urls: ['http://a', 'turn:a'], secret: s}", "urls");
        assertProviderProblems("{name: a b, urls: ['turn:a'], secret: s}", "name");
        assertProviderProblems("{name: a, type: static, urls: ['turn:a']}", "username", "credential");
        assertProviderProblems("{name: a, type: cloudflare, urls: ['turn:a'], key_id: k, api_token: t}", "urls");
        assertProviderProblems("{name: a, type: cloudflare, key_id: ../k, api_token: t}", "key_id");
        assertProviderProblems("{name: a, type: cloudflare, secret: s}", "secret", "key_id", "api_token");
        assertProviderProblems("{name: a, type: cloudflare, key_id: k, api_token: t, timeout: 1m}", "timeout");
        assertProviderProblems("{name: a, type: cloudflare, key_id: k, api_token: t, base_url: 'ftp://a'}", "base_url");
    }

    private static void assertProviderProblems(String provider, String... keys) {
        String[] paths = Stream.of(keys).map("ice.providers[0]."::concat).toArray(String[]::new);
        assertProblems(Map.of("dev", "true", "ice.providers", "[" + provider + "]"), paths);
    }

    @Test
    void providersHaveNamesOfTheirOwn() {
        String two = "[{name: a, urls: ['turn:a'], secret: s}, {name: a, urls: ['turn:b'], secret: s}]";
        assertProblems(Map.of("dev", "true", "ice.providers", two), "ice.providers");
        String turn = "[{name: turn, urls: ['turn:a'], secret: s}]";
        assertProblems(
                Map.of("dev", "true", "ice.providers", turn, "ice.turn.urls", "turn:b", "ice.turn.secret", "s"),
                "ice.providers");
        assertEquals(
                1,
                Config.of(Map.of("dev", "true", "ice.providers", turn))
                        .ice()
                        .providers()
                        .size());
    }

    @Test
    void withoutARelayNobodysCallsGoThroughRelaysOnly() {
        assertProblems(Map.of("dev", "true", "ice.relay_only", "true"), "ice.relay_only");
    }

    static void assertProblems(Map<String, String> values, String... keys) {
        ConfigException refused = assertThrows(ConfigException.class, () -> Config.of(values));
        assertEquals(
                List.of(keys), refused.problems().stream().map(Problem::key).toList());
    }
}
