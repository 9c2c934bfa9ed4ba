package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.AuthException.Reason;
import io.ringway.gateway.config.ConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are accepted, and for whom; and keys that are not. */
class TokenVerifierTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({"HS256, HmacSHA256", "HS384, HmacSHA384", "HS512, HmacSHA512"})
    void sharedSecrets(String name, String algorithm) {
        String token = Tokens.mac(
                algorithm,
                Tokens.SECRET.getBytes(StandardCharsets.UTF_8),
                Tokens.header(name).encode(),
                Tokens.claims().encode());

        Principal principal = verified(verifier(), token);

        assertEquals(new UserId(new Tenant("demo"), "ada"), principal.user());
        assertEquals((Tokens.NOW.getEpochSecond() + 3600) * 1000, principal.expiresAtMillis());
    }

    @ParameterizedTest
    @CsvSource({"RS256, SHA256withRSA", "ES256, SHA256withECDSAinP1363Format", "EdDSA, Ed25519"})
    void publicKeysInTheConfiguration(String name, String algorithm) {
        KeyPair pair = switch (name) {
            case "RS256" -> Tokens.RSA;
            case "ES256" -> Tokens.EC;
            default -> Tokens.ED;
        };
        TokenVerifier verifier = verifier("auth.public_keys", Tokens.pem(pair.getPublic()));

        String anonymous = Tokens.signed(algorithm, pair.getPrivate(), Tokens.header(name), Tokens.claims());
        String named =
                Tokens.signed(algorithm, pair.getPrivate(), Tokens.header(name).put("kid", "theirs"), Tokens.claims());

        assertEquals("ada", verified(verifier, anonymous).user().id());
        assertEquals("ada", verified(verifier, named).user().id());
    }

    @Test
    void publicKeysInFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), Tokens.pem(Tokens.EC.getPublic()));
        TokenVerifier verifier = verifier("auth.public_keys", file.toString());

        String token = Tokens.signed(
                "SHA256withECDSAinP1363Format", Tokens.EC.getPrivate(), Tokens.header("ES256"), Tokens.claims());

        assertEquals("ada", verified(verifier, token).user().id());
    }

    @Test
    void severalKeysOfOneKind() {
        KeyPair other = Tokens.pair("RSA", 2048);
        TokenVerifier verifier =
                verifier("auth.public_keys", Tokens.pem(Tokens.RSA.getPublic()) + "," + Tokens.pem(other.getPublic()));

        assertEquals("ada", verified(verifier, Tokens.rs256(other, "b")).user().id());
        assertEquals(
                "ada", verified(verifier, Tokens.rs256(Tokens.RSA, "a")).user().id());
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 521})
    void weakAndForeignKeysStopTheStart(int bits) {
        KeyPair pair = Tokens.pair(bits == 1024 ? "RSA" : "EC", bits);

        assertThrows(ConfigException.class, () -> verifier("auth.public_keys", Tokens.pem(pair.getPublic())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/no/such/file.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "\u0000"})
    void whatIsNoKeyStopsTheStart(String key) {
        ConfigException refused = assertThrows(ConfigException.class, () -> verifier("auth.public_keys", key));

        assertEquals("auth.public_keys[0]", refused.problems().getFirst().key());
    }

    @Test
    void anAlgorithmThatIsNotListedIsRefusedThoughItsKeyIsThere() {
        TokenVerifier verifier = verifier("auth.algorithms", "HS512,RS256");

        assertEquals(Reason.ALGORITHM, refused(verifier, Tokens.hs256(Tokens.header("HS256"), Tokens.claims())));
    }

    @Test
    void theTypeOfAccessTokensIsAccepted() {
        String token = Tokens.hs256(Tokens.header("HS256").put("typ", "at+JWT"), Tokens.claims());

        assertEquals("ada", verified(verifier(), token).user().id());
    }

    @Test
    void theTenantByEitherName() {
        JsonObject claims = Tokens.claims().put("custom:service", "demo");
        assertEquals("demo", tenant(verifier(), claims));
        claims.remove("service");
        assertEquals("demo", tenant(verifier(), claims));
    }

    @Test
    void anAccessTokenOfCognitoBelongsToTheDefaultService() {
        JsonObject claims = Tokens.claims().put("client_id", "app").put("token_use", "access");
        claims.remove("service");

        assertEquals("pool", tenant(verifier("auth.default_service", "pool", "auth.audience", "app"), claims));
        assertEquals(
                Reason.AUDIENCE,
                refused(
                        verifier("auth.default_service", "pool", "auth.audience", "app2"),
                        Tokens.hs256(Tokens.header("HS256"), claims)));
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() {
        JsonObject claims = Tokens.claims().put("aud", new JsonArray().add("x").add("ringway"));

        assertEquals("demo", tenant(verifier("auth.audience", "ringway,other"), claims));
    }

    @Test
    void clocksMayDifferALittle() {
        long now = Tokens.NOW.getEpochSecond();

        assertEquals(
                "demo", tenant(verifier(), Tokens.claims().put("exp", now - 4).put("nbf", now + 4)));
        assertEquals(
                Reason.EXPIRED,
                refused(
                        verifier("auth.clock_skew", "0s"),
                        Tokens.hs256(Tokens.header("HS256"), Tokens.claims().put("exp", now))));
    }

    @Test
    void whoComesWithATokenThatHasJustEndedIsNotLetInToBeCutOffAtOnce() {
        long now = Tokens.NOW.getEpochSecond();
        String ended = Tokens.hs256(Tokens.header("HS256"), Tokens.claims().put("exp", now - 4));
        String lasting = Tokens.hs256(Tokens.header("HS256"), Tokens.claims().put("exp", now + 4));

        assertEquals(1_000 * (now + 1), verified(verifier(), ended).expiresAtMillis());
        assertEquals(1_000 * (now + 4), verified(verifier(), lasting).expiresAtMillis());
    }

    @Test
    void namesMayBeOfAnyScript() {
        assertEquals(
                "Зоя \uD83D\uDE00",
                verified(
                                verifier(),
                                Tokens.hs256(
                                        Tokens.header("HS256"), Tokens.claims().put("sub", "Зоя \uD83D\uDE00")))
                        .user()
                        .id());
    }

    @Test
    void theUsualDefaultGrantsAreOneInstance() {
        TokenVerifier verifier = verifier();
        String token = Tokens.hs256(Tokens.header("HS256"), Tokens.claims());

        Grants grants = verified(verifier, token).grants();

        assertSame(grants, verified(verifier, token).grants());
        assertTrue(grants.allows(Action.JOIN, "any") && grants.allows(Action.CALL));
    }

    @Test
    void defaultGrantsOfOnesOwn() {
        TokenVerifier verifier = verifier(
                "auth.default_grants.groups", "{\"home-{user}\": [\"*\"]}", "auth.default_grants.actions", "send");

        Grants grants = verified(verifier, Tokens.hs256(Tokens.header("HS256"), Tokens.claims()))
                .grants();

        assertTrue(grants.allows(Action.JOIN, "home-ada"));
        assertFalse(grants.allows(Action.JOIN, "home-bob"));
        assertFalse(grants.allows(Action.CALL));
    }

    @Test
    void defaultGrantsThatAreNoneStopTheStart() {
        assertThrows(ConfigException.class, () -> verifier("auth.default_grants.actions", "everything"));
    }

    @Test
    void grantsOfTheToken() {
        JsonObject claims = Tokens.claims().put("ringway", new JsonObject("""
                {"groups": {"lobby": ["members", "publish"], "team-*": ["*"]}, "actions": ["call"]}"""));

        Grants grants = verified(verifier(), Tokens.hs256(Tokens.header("HS256"), claims))
                .grants();

        assertTrue(grants.allows(Action.PUBLISH, "lobby"));
        assertFalse(grants.allows(Action.JOIN, "lobby"));
        assertTrue(grants.allows(Action.MEMBERS, "team-a"));
        assertFalse(grants.allows(Action.JOIN, "other"));
        assertTrue(grants.allows(Action.CALL));
        assertFalse(grants.allows(Action.SEND));
    }

    private TokenVerifier verifier(String... keysAndValues) {
        return new TokenVerifier(vertx, Tokens.config(keysAndValues).auth(), Tokens.CLOCK);
    }

    private static String tenant(TokenVerifier verifier, JsonObject claims) {
        return verified(verifier, Tokens.hs256(Tokens.header("HS256"), claims))
                .user()
                .tenant()
                .name();
    }

    /** The engines behind the keys keep state while they work, and every event loop asks. */
    @Test
    void manyThreadsAtOnceDoNotSpoilOneAnothersSignatures() throws Exception {
        TokenVerifier verifier = verifier(
                "auth.public_keys",
                Tokens.pem(Tokens.RSA.getPublic())
                        + "," + Tokens.pem(Tokens.EC.getPublic())
                        + "," + Tokens.pem(Tokens.ED.getPublic()));
        JsonObject claims = Tokens.claims();
        List<String> tokens = List.of(
                Tokens.hs256(Tokens.header("HS256"), claims),
                Tokens.signed("SHA256withRSA", Tokens.RSA.getPrivate(), Tokens.header("RS256"), claims),
                Tokens.signed("SHA256withECDSAinP1363Format", Tokens.EC.getPrivate(), Tokens.header("ES256"), claims),
                Tokens.signed("Ed25519", Tokens.ED.getPrivate(), Tokens.header("EdDSA"), claims));
        Callable<Long> asks = () -> IntStream.range(0, 400)
                .filter(i -> verifier.verify(tokens.get(i % tokens.size())).failed())
                .count();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Long> refused : threads.invokeAll(Collections.nCopies(4, asks))) {
                assertEquals(0, refused.get());
            }
        }
    }

    /** At once: nothing has to be waited for. */
    private static Principal verified(TokenVerifier verifier, String token) {
        var answer = verifier.verify(token);
        assertTrue(answer.succeeded(), () -> String.valueOf(answer.cause()));
        return answer.result();
    }

    private static Reason refused(TokenVerifier verifier, String token) {
        var answer = verifier.verify(token);
        assertTrue(answer.failed());
        return assertInstanceOf(AuthException.class, answer.cause()).reason();
    }
}
