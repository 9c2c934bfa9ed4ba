package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.AuthConfig;
import io.ringway.gateway.config.Config;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMinterTest {
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada \"\u00fc\" \uD83D\uDE00");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatIsMintedIsAccepted() {
        AuthConfig config =
                Tokens.config("auth.issuer", "me", "auth.audience", "a,b").auth();

        TokenMinter.Minted minted = minter(config).mint(ADA, null, Duration.ofMinutes(5));
        Principal principal = verify(config, minted);

        assertEquals(ADA, principal.user());
        assertEquals(Tokens.NOW.toEpochMilli() + 300_000, minted.expiresAtMillis());
        assertEquals(minted.expiresAtMillis(), principal.expiresAtMillis());
        assertTrue(principal.grants().allows(Action.JOIN, "any"));
    }

    @Test
    void grantsAreCarried() {
        AuthConfig config = Tokens.config().auth();

        Principal principal =
                verify(config, minter(config).mint(ADA, "{\"groups\":{\"{user}\":[\"join\"]}}", Duration.ofMinutes(5)));

        assertTrue(principal.grants().allows(Action.JOIN, ADA.id()));
        assertFalse(principal.grants().allows(Action.JOIN, "other"));
    }

    @Test
    void theFirstAcceptedAlgorithmIsUsed() {
        AuthConfig config = Tokens.config("auth.algorithms", "RS256,HS384").auth();

        assertEquals(
                ADA,
                verify(config, minter(config).mint(ADA, null, Duration.ofHours(24)))
                        .user());
    }

    @Test
    void withoutASharedSecretThereIsNoMinter() {
        AuthConfig published =
                Config.of(Map.of("auth.jwks_url", "https://a.example/jwks")).auth();

        assertTrue(TokenMinter.of(published, Tokens.CLOCK).isEmpty());
        AuthConfig unused = Config.of(Map.of(
                        "auth.jwks_url",
                        "https://a.example/jwks",
                        "auth.hs256_secret",
                        "0123456789abcdef0123456789abcdef",
                        "auth.algorithms",
                        "RS256"))
                .auth();
        assertTrue(TokenMinter.of(unused, Tokens.CLOCK).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.5S", "-PT1S", "PT24H1S"})
    void theLifeIsBounded(Duration ttl) {
        assertThrows(
                IllegalArgumentException.class,
                () -> minter(Tokens.config().auth()).mint(ADA, null, ttl));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{\"actions\":[\"fly\"]}", "{\"groups\":{\"a\":\"join\"}}"})
    void whatIsNoGrantIsNotSigned(String grants) {
        assertThrows(
                IllegalArgumentException.class,
                () -> minter(Tokens.config().auth()).mint(ADA, grants, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\uD83D"})
    void whatIsNoUserIsNotSigned(String user) {
        assertThrows(
                IllegalArgumentException.class,
                () -> minter(Tokens.config().auth())
                        .mint(new UserId(new Tenant("demo"), user), null, Duration.ofMinutes(1)));
    }

    @Test
    void aMintedTokenDoesNotPrint() {
        TokenMinter.Minted minted = minter(Tokens.config().auth()).mint(ADA, null, Duration.ofMinutes(5));

        assertFalse(minted.toString().contains(minted.token()));
    }

    private static TokenMinter minter(AuthConfig config) {
        return TokenMinter.of(config, Tokens.CLOCK).orElseThrow();
    }

    private Principal verify(AuthConfig config, TokenMinter.Minted minted) {
        return new TokenVerifier(vertx, config, Tokens.CLOCK)
                .verify(minted.token())
                .result();
    }
}
