package io.ringway.gateway.ice;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.ice.FakeCloudflare.Mood;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.metrics.Scrape;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Providers that are asked over HTTP, with a real server in Cloudflare's place. The clock moves only when told to. */
@SuppressWarnings("NullAway.Init")
class CloudflareTurnTest {
    private static final String COTURN = "{\"name\": \"own\", \"urls\": [\"turn:own.example\"], \"secret\": \"north\"}";
    private static final Tenant DEMO = new Tenant("demo");

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private volatile Instant now = Instant.ofEpochSecond(1_790_000_000);
    private FakeCloudflare cloudflare;

    @BeforeEach
    void start() throws Exception {
        cloudflare = new FakeCloudflare(vertx);
    }

    @AfterEach
    void close() throws Exception {
        cloudflare.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private IceServers servers(String... providers) {
        return servers(Map.of("ice.providers", "[" + String.join(",", providers) + "]"));
    }

    private IceServers servers(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("dev", "true");
        all.putIfAbsent("ice.turn.quota", "100000");
        return new IceServers(vertx, Config.of(all).ice(), metrics, () -> now);
    }

    @Test
    void credentialsForNobodyDoNotPushOutThoseOfUsers() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String first = username(done(servers.issue(user("ada"))));
        TurnGrant once = done(servers.grant(user("made-up").user(), false, 60));
        int asked = cloudflare.questions().size();
        assertNotEquals(
                once.server().credentials(),
                done(servers.grant(user("made-up-2").user(), false, 60))
                        .server()
                        .credentials());
        assertEquals(asked + 1, cloudflare.questions().size());
        assertEquals(first, username(done(servers.issue(user("ada")))));
        Throwable refusal = failure(servers.takeBack(
                new Tenant("other"), once.server().credentials().username()));
        assertInstanceOf(IceException.UnknownCredentials.class, refusal, "whose they are is known");
    }

    /** Whoever is told a ttl refreshes by it: what is given has to live for that long. */
    @Test
    void credentialsThatABackendAskedForAgainDidNotLiveForTheTtlItAskedFor() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        TurnGrant first = done(servers.grant(user("ada").user(), true, 20));
        now = now.plusSeconds(8);
        TurnGrant again = done(servers.grant(user("ada").user(), true, 20));

