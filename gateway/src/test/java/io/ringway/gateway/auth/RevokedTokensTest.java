package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.AuthException.Reason;
import io.ringway.gateway.auth.Revocation.Kind;
import io.ringway.gateway.config.AuthConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tokens of a user a revocation reaches, where clocks differ. */
class RevokedTokensTest {
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Instant> now = new AtomicReference<>(Tokens.NOW);
    private final AuthConfig config = Tokens.config().auth();
    private final Revocations revocations = new Revocations(now::get, 3);
    private final TokenVerifier verifier = new TokenVerifier(vertx, config, revocations, address -> {}, now::get);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void revoke(Instant since) {
        long until = since.plus(Duration.ofDays(1)).toEpochMilli();
        revocations.add(new Revocation(Kind.TOKENS, ADA.tenant(), ADA.id(), since.toEpochMilli(), until, until)
                .after(revocations.revokedUntil(ADA)));
    }

    private static String issued(double iat) {
        return issued(Tokens.claims().put("iat", iat));
    }

    private static String issued(JsonObject claims) {
        return Tokens.hs256(Tokens.header("HS256"), claims);
    }

    private String outcome(String token) {
        return verifier.verify(token)
                .map(principal -> "good")
                .otherwise(refused -> ((AuthException) refused).reason().name())
                .result();
    }

    @Test
    void aTokenOfAClockThatIsAheadIsRevokedToo() {
        double seconds = Tokens.NOW.getEpochSecond();
        Principal open = verifier.verify(issued(seconds + 5)).result();
        assertEquals(ADA, open.user());

        revoke(Tokens.NOW);

        assertEquals(Kind.TOKENS, revocations.against(open), "who is here with it");
        for (Duration later : new Duration[] {Duration.ZERO, Duration.ofSeconds(4), Duration.ofMinutes(30)}) {
            now.set(Tokens.NOW.plus(later));
            assertEquals(Reason.REVOKED.name(), outcome(issued(seconds + 5)), "who comes with it after " + later);
        }
        assertEquals("good", outcome(issued(seconds + 5.001)), "later than any clock may have been");
    }

    @Test
    void aTokenFromTheFutureIsRefusedUntilItsTime() {
        double seconds = Tokens.NOW.getEpochSecond();
        assertEquals(Reason.ISSUED_AHEAD.name(), outcome(issued(seconds + 30)));
        revoke(Tokens.NOW.plusSeconds(10));
        now.set(Tokens.NOW.plusSeconds(25));
        assertEquals("good", outcome(issued(seconds + 30)), "issued after the revocation, by any clock");
    }

    @Test
    void whatANodeMintsAfterARevocationIsGoodAtOnce() {
        TokenMinter minter = verifier.minter().orElseThrow();
        String before = minter.mint(ADA, null, Duration.ofHours(1)).token();
        revoke(Tokens.NOW);

        assertEquals(Reason.REVOKED.name(), outcome(before));
        assertEquals("good", outcome(minter.mint(ADA, null, Duration.ofHours(1)).token()), "in the same millisecond");

        revoke(Tokens.NOW.plusSeconds(60));
        String behind = minter.mint(ADA, null, Duration.ofHours(1)).token();
        assertEquals("good", outcome(behind), "by a node whose clock is behind that of the one that was told");
        assertEquals(
                "good", outcome(minter.renew(behind, ADA, Duration.ofHours(1)).token()));
    }

    private static String mint(TokenMinter minter) {
        return minter.mint(ADA, null, Duration.ofHours(1)).token();
    }

    @Test
    void aTokenFromBetweenTwoRevocationsInOneMillisecondIsRevoked() {
        TokenMinter minter = verifier.minter().orElseThrow();
        revoke(Tokens.NOW);
        String between = mint(minter);
        assertEquals("good", outcome(between));

        revoke(Tokens.NOW);

        assertEquals(Reason.REVOKED.name(), outcome(between));
        assertEquals("good", outcome(mint(minter)), "minted right after");
    }

    @Test
    void aTokenOfANodeThatIsAheadIsRevokedByOneThatIsBehind() {
        TokenMinter minter = verifier.minter().orElseThrow();
        now.set(Tokens.NOW.plus(config.clockSkew()));
        String ahead = mint(minter);
        assertEquals("good", outcome(ahead));

        revoke(Tokens.NOW);

        assertEquals(Reason.REVOKED.name(), outcome(ahead));
        String after = mint(minter);
        assertEquals("good", outcome(after));
        revoke(Tokens.NOW);
        assertEquals(Reason.REVOKED.name(), outcome(after), "and so is the next one");
    }

    @Test
    void aRevocationHoldsForAsLongAsATokenFromBeforeItIsTaken() {
        long since = Tokens.NOW.toEpochMilli();
        long until = verifier.lastUse(Long.MAX_VALUE);
        revocations.add(new Revocation(Kind.TOKENS, ADA.tenant(), ADA.id(), since, until, until));
        Instant latest = Tokens.NOW.plus(config.maxLifetime()).plus(config.clockSkew());
        refusedUntilItsEnd(issued(Tokens.claims().put("exp", latest.getEpochSecond())), latest);
    }

    @Test
    void theRevocationOfOneTokenHoldsForAsLongAsItIsTaken() {
        Instant end = Tokens.NOW.plusSeconds(60);
        long until = verifier.lastUse(end.toEpochMilli());
        revocations.add(new Revocation(Kind.TOKEN, ADA.tenant(), "one", Tokens.NOW.toEpochMilli(), until, until));
        refusedUntilItsEnd(issued(Tokens.claims().put("jti", "one").put("exp", end.getEpochSecond())), end);
    }

    private void refusedUntilItsEnd(String token, Instant end) {
        Instant over = end.plus(config.clockSkew());
        assertEquals(Reason.REVOKED.name(), outcome(token));
        now.set(over.minusMillis(1));
        assertEquals(Reason.REVOKED.name(), outcome(token), "clocks may differ");
        now.set(over);
        assertEquals(Reason.EXPIRED.name(), outcome(token));
    }

    @Test
    void onlyTheSharedSecretSaysThatANodeMadeIt() {
        AuthConfig published = Tokens.config("auth.public_keys", Tokens.pem(Tokens.RSA.getPublic()))
                .auth();
        TokenVerifier both = new TokenVerifier(vertx, published, revocations, address -> {}, now::get);
        revoke(Tokens.NOW);
        JsonObject claims = Tokens.claims()
                .put("iat", Tokens.NOW.getEpochSecond())
                .put("ringway_iat", Tokens.NOW.toEpochMilli() + 1);
        String foreign = Tokens.signed("SHA256withRSA", Tokens.RSA.getPrivate(), Tokens.header("RS256"), claims);
        AuthException refused = (AuthException) both.verify(foreign).cause();
        assertEquals(Reason.REVOKED, refused.reason());
    }
}
