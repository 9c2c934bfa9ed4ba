package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IceServersTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_790_000_000));
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");

    @Test
    void nothingConfiguredIsAnEmptyList() {
        assertEquals("[]", issue(Map.of()).json());
    }

    @Test
    void stunServersNeedNoCredentials() {
        assertEquals(
                "[{\"urls\":[\"stun:a.example\",\"stun:b.example:3478\"]}]",
                issue(Map.of("ice.servers", "stun:a.example, stun:b.example:3478"))
                        .json());
    }

    /** The credential is the output of {@code printf %s 1790000600:demo/ada | openssl dgst -sha1 -hmac north -binary | base64}. */
    @Test
    void turnCredentialsAreWhatCoturnExpects() {
        Event.IceServers issued = issue(turn());

        JsonObject turn = new JsonArray(issued.json()).getJsonObject(0);
        assertEquals("1790000600:demo/ada", turn.getString("username"));
        assertEquals("dW1qogA6Dw+CA3WvZp7PPjlxjvs=", turn.getString("credential"));
        assertEquals(
                new JsonArray().add("turn:t.example?transport=udp").add("turns:t.example:443?transport=tcp"),
                turn.getJsonArray("urls"));
        assertEquals(1_790_000_600_000L, issued.expiresAt());
    }

    @Test
    void theTimeToLiveIsTheOperators() {
        Map<String, String> values = turn();
        values.put("ice.turn.ttl", "1h");

        assertEquals(1_790_003_600_000L, issue(values).expiresAt());
    }

    @Test
    void tenantsDoNotShareCredentials() {
        IceServers servers = servers(turn());

        assertNotEquals(
                servers.issue(ADA).orElseThrow().servers().json(),
                servers.issue(new UserId(new Tenant("other"), "ada"))
                        .orElseThrow()
                        .servers()
                        .json());
    }

    @Test
    void credentialsAreRenewedAtFourFifthsOfTheirLife() {
        assertEquals(
                OptionalLong.of(1_790_000_480_000L),
                servers(turn()).issue(ADA).orElseThrow().renewAt());
        assertEquals(
                OptionalLong.empty(),
                servers(Map.of("ice.servers", "stun:a.example"))
                        .issue(ADA)
                        .orElseThrow()
                        .renewAt());
    }

    @Test
    void aUserHasItsShareOfCredentialsAndNoMore() {
        Map<String, String> values = turn();
        values.put("ice.turn.quota", "2");
        AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
        IceServers servers = servers(values, now::get);
        List<Boolean> given = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            given.add(servers.issue(ADA).isPresent());
        }

        assertEquals(2, given.stream().filter(yes -> yes).count());
        assertTrue(servers.issue(new UserId(new Tenant("other"), "ada")).isPresent());
        now.updateAndGet(before -> before.plusMillis(servers.retryAfterMillis()));
        assertTrue(servers.issue(ADA).isPresent());
    }

    @Test
    void aTurnServerOnNoPortThatBrowsersUseIsNone() {
        Map<String, String> values = turn();
        values.put("ice.turn.urls", "turn:t.example:53?transport=udp");

        assertEquals("[]", issue(values).json());
    }

    private static Map<String, String> turn() {
        return new HashMap<>(Map.of(
                "ice.turn.urls",
                "turn:t.example?transport=udp, turns:t.example:443?transport=tcp",
                "ice.turn.secret",
                "north"));
    }

    private static Event.IceServers issue(Map<String, String> values) {
        return servers(values).issue(ADA).orElseThrow().servers();
    }

    private static IceServers servers(Map<String, String> values) {
        return servers(values, CLOCK);
    }

    private static IceServers servers(Map<String, String> values, InstantSource clock) {
        Map<String, String> all = new HashMap<>(values);
        all.put("dev", "true");
        return new IceServers(Config.of(all).ice(), clock);
    }
}