        assertNotEquals(first.server().credentials(), again.server().credentials());
        assertEquals(20, servers.secondsLeft(again));
        assertEquals(12, servers.secondsLeft(first));
        assertEquals(2, cloudflare.questions().size());
    }

    /** Each of them is remembered, not the last alone. */
    @Test
    void whoseCredentialsAreIsKnownOfAllThatABackendAskedFor() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String first = name(done(servers.grant(user("ada").user(), true, 60)));
        String second = name(done(servers.grant(user("ada").user(), true, 60)));

        for (String username : List.of(first, second)) {
            Throwable refusal = failure(servers.takeBack(new Tenant("other"), username));
            assertInstanceOf(IceException.UnknownCredentials.class, refusal);
            assertTrue(cloudflare.valid().contains(username));
        }
        done(servers.takeBack(DEMO, first));
        assertFalse(cloudflare.valid().contains(first));
        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
    }

    @Test
    void whatABackendAsksForCountsAgainstItsUserStill() throws Exception {
        IceServers servers =
                servers(Map.of("ice.providers", "[" + cloudflare.provider("cf", "5s") + "]", "ice.turn.quota", "2"));
        done(servers.grant(user("ada").user(), true, 60));
        done(servers.grant(user("ada").user(), true, 60));
        assertInstanceOf(
                IceException.ShareUsed.class, failure(servers.grant(user("ada").user(), true, 60)));
    }

    @Test
    void credentialsThatEndedOnTheirWayAreGivenToNobody() throws Exception {
        cloudflare.is(Mood.HOLD);
        IceServers servers = servers(cloudflare.provider("cf", "10s"));
        Future<TurnGrant> late = servers.grant(user("ada").user(), true, 20);
        await().until(() -> cloudflare.asked() == 1);
        now = now.plusSeconds(20);
        cloudflare.answerHeld();
        assertInstanceOf(IceException.Unavailable.class, failure(late));
    }

    private static String name(TurnGrant grant) {
        return grant.server().credentials().username();
    }

    private static Principal user(String name) {
        return new Principal(new UserId(DEMO, name), Grants.ALL, 0);
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<?> future) {
        return Objects.requireNonNull(
                assertThrows(ExecutionException.class, () -> done(future)).getCause());
    }

    private static JsonObject turn(Issue issue) {
        JsonArray servers = new JsonArray(issue.servers().json());
        return servers.getJsonObject(servers.size() - 1);
    }

    private static String username(Issue issue) {
        return turn(issue).getString("username");
    }

    private ProviderHealth.State state(IceServers servers) {
        return servers.health().getFirst().status().state();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST", "OBJECT"})
    void bothShapesAreUnderstoodAndTheUrlsPutInOrder(Mood mood) throws Exception {
        cloudflare.is(mood);

        Issue issue = done(servers(cloudflare.provider("cf", "5s")).issue(user("ada")));

        assertEquals(
                new JsonArray()
                        .add("turn:turn.cf.example:3478?transport=udp")
                        .add("turns:turn.cf.example:5349?transport=tcp")
                        .add("turns:turn.cf.example:443?transport=tcp"),
                turn(issue).getJsonArray("urls"));
        assertEquals("secret-of-cf1", turn(issue).getString("credential"));
        assertEquals(mood == Mood.LIST, issue.servers().json().contains("stun:stun.cf.example"));
        assertEquals(1_790_000_600_000L, issue.servers().expiresAt());
        assertEquals(OptionalLong.of(1_790_000_480_000L), issue.renewAt());
        assertEquals(
                List.of(new JsonObject().put("ttl", 600).put("customIdentifier", "demo/ada")), cloudflare.questions());
    }

    @Test
    void credentialsAreGivenAgainWhileMostOfTheirLifeIsLeft() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));

        assertEquals("cf1", username(done(servers.issue(user("ada")))));
        now = now.plusSeconds(299);
        Issue again = done(servers.issue(user("ada")));
        assertEquals("cf1", username(again));
        assertEquals(OptionalLong.of(1_790_000_480_000L), again.renewAt(), "four fifths of their own life");
        assertEquals("cf2", username(done(servers.issue(user("bob")))));
        now = now.plusSeconds(1);
        assertEquals("cf3", username(done(servers.issue(user("ada")))));
        assertEquals(3, cloudflare.asked());
    }

    @Test
    void whoAsksWhileTheyAreOnTheirWayGetsTheSame() throws Exception {
        cloudflare.is(Mood.HOLD);
        IceServers servers = servers(cloudflare.provider("cf", "10s"));
        Future<Issue> first = servers.issue(user("ada"));
        Future<Issue> second = servers.issue(user("ada"));
        await().until(() -> cloudflare.asked() == 1);
        cloudflare.answerHeld();

        assertEquals(username(done(first)), username(done(second)));
        assertEquals(1, cloudflare.asked());
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "REDIRECT", "GARBAGE", "NO_TURN", "HUGE", "HOLD", "DRIP"})
    void whateverGoesWrongTheNextProviderIsAsked(Mood mood) throws Exception {
        cloudflare.is(mood);
        IceServers servers = servers(cloudflare.provider("cf", "300ms"), COTURN);

        assertEquals("1790000600:demo/ada", username(done(servers.issue(user("ada")))));
        assertEquals(ProviderHealth.State.DOWN, state(servers));
        assertFalse(servers.health().getFirst().status().reason().contains(FakeCloudflare.TOKEN));
    }

    @Test
    void whereNobodyAnswersTheUserIsToldSo() {
        cloudflare.is(Mood.ERROR);
        IceServers servers = servers(cloudflare.provider("cf", "10s"), cloudflare.provider("cf2", "10s"));

        assertInstanceOf(IceException.Unavailable.class, failure(servers.issue(user("ada"))));
        assertEquals(2, cloudflare.asked());
    }

    @Test
    void aProviderThatIsNotThereIsAFailureLikeAnother() throws Exception {
        cloudflare.close();
        IceServers servers = servers(cloudflare.provider("cf", "1s"), COTURN);
        assertEquals("1790000600:demo/ada", username(done(servers.issue(user("ada")))));
    }

    @Test
    void whatFailsAgainAndAgainIsLeftAloneForAWhileAndComesBack() throws Exception {
        cloudflare.is(Mood.ERROR);
        IceServers servers = servers(cloudflare.provider("cf", "10s"));
        for (int i = 0; i < 20; i++) {
            failure(servers.issue(user("user" + i)));
        }
        assertEquals(3, cloudflare.asked());

        cloudflare.is(Mood.LIST);
        failure(servers.issue(user("ada")));
        now = now.plusSeconds(1);
        assertEquals("cf1", username(done(servers.issue(user("ada")))));
        assertEquals("cf2", username(done(servers.issue(user("bob")))));
        assertEquals(ProviderHealth.State.UP, state(servers));
    }

    /** Everybody who came in one second is renewed in one second. */
    @Test
    void aThousandUsersAtOnceAskWithoutFloodingIt() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "10s"));
        List<Future<Issue>> issues = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            issues.add(servers.issue(user("user" + i)));
        }
        done(Future.all(issues));

        assertEquals(1_000, cloudflare.asked());
        assertTrue(cloudflare.mostOpen() <= CloudflareApi.POOL_SIZE, cloudflare.mostOpen() + " at once");
    }

    /** Those who wait are told at once when it turns out not to work; nobody's stack is as deep as the queue is long. */
    @Test
    void aQueueBehindAProviderThatFailsIsSentAwayAtOnce() throws Exception {
        cloudflare.is(Mood.HOLD);
        IceServers servers = servers(cloudflare.provider("cf", "500ms"), COTURN);
        List<Future<Issue>> issues = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            issues.add(servers.issue(user("user" + i)));
        }
        done(Future.all(issues));

        assertTrue(cloudflare.asked() <= CloudflareApi.POOL_SIZE + 2, "until the third failure: " + cloudflare.asked());
    }

    @Test
    void checksFindOutWithoutUsersThatItWorksAgain() {
        cloudflare.is(Mood.ERROR);
        Map<String, String> values = new HashMap<>();
        values.put("ice.providers", "[" + cloudflare.provider("cf", "1s") + "]");
        values.put("ice.check_interval", "100ms");
        IceServers servers = servers(values);
        servers.start();
        await().until(() -> state(servers) == ProviderHealth.State.DOWN);

        cloudflare.is(Mood.LIST);
        now = now.plusSeconds(61);
        await().until(() -> state(servers) == ProviderHealth.State.UP);
        int asked = cloudflare.asked();
        assertEquals(60, cloudflare.questions().getLast().getInteger("ttl"));
        servers.close();
        assertTrue(cloudflare.asked() <= asked + 1, "what works is not asked for nothing");
    }

    @Test
    void takenBackHereIsTakenBackThereAndGivenToNobodyAgain() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));
        assertTrue(cloudflare.valid().contains(username));

        done(servers.takeBack(DEMO, username));

        assertFalse(cloudflare.valid().contains(username));
        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
        assertEquals("cf2", username(done(servers.issue(user("bob")))));
        now = now.plusSeconds(601);
        assertEquals("cf3", username(done(servers.issue(user("ada")))));
    }

    @Test
    void aForeignNameThatAnotherNodeGaveOutIsNotTakenBackUpstream() throws Exception {
        IceServers granting = servers(cloudflare.provider("cf", "5s"));
        IceServers asked = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(granting.issue(user("ada"))));

        assertInstanceOf(
                IceException.UnknownCredentials.class,
                failure(asked.takeBack(new Tenant("other"), username, () -> granting.owners(username))));
        assertTrue(cloudflare.valid().contains(username));
        assertEquals(username, username(done(granting.issue(user("ada")))));
    }

    @Test
    void nobodyIsTakenBackUpstreamWhileTheNodeThatMayKnowDoesNotAnswer() throws Exception {
        IceServers granting = servers(cloudflare.provider("cf", "5s"));
        IceServers asked = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(granting.issue(user("ada"))));

        failure(asked.takeBack(DEMO, username, () -> Future.failedFuture("no answer")));
        assertTrue(cloudflare.valid().contains(username));
    }

    @Test
    void everyNodeRefusesWhoseCredentialsAnotherNodeGaveOut() throws Exception {
        IceServers granting = servers(cloudflare.provider("cf", "5s"));
        IceServers asked = servers(cloudflare.provider("cf", "5s"));
        IceServers third = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(granting.issue(user("ada"))));

        List<Owned> known = done(asked.takeBack(DEMO, username, () -> granting.owners(username)));
        done(third.takenBack(DEMO, username, known));
        for (IceServers each : List.of(asked, third)) {
            assertInstanceOf(IceException.TakenBack.class, failure(each.issue(user("ada"))));
        }
    }

    @Test
    void credentialsOfAnotherTenantAreNotTakenBack() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertInstanceOf(
                    IceException.UnknownCredentials.class, failure(servers.takeBack(new Tenant("other"), username)));
            done(servers.takenBack(new Tenant("other"), username, List.of()));
        }
        assertEquals("cf1", username(done(servers.issue(user("ada")))));
        assertInstanceOf(IceException.UnknownCredentials.class, failure(servers.takeBack(DEMO, "../../cf1")));
        assertTrue(cloudflare.valid().contains(username));
    }

    @Test
    void whatCannotBeTakenBackAtTheMomentIsToldSo() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));
        cloudflare.is(Mood.ERROR);

        assertInstanceOf(IceException.Unavailable.class, failure(servers.takeBack(DEMO, username)));
        cloudflare.is(Mood.LIST);
        done(servers.takeBack(DEMO, username));
        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
    }

    @Test
    void whatAnotherNodeHasTakenBackIsNotGivenHereAgain() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));

        done(servers.takenBack(DEMO, username, List.of()));

        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
    }

    @Test
    void whatCameOfItIsCounted() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "10s"), COTURN);
        done(servers.issue(user("ada")));
        done(servers.issue(user("ada")));
        cloudflare.is(Mood.ERROR);
        for (int i = 0; i < 4; i++) {
            done(servers.issue(user("user" + i)));
        }
        try (Scrape scrape = new Scrape(metrics, () -> 0, () -> true)) {
            String text = scrape.text();
            for (String line : List.of(
                    "outcome=\"issued\",provider=\"cf\"} 1.0",
                    "outcome=\"cached\",provider=\"cf\"} 1.0",
                    "outcome=\"issued\",provider=\"own\"} 4.0",
                    "ringway_ice_provider_up{provider=\"cf\"} 0.0")) {
                assertTrue(text.contains(line), line + " in " + text);
            }
        }
    }
}
