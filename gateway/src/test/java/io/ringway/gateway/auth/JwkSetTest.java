package io.ringway.gateway.auth;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.auth.AuthException.Reason;
import io.ringway.gateway.config.Config;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are read from a real HTTP server: rotation, outage, and servers that misbehave. */
class JwkSetTest {
    private static final KeyPair NEXT = Tokens.pair("RSA", 2048);

    private final Vertx vertx = Vertx.vertx();
    private final KeyServer server = new KeyServer(vertx);
    private final MovedTimers time = new MovedTimers();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({"RS256, SHA256withRSA", "ES256, SHA256withECDSAinP1363Format", "EdDSA, Ed25519"})
    void everyKindOfKeyIsRead(String name, String algorithm) {
        server.publish(
                Tokens.jwk(Tokens.RSA.getPublic(), "RS256"),
                Tokens.jwk(Tokens.EC.getPublic(), "ES256"),
                Tokens.jwk(Tokens.ED.getPublic(), "EdDSA"));
        TokenVerifier verifier = started();
        KeyPair pair = switch (name) {
            case "RS256" -> Tokens.RSA;
            case "ES256" -> Tokens.EC;
            default -> Tokens.ED;
        };

        Future<Principal> checked = verifier.verify(
                Tokens.signed(algorithm, pair.getPrivate(), Tokens.header(name).put("kid", name), Tokens.claims()));

        assertTrue(checked.succeeded());
        assertEquals(1, server.requests());
    }

