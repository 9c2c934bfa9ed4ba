package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.limits.ClientAddress;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is remembered of tokens whose keys are not known, and held against whom. */
class PresentedTest {
    private static final ClientAddress FLOOD = new ClientAddress("203.0.113.1", false);
    private static final ClientAddress GUEST = new ClientAddress("203.0.113.2", false);
    private static final KeyPair OTHER = Tokens.pair("RSA", 2048);
    private static final VerificationKey FIRST = key(Tokens.RSA, "first");
    private static final KeySet BEFORE = new KeySet(List.of(FIRST));

    private final Presented presented = new Presented();

    @Test
    void tokensWithoutEndAreNotRememberedWithoutEnd() {
        assertEquals(1, show("first", GUEST, 1).since());
        assertEquals(1, show("first", GUEST, 2).since());
        for (int i = 0; i < 2 * Presented.MAX_TOKENS; i++) {
            show("token " + i, new ClientAddress("address " + i, false), 3);
        }
        assertEquals(Presented.MAX_TOKENS, presented.size());
        assertEquals(4, show("first", GUEST, 4).since(), "forgotten, since nobody has shown more");
    }

    @Test
    void aFloodOfOneAddressPushedOutWhatOthersHadShown() {
        show("honest", GUEST, 1);
        for (int i = 0; i < 2 * Presented.MAX_TOKENS; i++) {
            show("token " + i, FLOOD, 2);
        }
        assertEquals(Presented.MAX_OF_ADDRESS + 1, presented.size());
        assertEquals(1, show("honest", GUEST, 3).since());
    }

    @Test
    void aFloodOfManyAddressesPushesOutThoseThatHaveMost() {
        show("honest", GUEST, 1);
        for (int i = 0; i < 2 * Presented.MAX_TOKENS; i++) {
            show("token " + i, new ClientAddress("address " + i % 1_000, false), 2);
        }
        assertEquals(Presented.MAX_TOKENS, presented.size());
        assertEquals(1, show("honest", GUEST, 3).since());
    }

    @Test
    void whoWasToldToTryAgainIsCountedOnceTheKeysWereRead() {
        putOff("one", "made up", FLOOD, 10);
        putOff("two", "made up", FLOOD, 20);
        show("three", FLOOD, 20);
        assertEquals(List.of(), presented.read(BEFORE, 9), "began before they came");
        assertEquals(List.of(FLOOD), presented.read(BEFORE, 10));
        assertEquals(List.of(FLOOD), presented.read(BEFORE, 30), "the other, and nobody twice");
        assertEquals(List.of(), presented.read(BEFORE, 40));
    }

    @Test
    void whoShowsTheSameOverAndOverIsCountedOnceForEachReading() {
        for (int i = 0; i < 100; i++) {
            putOff("one", "made up", FLOOD, i);
        }
        assertEquals(List.of(FLOOD), presented.read(BEFORE, 100));
    }

    @Test
    void aFloodCostsItsAddressAsMuchAsIsRememberedOfIt() {
        for (int i = 0; i < 1_000; i++) {
            putOff("token " + i, "made up " + i, FLOOD, 1);
        }
        assertEquals(Presented.MAX_OF_ADDRESS, presented.read(BEFORE, 2).size());
    }

    @Test
    void aTokenOfAKeyThatHasJustBeenPublishedIsHeldAgainstNobody() {
        putOff("honest", "second", GUEST, 1);
        putOff("nameless", null, GUEST, 1);
        putOff("forged", "made up", FLOOD, 1);
        assertEquals(List.of(FLOOD), presented.read(set(key(Tokens.RSA, "first"), key(OTHER, "second")), 2));
    }

    /** A key without an id may have signed what names one. */
    @Test
    void aTokenOfANewKeyWithoutAnIdIsHeldAgainstNobody() {
        putOff("named", "second", GUEST, 1);
        putOff("nameless", null, GUEST, 1);
        assertEquals(List.of(), presented.read(set(key(Tokens.RSA, "first"), key(OTHER, null)), 2));
    }

    @Test
    void aTokenWithoutAKeyIdIsForgedWhereNoKeyIsNew() {
        putOff("nameless", null, FLOOD, 1);
        assertEquals(List.of(FLOOD), presented.read(set(key(Tokens.RSA, "first")), 2), "the same key, read anew");
    }

    private Presented.Shown show(String token, ClientAddress from, long now) {
        return presented.shown(token, jws("unknown"), from, now);
    }

    private void putOff(String token, @Nullable String keyId, ClientAddress from, long now) {
        presented.putOff(presented.shown(token, jws(keyId), from, now), BEFORE);
    }

    private static KeySet set(VerificationKey... keys) {
        return new KeySet(List.of(keys));
    }

    private static VerificationKey key(KeyPair pair, @Nullable String id) {
        JsonObject jwk = Tokens.jwk(pair.getPublic(), "");
        if (id == null) {
            jwk.remove("kid");
        } else {
            jwk.put("kid", id);
        }
        return VerificationKey.ofJwk(jwk).orElseThrow();
    }

    private static Jws jws(@Nullable String keyId) {
        JsonObject header = Tokens.header("RS256");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        try {
            return Jws.parse(Tokens.base64(header.encode()) + ".e30." + Tokens.base64("signature"));
        } catch (AuthException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
