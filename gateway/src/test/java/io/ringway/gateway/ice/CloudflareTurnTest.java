package io.ringway.gateway.ice;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.ice.FakeCloudflare.Mood;
import io.ringway.gateway.metrics.Scrape;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Providers that are asked over HTTP, with a real server in Cloudflare's place. The clock moves only when told to. */
class CloudflareTurnTest extends AtCloudflare {
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