    @Test
    void aRotatedKeyIsFoundWhenItsFirstTokenComes() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "100ms");
        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "old")));

        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"), Tokens.jwk(NEXT.getPublic(), "next"));

        time.pass(Duration.ofMillis(100));
        assertEquals("ada", user(verifier, Tokens.rs256(NEXT, "next")));
        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "old")));
    }

    @Test
    void aWithdrawnKeyIsForgottenWithTheNextReading() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started("auth.jwks_refresh", "1s", "auth.jwks_min_interval", "100ms");
        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "old")));

        server.publish(Tokens.jwk(NEXT.getPublic(), "next"));

        // One reading may have begun a moment before the token came: the one after it settles that.
        await().untilAsserted(() -> {
            time.pass(Duration.ofSeconds(1));
            assertEquals(Reason.UNKNOWN_KEY, refused(verifier, Tokens.rs256(Tokens.RSA, "old")));
        });
    }

    @Test
    void unknownKeyIdsDoNotMakeAStormOfRequests() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "known"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "1h");

        List<Future<Principal>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(verifier.verify(Tokens.rs256(NEXT, "unknown" + i)));
        }

        assertThrows(Exception.class, () -> Future.join(answers).await());
        assertTrue(answers.stream().allMatch(Future::failed));
        assertEquals(1, server.requests());
        assertTrue(answers.stream()
                .allMatch(answer -> answer.cause() instanceof AuthException refused
                        && refused.isTemporary()
                        && refused.retryAfterMillis() > 3_000_000));
    }

    @Test
    void unknownKeyIdsWithoutEndAreReadForOncePerInterval() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "known"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "200ms");
        for (int reading = 1; reading <= 4; reading++) {
            for (int i = 0; i < 10; i++) {
                refused(verifier, Tokens.rs256(NEXT, "unknown " + reading + " " + i));
            }
            time.pass(Duration.ofMillis(198));
            refused(verifier, Tokens.rs256(NEXT, "unknown " + reading));
            assertEquals(reading, server.requests());
            // What is rounded is a millisecond late.
            time.pass(Duration.ofMillis(3));
        }
    }

    @Test
    void manyWaitForOneReading() {
        TokenVerifier verifier = verifier("auth.jwks_min_interval", "1h");
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));

        List<Future<Principal>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(verifier.verify(Tokens.rs256(Tokens.RSA, "k")));
        }

        assertTrue(Future.join(answers).await().succeeded());
        assertEquals(1, server.requests());
    }

    @Test
    void anOutageKeepsTheLastGoodKeys() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));
        TokenVerifier verifier = started("auth.jwks_refresh", "1s", "auth.jwks_min_interval", "100ms");

        server.answer(request -> request.connection().close());
        for (int i = 0; i < 2; i++) {
            time.pass(Duration.ofSeconds(1));
            assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, Tokens.rs256(NEXT, "next")));
        }
        assertTrue(server.requests() >= 3, "it is tried again");

        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "k")));
        assertEquals(
                Reason.KEYS_UNAVAILABLE,
                refused(verifier, Tokens.rs256(NEXT, "next")),
                "its key may have been published, and nobody can look");
    }

    @Test
    void aTokenOfAKeyPublishedAMomentAgoWasRefusedForGood() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "500ms");
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"), Tokens.jwk(NEXT.getPublic(), "next"));

        AuthException refused = refusal(verifier, Tokens.rs256(NEXT, "next"));
        assertEquals(Reason.KEYS_UNAVAILABLE, refused.reason());
        assertTrue(refused.isTemporary() && !refused.isForged());
        long wait = refused.retryAfterMillis();
        assertTrue(wait > 0 && wait <= 500, wait + " ms");

        // Nobody asks again: it is read as soon as it may be, and then the answer is there at once.
        time.pass(Duration.ofMillis(500));
        await().until(() -> server.requests() == 2);
        await().until(() -> verifier.verify(Tokens.rs256(NEXT, "next")).succeeded());
        assertEquals(2, server.requests());
    }

    @Test
    void aTokenOfAKeyThatIsNotThereAfterAReadingIsForged() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "500ms");
        String forged = Tokens.rs256(NEXT, "made up");
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, forged));
        time.pass(Duration.ofMillis(500));
        assertEquals(Reason.UNKNOWN_KEY, refused(verifier, forged));
        assertEquals(2, server.requests());
        time.pass(Duration.ofMillis(1));
        assertEquals(
                Reason.KEYS_UNAVAILABLE,
                refused(verifier, Tokens.rs256(NEXT, "made up later")),
                "nobody has looked for that one");
    }

    @Test
    void anUnreachableSetMadeAGoodTokenABadOneWhereThereAreKeysWithoutIds() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "old"));
        TokenVerifier verifier = started(
                "auth.jwks_min_interval",
                "100ms",
                "auth.public_keys",
                Tokens.pem(Tokens.pair("RSA", 2048).getPublic()));
        server.answer(request -> request.connection().close());
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, Tokens.rs256(NEXT, "next")));
        server.publish(Tokens.jwk(NEXT.getPublic(), "next"));
        time.pass(Duration.ofMillis(100));
        assertEquals("ada", user(verifier, Tokens.rs256(NEXT, "next")));
    }

    @Test
    void anOutageAtTheStartIsMadeUpForLater() {
        TokenVerifier verifier = started("auth.jwks_min_interval", "100ms");
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, Tokens.rs256(Tokens.RSA, "k")));
        assertEquals("ada", user(verifier, Tokens.hs256(Tokens.header("HS256"), Tokens.claims())));

        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));
        time.pass(Duration.ofMillis(100));

        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "k")));
    }

    @Test
    void aServerThatIsNotThereDoesNotStopTheStart() {
        server.close();

        started();
    }

    @Test
    void badAnswersChangeNothing() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "100ms");
        JsonObject oct = new JsonObject().put("kty", "oct").put("kid", "s").put("k", Tokens.base64("secret"));
        JsonObject weak = Tokens.jwk(Tokens.pair("RSA", 1024).getPublic(), "weak");
        List<String> bad = List.of(
                "",
                "no JSON",
                "[]",
                "{}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[null,1,\"k\",{}]}",
                Tokens.jwks(oct).encode(),
                Tokens.jwks(weak).encode(),
                Tokens.jwks(Tokens.jwk(NEXT.getPublic(), "e").put("use", "enc")).encode(),
                Tokens.jwks(Tokens.jwk(NEXT.getPublic(), "a").put("alg", "RS512"))
                        .encode(),
                Tokens.jwks(new JsonObject().put("kty", "RSA").put("n", "!").put("e", 3))
                        .encode());

        for (String body : bad) {
            server.answer(request -> request.response().end(body));
            refreshed(verifier);
        }

        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "k")));
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "100ms");
        CompletableFuture<Void> cut = new CompletableFuture<>();
        server.answer(request -> {
            var response = request.response().setChunked(true);
            request.connection().closeHandler(closed -> cut.complete(null));
            response.exceptionHandler(broken -> cut.complete(null));
            vertx.setPeriodic(1, tick -> {
                if (cut.isDone()) {
                    vertx.cancelTimer(tick);
                } else {
                    response.write(" ".repeat(16_384)).onFailure(broken -> cut.complete(null));
                }
            });
        });

        refreshed(verifier);

        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "k")));
        await().until(cut::isDone);
    }

    @Test
    void redirectsAreNotFollowed() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "100ms");
        AtomicInteger elsewhere = new AtomicInteger();
        server.answer(request -> {
            if (request.path().equals("/elsewhere")) {
                elsewhere.incrementAndGet();
                request.response()
                        .end(Tokens.jwks(Tokens.jwk(NEXT.getPublic(), "next")).encode());
            } else {
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/elsewhere")
                        .end();
            }
        });

        refreshed(verifier);

        assertEquals(0, elsewhere.get());
        assertEquals("ada", user(verifier, Tokens.rs256(Tokens.RSA, "k")));
    }

    @Test
    void aClosedSetIsNotReadWhenThatWouldHaveBeenDue() {
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));
        TokenVerifier verifier = started("auth.jwks_min_interval", "2s");
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, Tokens.rs256(NEXT, "unknown")));
        assertEquals(2, time.waiting(), "from time to time, and when it is due");
        verifier.close();
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, Tokens.rs256(NEXT, "unknown")), "nobody reads it");
        assertEquals(0, time.waiting());
        time.pass(Duration.ofHours(1));
        // A reading that had begun would be waited for.
        assertEquals(Reason.KEYS_UNAVAILABLE, refused(verifier, Tokens.rs256(NEXT, "unknown")));
        assertEquals(1, server.requests());
    }

    @Test
    void aLateAnswerComesOnTheContextThatAsked() throws ExecutionException, InterruptedException {
        TokenVerifier verifier = verifier("auth.jwks_min_interval", "1h");
        server.publish(Tokens.jwk(Tokens.RSA.getPublic(), "k"));
        Context asker = vertx.getOrCreateContext();
        CompletableFuture<Context> answered = new CompletableFuture<>();

        asker.runOnContext(unused -> verifier.verify(Tokens.rs256(Tokens.RSA, "k"))
                .onComplete(done -> answered.complete(Vertx.currentContext())));

        assertSame(asker, answered.get());
    }

    /** Makes the verifier read again: a token of an unknown key asks for it, as soon as the smallest interval of 100 ms is over. */
    private void refreshed(TokenVerifier verifier) {
        int before = server.requests();
        time.pass(Duration.ofMillis(100));
        refused(verifier, Tokens.rs256(NEXT, "never published"));
        assertTrue(server.requests() > before, "not read again");
    }

    private TokenVerifier started(String... keysAndValues) {
        TokenVerifier verifier = verifier(keysAndValues);
        verifier.start().await();
        // Whatever is shown now is shown after that.
        time.pass(Duration.ofMillis(1));
        return verifier;
    }

    private TokenVerifier verifier(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("auth.hs256_secret", Tokens.SECRET));
        values.put("auth.jwks_url", server.url());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        Revocations none = new Revocations(Tokens.CLOCK, 0);
        return new TokenVerifier(vertx, time, Config.of(values).auth(), none, address -> {}, Tokens.CLOCK);
    }

    private static String user(TokenVerifier verifier, String token) {
        return verifier.verify(token).await().user().id();
    }

    private static Reason refused(TokenVerifier verifier, String token) {
        return refusal(verifier, token).reason();
    }

    private static AuthException refusal(TokenVerifier verifier, String token) {
        Future<Principal> answer = verifier.verify(token);
        assertThrows(Exception.class, answer::await);
        return assertInstanceOf(AuthException.class, answer.cause());
    }
}
