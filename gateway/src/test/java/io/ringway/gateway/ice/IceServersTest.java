package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.GrantsOf;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class IceServersTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_790_000_000));
    private static final Principal ADA = of("demo", "ada");
    private static final Vertx VERTX = Vertx.vertx();

    private static Principal of(String tenant, String user) {
        return new Principal(new UserId(new Tenant(tenant), user), Grants.ALL, 0);
    }

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void whatIsNotTakenBackForWantOfRoomIsSaidToBeSo() {
        IceServers servers = servers(turn());
        Tenant demo = new Tenant("demo");
        for (int i = 0; i < TakenBackList.MAX_OF_TENANT; i++) {
            assertTrue(servers.takeBack(demo, "1790000600:demo/u" + i).succeeded());
        }
        assertInstanceOf(
                IceException.TooManyTakenBack.class,
                servers.takeBack(demo, "1790000600:demo/ada").cause());
        assertTrue(servers.takeBack(new Tenant("other"), "1790000600:other/ada").succeeded());
    }

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
                servers.issue(ADA).result().servers().json(),
                servers.issue(of("other", "ada")).result().servers().json());
    }

    @Test
    void credentialsAreRenewedAtFourFifthsOfTheirLife() {
        assertEquals(
                OptionalLong.of(1_790_000_480_000L),
                servers(turn()).issue(ADA).result().renewAt());
        assertEquals(
                OptionalLong.empty(),
                servers(Map.of("ice.servers", "stun:a.example"))
                        .issue(ADA)
                        .result()
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
            given.add(servers.issue(ADA).succeeded());
        }

        assertEquals(2, given.stream().filter(yes -> yes).count());
        assertTrue(servers.issue(of("other", "ada")).succeeded());
        assertTrue(servers.renew(ADA).succeeded(), "a connection's renewals are not counted");
        long wait = assertInstanceOf(
                        IceException.ShareUsed.class, servers.issue(ADA).cause())
                .retryAfterMillis();
        now.updateAndGet(before -> before.plusMillis(wait));
        assertTrue(servers.issue(ADA).succeeded());
    }

    @Test
    void aTurnServerOnNoPortThatBrowsersUseIsNone() {
        Map<String, String> values = turn();
        values.put("ice.turn.urls", "turn:t.example:53?transport=udp");

        assertEquals("[]", issue(values).json());
    }

    @Test
    void fixedCredentialsAreForEverybodyAndNeedNoRenewal() {
        Issue issue = servers(Map.of("ice.providers", FIXED)).issue(ADA).result();

        assertEquals(
                "[{\"urls\":[\"stun:f.example\"]},"
                        + "{\"urls\":[\"turn:f.example\"],\"username\":\"u\",\"credential\":\"c\"}]",
                issue.servers().json());
        assertEquals(OptionalLong.empty(), issue.renewAt());
    }

    @Test
    void theServerUnderTurnComesBeforeTheOthers() {
        Map<String, String> values = turn();
        values.put("ice.providers", FIXED);

        assertTrue(issue(values).json().contains("1790000600:demo/ada"));
        assertEquals(
                List.of("turn", "fixed"),
                servers(values).health().stream().map(ProviderHealth::name).toList());
    }

    /** So that whoever was given the substitute's comes back to the first provider. */
    @Test
    void fixedCredentialsAmongOthersAreLookedAtAgain() {
        Map<String, String> values = new HashMap<>();
        values.put("ice.providers", FIXED.replace("]}]", "]}, {name: o, urls: ['turn:o'], secret: s}]"));

        assertEquals(
                OptionalLong.of(1_790_000_480_000L),
                servers(values).issue(ADA).result().renewAt());
    }

    @Test
    void relaysOnlyIsForEverybodyForATenantOrForABearer() {
        Map<String, String> values = turn();
        assertFalse(issue(values).relayOnly());
        Principal shy = new Principal(ADA.user(), shyGrants(), 0);
        assertTrue(servers(values).issue(shy).result().servers().relayOnly());
        values.put("ice.relay_only_tenants", "other, third");
        assertFalse(issue(values).relayOnly());
        assertTrue(servers(values).issue(of("third", "ada")).result().servers().relayOnly());
        values.put("ice.relay_only", "true");
        assertTrue(issue(values).relayOnly());
    }

    @Test
    void whoseCredentialsWereTakenBackIsGivenNoneUntilTheyWouldHaveEnded() {
        AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
        IceServers servers = servers(turn(), now::get);
        servers.issue(ADA);

        assertTrue(servers.takeBack(new Tenant("demo"), "1790000600:demo/ada").succeeded());

        assertInstanceOf(IceException.TakenBack.class, servers.issue(ADA).cause());
        assertInstanceOf(IceException.TakenBack.class, servers.renew(ADA).cause());
        assertTrue(servers.issue(of("demo", "bob")).succeeded());
        assertTrue(servers.grant(ADA.user(), true, 60).succeeded(), "a backend says itself whom it gives them to");
        now.updateAndGet(before -> before.plusSeconds(600));
        assertTrue(servers.issue(ADA).succeeded());
    }

    @Test
    void whatIsNobodysOrAnotherTenantsCannotBeTakenBack() {
        IceServers servers = servers(turn());
        for (String name : List.of("1790000600:other/ada", "1790000600:demo2/ada", "ada", "", "x:demo/ada")) {
            assertInstanceOf(
                    IceException.UnknownCredentials.class,
                    servers.takeBack(new Tenant("demo"), name).cause(),
                    name);
        }
        assertTrue(servers.issue(of("other", "ada")).succeeded());
    }

    /** A name that claims to hold for ever must not shut its user out for ever. */
    @Test
    void nobodyIsShutOutForLongerThanCredentialsLive() {
        AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
        IceServers servers = servers(turn(), now::get);
        servers.takeBack(new Tenant("demo"), "999999999999:demo/ada");

        now.updateAndGet(before -> before.plusSeconds(IceServers.MAX_TTL_S));
        assertTrue(servers.issue(ADA).succeeded());
    }

    private static Grants shyGrants() {
        return GrantsOf.claim("{\"relay_only\": true}");
    }

    private static final String FIXED =
            "[{name: fixed, type: static, username: u, credential: c, urls: ['turn:f.example', 'stun:f.example']}]";

    private static Map<String, String> turn() {
        return new HashMap<>(Map.of(
                "ice.turn.urls",
                "turn:t.example?transport=udp, turns:t.example:443?transport=tcp",
                "ice.turn.secret",
                "north"));
    }

    private static Event.IceServers issue(Map<String, String> values) {
        return servers(values).issue(ADA).result().servers();
    }

    private static IceServers servers(Map<String, String> values) {
        return servers(values, CLOCK);
    }

    private static IceServers servers(Map<String, String> values, InstantSource clock) {
        Map<String, String> all = new HashMap<>(values);
        all.put("dev", "true");
        return new IceServers(VERTX, Config.of(all).ice(), new Metrics(), clock);
    }
}
