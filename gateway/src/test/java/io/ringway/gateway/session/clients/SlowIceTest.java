package io.ringway.gateway.session.clients;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.ice.FakeCloudflare;
import io.ringway.gateway.ice.FakeCloudflare.Mood;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of a node whose TURN credentials come from elsewhere. */
@SuppressWarnings("NullAway.Init")
class SlowIceTest {
    private final Vertx vertx = Vertx.vertx();
    private FakeCloudflare cloudflare;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        cloudflare = new FakeCloudflare(vertx);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private TestNode node(String welcomeWait) {
        Config config = Config.of(Map.of(
                "auth.hs256_secret",
                "0123456789abcdef0123456789abcdef",
                "ice.servers",
                "stun:own.example",
                "ice.welcome_wait",
                welcomeWait,
                "ice.providers",
                "[" + cloudflare.provider("cf", "10s") + "]"));
        node = new TestNode(TestSetup.USUAL.with(config));
        return node;
    }

    private static JsonObject welcome(Client client) {
        return await().until(() -> client.socket().ofType("welcome").stream().findFirst(), found -> found.isPresent())
                .orElseThrow();
    }

    private static String ice(JsonObject frame) {
        return frame.getJsonArray("iceServers").encode();
    }

    @Test
    void aWelcomeWaitsALittleForCredentials() {
        Client ada = node("5s").connect("ada");
        JsonObject ice = welcome(ada).getJsonObject("ice");
        assertTrue(ice(ice).contains("cf1"), ice.encode());
        assertTrue(ice(ice).startsWith("[{\"urls\":[\"stun:own.example\",\"stun:stun.cf.example:3478\"]}"));
    }

    @Test
    void aWelcomeDoesNotWaitForASlowProviderAndTheCredentialsFollow() {
        cloudflare.is(Mood.HOLD);
        Client ada = node("50ms").connect("ada");
        JsonObject ice = welcome(ada).getJsonObject("ice");
        assertEquals("[{\"urls\":[\"stun:own.example\"]}]", ice(ice));
        assertEquals(List.of(), ada.socket().ofType("ice"));

        cloudflare.answerHeld();
        await().until(() -> !ada.socket().ofType("ice").isEmpty());
        assertTrue(ice(ada.socket().ofType("ice").getFirst()).contains("cf1"));
    }

    /** A client need not wait for the welcome before it asks for something. */
    @Test
    void whatAClientAsksBeforeItsWelcomeIsAnsweredAfterIt() {
        cloudflare.is(Mood.HOLD);
        Client ada = node("3s").connect("ada");
        ada.join("lobby").send("{\"type\":\"ping\",\"id\":2}");
        assertEquals(List.of(), ada.socket().frames());

        await().until(() -> ada.socket().frames().size() == 3);
        assertEquals(
                List.of("welcome", "result", "result"),
                ada.socket().frames().stream()
                        .map(frame -> frame.getString("type"))
                        .toList());
    }

    @Test
    void whoLeavesBeforeTheWelcomeLeavesNothingBehind() {
        cloudflare.is(Mood.HOLD);
        node("100ms");
        Client bob = node.connect("bob");
        Client ada = node.connect("ada");
        ada.join("lobby");
        ada.close(1000);
        bob.join("lobby");
        await().until(() -> bob.socket().ofType("result").size() == 1);

        bob.send("{\"type\":\"members\",\"id\":5,\"group\":\"lobby\"}");
        assertFalse(bob.socket().ofType("result").getLast().encode().contains("\"ada\""));
        cloudflare.answerHeld();
        await().until(() -> !bob.socket().ofType("ice").isEmpty());
        assertEquals(List.of(), ada.socket().ofType("ice"));
    }

    @Test
    void whoFloodsBeforeTheWelcomeIsClosed() {
        cloudflare.is(Mood.HOLD);
        Client ada = node("5s").connect("ada");
        for (int i = 0; i < 101; i++) {
            ada.send("{\"type\":\"ping\"}");
        }
        assertEquals(CloseCode.RATE_LIMITED, ada.socket().closeCode());
    }

    @Test
    void whereNobodyAnswersItIsTriedAgainUntilSomebodyDoes() {
        cloudflare.is(Mood.ERROR);
        Client ada = node("5s").connect("ada");
        assertEquals("[{\"urls\":[\"stun:own.example\"]}]", ice(welcome(ada).getJsonObject("ice")));

        cloudflare.is(Mood.LIST);
        node.pass(Duration.ofSeconds(6));
        await().until(() -> ada.socket().ofType("ice").size() == 1);
        cloudflare.is(Mood.ERROR);
        int asked = cloudflare.questions().size();
        node.pass(Duration.ofSeconds(481));
        await().until(() -> cloudflare.questions().size() > asked);
        cloudflare.is(Mood.LIST);
        await().until(() -> {
            node.pass(Duration.ofSeconds(6));
            return ada.socket().ofType("ice").size() == 2;
        });
    }

    /** A wire that has no words for ICE servers has nothing to wait for. */
    @Test
    void skapiIsNotAsked() {
        Client old = node("5s").connectSkapi("ada");
        old.send("{\"action\":\"keepAlive\"}");
        assertEquals(0, cloudflare.questions().size());
    }
}
