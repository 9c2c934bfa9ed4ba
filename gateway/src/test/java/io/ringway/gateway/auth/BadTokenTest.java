package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.auth.AuthException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of tokens that must not be accepted, whatever keys there are (RFC 8725 and worse). */
class BadTokenTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final TokenVerifier VERIFIER = new TokenVerifier(
            VERTX,
            Tokens.config(
                            "auth.public_keys",
                            String.join(
                                    ",",
                                    Tokens.pem(Tokens.RSA.getPublic()),
                                    Tokens.pem(Tokens.EC.getPublic()),
                                    Tokens.pem(Tokens.ED.getPublic())),
                            "auth.issuer",
                            "https://issuer.example",
                            "auth.audience",
                            "ringway")
                    .auth(),
            Tokens.CLOCK);
    private static final long NOW = Tokens.NOW.getEpochSecond();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @Test
    void theGoodTokenBesideTheTableIsAccepted() {
        assertTrue(VERIFIER.verify(good()).succeeded());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void isRefused(String name, Reason reason, String token) {
        Future<Principal> answer = VERIFIER.verify(token);

        assertTrue(answer.failed(), name);
        AuthException refused = assertInstanceOf(AuthException.class, answer.cause());
        assertEquals(reason, refused.reason());
        assertEquals(0, refused.getStackTrace().length);
    }

    @Test
    void theTableIsLong() {
        assertTrue(table().count() >= 40);
    }

    static Stream<Arguments> table() {
        List<Arguments> table = new ArrayList<>();
        forms(table);
        headers(table);
        algorithms(table);
        signatures(table);
        times(table);
        identities(table);
        grants(table);
        return table.stream();
    }

    private static void forms(List<Arguments> table) {
        String good = good();
        add(table, "empty", Reason.MALFORMED, "");
        add(table, "dots alone", Reason.MALFORMED, "..");
        add(table, "two parts", Reason.MALFORMED, good.substring(0, good.lastIndexOf('.')));
        add(table, "four parts", Reason.MALFORMED, good + ".e30");
        add(table, "five parts, as an encrypted one", Reason.MALFORMED, "e30.e30.e30.e30.e30");
        add(table, "no signature", Reason.MALFORMED, good.substring(0, good.lastIndexOf('.') + 1));
        add(table, "no header", Reason.MALFORMED, good.substring(good.indexOf('.')));
        add(table, "padding", Reason.MALFORMED, good + "=");
        add(table, "base64 of the other alphabet", Reason.MALFORMED, good.substring(0, good.length() - 1) + "+");
        add(table, "a blank in front", Reason.MALFORMED, " " + good);
        add(table, "a line feed behind", Reason.MALFORMED, good + "\n");
        add(table, "another way to write the last byte", Reason.MALFORMED, otherLastCharacter(good));
        add(table, "over-long", Reason.TOO_LONG, good + "A".repeat(9000));
        add(table, "Unicode digits", Reason.MALFORMED, "\u0661" + good.substring(1));
        add(table, "header is no JSON", Reason.MALFORMED, Tokens.hs256("HS256", claims().encode()));
        add(table, "header is a list", Reason.MALFORMED, Tokens.hs256("[]", claims().encode()));
        add(
                table,
                "payload is no JSON",
                Reason.MALFORMED,
                Tokens.hs256(Tokens.header("HS256").encode(), "ada"));
        add(
                table,
                "payload is a list",
                Reason.MALFORMED,
                Tokens.hs256(Tokens.header("HS256").encode(), "[]"));
        add(
                table,
                "payload is nested deep",
                Reason.MALFORMED,
                payload("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}"));
        add(table, "something behind the payload", Reason.MALFORMED, payload(claims().encode() + "{}"));
        add(table, "a token within a token", Reason.MALFORMED, payload(good));
        add(
                table,
                "a claim twice",
                Reason.MALFORMED,
                payload("{\"sub\":\"eve\"," + claims().encode().substring(1)));
        add(table, "a number of a thousand digits", Reason.MALFORMED, payload("{\"exp\":" + "9".repeat(1000) + "}"));
    }

    private static void headers(List<Arguments> table) {
        JsonObject hs256 = Tokens.header("HS256");
        add(
                table,
                "a type for something else",
                Reason.HEADER,
                Tokens.hs256(hs256.copy().put("typ", "logout+jwt"), claims()));
        add(
                table,
                "a type that is no text",
                Reason.HEADER,
                Tokens.hs256(hs256.copy().put("typ", 1), claims()));
        add(
                table,
                "critical extensions",
                Reason.HEADER,
                Tokens.hs256(hs256.copy().put("crit", new JsonArray().add("b64")), claims()));
        add(
                table,
                "an unencoded payload",
                Reason.HEADER,
                Tokens.hs256(hs256.copy().put("b64", false), claims()));
        add(table, "compression", Reason.HEADER, Tokens.hs256(hs256.copy().put("zip", "DEF"), claims()));
        add(
                table,
                "a key id that is no text",
                Reason.HEADER,
                Tokens.hs256(hs256.copy().put("kid", 7), claims()));
        add(
                table,
                "a key id of a kilobyte",
                Reason.HEADER,
                Tokens.hs256(hs256.copy().put("kid", "k".repeat(1024)), claims()));
        add(
                table,
                "a header name twice",
                Reason.MALFORMED,
                Tokens.hs256("{\"alg\":\"none\",\"alg\":\"HS256\"}", claims().encode()));
        add(
                table,
                "a key brought along",
                Reason.SIGNATURE,
                Tokens.signed(
                        "SHA256withRSA",
                        STRANGER,
                        Tokens.header("RS256").put("jwk", Tokens.jwk(STRANGER_PUBLIC, "x")),
                        claims()));
        add(
                table,
                "a key set of its own",
                Reason.SIGNATURE,
                Tokens.signed(
                        "SHA256withRSA",
                        STRANGER,
                        Tokens.header("RS256").put("jku", "https://evil.example/jwks"),
                        claims()));
        add(
                table,
                "a key id that is a path",
                Reason.SIGNATURE,
                Tokens.mac(
                        "HmacSHA256",
                        new byte[] {0},
                        hs256.copy().put("kid", "../../dev/null").encode(),
                        claims().encode()));
        add(
                table,
                "a key id that is SQL",
                Reason.SIGNATURE,
                Tokens.mac(
                        "HmacSHA256",
                        "x".getBytes(StandardCharsets.UTF_8),
                        hs256.copy().put("kid", "' UNION SELECT 'x").encode(),
                        claims().encode()));
    }

    private static final java.security.KeyPair STRANGERS = Tokens.pair("RSA", 2048);
    private static final java.security.PrivateKey STRANGER = STRANGERS.getPrivate();
    private static final java.security.PublicKey STRANGER_PUBLIC = STRANGERS.getPublic();

    private static void algorithms(List<Arguments> table) {
        String unsigned = Tokens.base64(Tokens.header("none").encode()) + "." + Tokens.base64(claims().encode()) + ".";
        add(table, "none, without a signature", Reason.ALGORITHM, alg("none", false));
        add(table, "none, with a signature", Reason.ALGORITHM, unsigned + "AAAA");
        for (String name : List.of(
                "None", "NONE", "nOnE", "hs256", "HS1", "HS256 ", "", "RS384", "RS512", "PS256", "ES384", "ES256K",
                "EdDSA2")) {
            add(table, "algorithm \"" + name + "\"", Reason.ALGORITHM, alg(name, true));
        }
        add(table, "no algorithm", Reason.ALGORITHM, Tokens.hs256(new JsonObject(), claims()));
        add(
                table,
                "an algorithm that is no text",
                Reason.ALGORITHM,
                Tokens.hs256(new JsonObject().put("alg", 256), claims()));
        byte[] pem = Tokens.pem(Tokens.RSA.getPublic()).getBytes(StandardCharsets.UTF_8);
        add(
                table,
                "the public key taken for a secret",
                Reason.SIGNATURE,
                Tokens.mac("HmacSHA256", pem, Tokens.header("HS256").encode(), claims().encode()));
        add(
                table,
                "the public key's bytes taken for a secret",
                Reason.SIGNATURE,
                Tokens.mac(
                        "HmacSHA256",
                        Tokens.RSA.getPublic().getEncoded(),
                        Tokens.header("HS256").encode(),
                        claims().encode()));
        add(
                table,
                "signed with one algorithm, said to be another",
                Reason.SIGNATURE,
                Tokens.hs256(Tokens.header("HS512"), claims()));
    }

    private static void signatures(List<Arguments> table) {
        String good = good();
        String signed = good.substring(0, good.lastIndexOf('.'));
        add(
                table,
                "another secret",
                Reason.SIGNATURE,
                Tokens.mac(
                        "HmacSHA256",
                        "guess".getBytes(StandardCharsets.UTF_8),
                        Tokens.header("HS256").encode(),
                        claims().encode()));
        add(
                table,
                "the payload changed",
                Reason.SIGNATURE,
                signed.substring(0, signed.indexOf('.') + 1)
                        + Tokens.base64(claims().put("sub", "eve").encode())
                        + good.substring(good.lastIndexOf('.')));
        add(table, "the signature cut", Reason.SIGNATURE, signed + "." + Tokens.base64(new byte[16]));
        add(table, "a signature of zeros", Reason.SIGNATURE, signed + "." + Tokens.base64(new byte[32]));
        add(table, "an RSA signature of zeros", Reason.SIGNATURE, alg("RS256", new byte[256]));
        add(table, "an ECDSA signature of zeros (CVE-2022-21449)", Reason.SIGNATURE, alg("ES256", new byte[64]));
        add(table, "an EdDSA signature of zeros", Reason.SIGNATURE, alg("EdDSA", new byte[64]));
        add(
                table,
                "a stranger's RSA key",
                Reason.SIGNATURE,
                Tokens.signed("SHA256withRSA", STRANGER, Tokens.header("RS256"), claims()));
        add(
                table,
                "an ECDSA signature in ASN.1",
                Reason.SIGNATURE,
                Tokens.signed("SHA256withECDSA", Tokens.EC.getPrivate(), Tokens.header("ES256"), claims()));
    }

    private static void times(List<Arguments> table) {
        add(table, "expired", Reason.EXPIRED, with("exp", NOW - 60));
        add(table, "expired in 1970", Reason.EXPIRED, with("exp", 0));
        add(table, "no exp", Reason.LIFETIME, without("exp"));
        add(table, "exp is a text", Reason.LIFETIME, with("exp", String.valueOf(NOW + 60)));
        add(table, "exp is null", Reason.LIFETIME, with("exp", null));
        add(table, "exp is negative", Reason.LIFETIME, with("exp", -1));
        add(table, "exp in milliseconds", Reason.LIFETIME, with("exp", (NOW + 60) * 1000));
        add(
                table,
                "exp of a googol",
                Reason.LIFETIME,
                payload(claims().encode().replaceAll("\"exp\":\\d+", "\"exp\":1e100")));
        add(
                table,
                "exp beyond every double",
                Reason.LIFETIME,
                payload(claims().encode().replaceAll("\"exp\":\\d+", "\"exp\":1e999999999")));
        add(table, "not yet valid", Reason.NOT_YET, with("nbf", NOW + 60));
        add(table, "nbf is a text", Reason.NOT_YET, with("nbf", "now"));
        add(table, "issued in a minute", Reason.ISSUED_AHEAD, with("iat", NOW + 60));
        add(table, "issued a moment later than clocks may differ", Reason.ISSUED_AHEAD, with("iat", NOW + 5.001));
        add(table, "iat of a googol", Reason.ISSUED_AHEAD, with("iat", 1e100));
    }

    private static void identities(List<Arguments> table) {
        add(table, "no sub", Reason.SUBJECT, without("sub"));
        add(table, "an empty sub", Reason.SUBJECT, with("sub", ""));
        add(table, "sub is a number", Reason.SUBJECT, with("sub", 7));
        add(table, "an over-long sub", Reason.SUBJECT, with("sub", "a".repeat(257)));
        add(table, "a line feed in sub", Reason.SUBJECT, with("sub", "ada\nroot"));
        add(
                table,
                "half a surrogate pair in sub",
                Reason.SUBJECT,
                payload(claims().encode().replace("\"ada\"", "\"\\ud83d\"")));
        add(table, "no service", Reason.TENANT, without("service"));
        add(table, "an empty service", Reason.TENANT, with("service", ""));
        add(table, "service is null", Reason.TENANT, with("service", null));
        add(table, "service is a list", Reason.TENANT, with("service", new JsonArray().add("demo")));
        add(table, "two services that differ", Reason.TENANT, with("custom:service", "other"));
        add(table, "another issuer", Reason.ISSUER, with("iss", "https://issuer.example/"));
        add(table, "no issuer", Reason.ISSUER, without("iss"));
        add(table, "issuers in a list", Reason.ISSUER, with("iss", new JsonArray().add("https://issuer.example")));
        add(table, "another audience", Reason.AUDIENCE, with("aud", "ringway2"));
        add(table, "no audience", Reason.AUDIENCE, without("aud"));
        add(table, "an empty list of audiences", Reason.AUDIENCE, with("aud", new JsonArray()));
        add(table, "audience is an object", Reason.AUDIENCE, with("aud", new JsonObject().put("ringway", true)));
    }

    private static void grants(List<Arguments> table) {
        add(table, "grants are a text", Reason.GRANTS, with("ringway", "*"));
        add(table, "grants are null", Reason.GRANTS, with("ringway", null));
        add(
                table,
                "groups are a list",
                Reason.GRANTS,
                with("ringway", new JsonObject().put("groups", new JsonArray().add("*"))));
        add(
                table,
                "an action there is not",
                Reason.GRANTS,
                with("ringway", new JsonObject().put("actions", new JsonArray().add("admin"))));
        add(
                table,
                "an action in the wrong place",
                Reason.GRANTS,
                with("ringway", new JsonObject().put("actions", new JsonArray().add("join"))));
        add(
                table,
                "an empty pattern",
                Reason.GRANTS,
                with("ringway", new JsonObject("{\"groups\":{\"\":[\"join\"]}}")));
        add(
                table,
                "a pattern of stars",
                Reason.GRANTS,
                with("ringway", new JsonObject("{\"groups\":{\"" + "*a".repeat(20) + "\":[\"join\"]}}")));
    }

    private static JsonObject claims() {
        return Tokens.claims().put("iss", "https://issuer.example").put("aud", "ringway");
    }

    private static String good() {
        return Tokens.hs256(Tokens.header("HS256"), claims());
    }

    private static String payload(String json) {
        return Tokens.hs256(Tokens.header("HS256").encode(), json);
    }

    private static String with(String claim, @org.jspecify.annotations.Nullable Object value) {
        return Tokens.hs256(Tokens.header("HS256"), claims().put(claim, value));
    }

    private static String without(String claim) {
        JsonObject claims = claims();
        claims.remove(claim);
        return Tokens.hs256(Tokens.header("HS256"), claims);
    }

    private static String alg(String name, boolean signed) {
        String token = Tokens.hs256(Tokens.header(name), claims());
        return signed ? token : token.substring(0, token.lastIndexOf('.') + 1);
    }

    private static String alg(String name, byte[] signature) {
        String token = alg(name, false);
        return token + Tokens.base64(signature);
    }

    /** 32 bytes take 43 characters, of which the last has two bits to spare. */
    private static String otherLastCharacter(String token) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1);
    }

    private static void add(List<Arguments> table, String name, Reason reason, String token) {
        table.add(Arguments.of(name, reason, token));
    }
}
