package io.ringway.gateway.auth;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.Gateways;
import io.ringway.gateway.auth.AuthException.Reason;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.ws.RawClient;
import io.ringway.gateway.limits.ClientAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that name keys which nobody has published: what they cost who shows them, and not who comes with a new key. */
class MadeUpKeysTest {
    private static final KeyPair NEXT = Tokens.pair("RSA", 2048);
    private static final KeyPair STRANGER = Tokens.pair("RSA", 2048);
    private static final ClientAddress FLOOD = new ClientAddress("203.0.113.1", false);
    private static final ClientAddress GUEST = new ClientAddress("203.0.113.2", false);
    private static final ClientAddress PROBE = new ClientAddress("203.0.113.3", false);

    private final Vertx vertx = Vertx.vertx();
    private final KeyServer server = new KeyServer(vertx);
    private final ConcurrentLinkedQueue<ClientAddress> forgers = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whoMakesUpKeysWasHeldToNothing() {
        String honest = Tokens.rs256(NEXT, "next");
        List<String> madeUp = madeUp(20);
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started("3s");
        await().until(() -> refused(verifier, fresh(), PROBE) == Reason.KEYS_UNAVAILABLE);
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"), Tokens.jwk(NEXT.getPublic(), "next"));
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, honest, GUEST));
        for (String token : madeUp) {
            assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, token, FLOOD));
        }
        assertTrue(forgers.isEmpty(), "nobody knows yet");

        await().until(() -> verifier.verify(honest, GUEST).succeeded());
        await().until(() -> forgers.stream().filter(FLOOD::equals).count() == 20);
        assertFalse(forgers.contains(GUEST));
    }

    @Test
    void whoIsToldAtOnceThatATokenIsForgedIsNotCountedOnceMore() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started("100ms");
        await().untilAsserted(() ->
                assertEquals(Reason.UNKNOWN_KEY, refused(verifier, fresh(), FLOOD), "it was read for this very token"));
        int counted = forgers.size();
        int read = server.requests();
        await().until(() -> {
            verifier.verify(Tokens.rs256(STRANGER, "somebody else's"), GUEST);
            return server.requests() > read + 1;
        });
        assertEquals(counted, forgers.stream().filter(FLOOD::equals).count());
    }

    @Test
    void nobodyIsBlamedWhileTheKeysCannotBeRead() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started("100ms");
        server.answer(request -> request.connection().close());
        String honest = Tokens.rs256(NEXT, "next");
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, honest, GUEST));
        int before = server.requests();
        await().until(() -> {
            refused(verifier, honest, GUEST);
            return server.requests() >= before + 2;
        });
        server.publish(Tokens.jwk(NEXT.getPublic(), "next"));
        await().until(() -> verifier.verify(honest, GUEST).succeeded());
        assertTrue(forgers.isEmpty());
    }

    /** The same through the whole node, by real handshakes. */
    @Test
    void anAddressThatMakesUpKeysIsDistrustedAndOthersComeIn() throws IOException {
        List<String> madeUp = madeUp(10);
        String honest = lasting();
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        Gateway gateway = Gateways.start(Map.of(
                "auth.jwks_url", server.url(),
                "auth.jwks_min_interval", "3s",
                "http.trusted_proxies", "127.0.0.1",
                "limits.address.auth_failures", "10"));
        try {
            await().until(() -> shake(gateway, "/realtime", fresh(), PROBE) == 503);
            server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"), Tokens.jwk(NEXT.getPublic(), "next"));
            for (int i = 0; i < 10; i++) {
                assertEquals(503, shake(gateway, i % 2 == 0 ? "/realtime" : "/skapi/api", madeUp.get(i), FLOOD));
            }
            await().pollInterval(Duration.ofMillis(50)).until(() -> shake(gateway, "/realtime", honest, GUEST) == 101);
            assertEquals(429, shake(gateway, "/realtime", "nonsense", FLOOD));
            assertEquals(401, shake(gateway, "/realtime", "nonsense", GUEST));
        } finally {
            Gateways.stop(gateway);
        }
    }

    private static List<String> madeUp(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> Tokens.rs256(STRANGER, "made up " + i))
                .toList();
    }

    /** Refused for the time being where the keys have just been read. */
    private static String fresh() {
        return Tokens.rs256(STRANGER, "at " + System.nanoTime());
    }

    /** Good by the clock of this machine. */
    private static String lasting() {
        JsonObject claims = Tokens.claims().put("exp", Instant.now().getEpochSecond() + 600);
        return Tokens.signed(
                "SHA256withRSA", NEXT.getPrivate(), Tokens.header("RS256").put("kid", "next"), claims);
    }

    private static int shake(Gateway gateway, String path, String token, ClientAddress from) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.request(RawClient.handshake(path + "?token=" + token, "X-Forwarded-For: " + from.network()))
                    .status();
        }
    }

    private TokenVerifier started(String minInterval) {
        Config config = Config.of(Map.of("auth.jwks_url", server.url(), "auth.jwks_min_interval", minInterval));
        TokenVerifier verifier =
                new TokenVerifier(vertx, config.auth(), new Revocations(Tokens.CLOCK, 0), forgers::add, Tokens.CLOCK);
        verifier.start().await();
        return verifier;
    }

    private static Reason refused(TokenVerifier verifier, String token, ClientAddress from) {
        Future<Principal> answer = verifier.verify(token, from);
        assertThrows(Exception.class, answer::await);
        return assertInstanceOf(AuthException.class, answer.cause()).reason();
    }
}
