package io.ringway.tests.support;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Mints the tokens that a Cognito user pool does, with the claims that its documentation shows, and publishes its key as a
 * JWK set. Set up by the test's thread, answers on an event loop of its own.
 */
public final class UserPool implements AutoCloseable {
    public static final String ID = "eu-north-1_Ringway01";
    public static final String CLIENT = "1h57kf5cpq17m0eml12EXAMPLE";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Duration LIFE = Duration.ofHours(4);

    private final Vertx vertx = Vertx.vertx();
    private final String keyId = UUID.randomUUID().toString();
    private final KeyPair keys;
    private final HttpServer server;

    public UserPool() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        String jwks = jwks();
        server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(jwks))
                .listen(0, "127.0.0.1")
                .await();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.actualPort() + "/" + ID;
    }

    public String jwksUrl() {
        return issuer() + "/.well-known/jwks.json";
    }

    private String jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        JsonObject jwk = new JsonObject()
                .put("kty", "RSA")
                .put("alg", "RS256")
                .put("use", "sig")
                .put("kid", keyId)
                .put("n", unsigned(key.getModulus()))
                .put("e", unsigned(key.getPublicExponent()));
        return new JsonObject().put("keys", new JsonArray().add(jwk)).encode();
    }

    /** Says who somebody is, and which service they belong to; for HTTP requests. */
    public String idToken(String userId, String service) {
        return sign(common(userId, "id")
                .put("aud", CLIENT)
                .put("cognito:username", userId)
                .put("email_verified", true)
                .put("custom:service", service));
    }

    /** Says nothing of a service and has no {@code aud}; for sockets. */
    public String accessToken(String userId) {
        return sign(common(userId, "access")
                .put("client_id", CLIENT)
                .put("username", userId)
                .put("scope", "aws.cognito.signin.user.admin")
                .put("version", 2));
    }

    private JsonObject common(String userId, String use) {
        Instant now = Instant.now();
        return new JsonObject()
                .put("sub", userId)
                .put("iss", issuer())
                .put("token_use", use)
                .put("origin_jti", UUID.randomUUID().toString())
                .put("jti", UUID.randomUUID().toString())
                .put("auth_time", now.getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(LIFE).getEpochSecond());
    }

    private String sign(JsonObject claims) {
        String header = new JsonObject().put("kid", keyId).put("alg", "RS256").encode();
        String body = base64(header) + "." + base64(claims.encode());
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initSign(keys.getPrivate());
            rsa.update(body.getBytes(StandardCharsets.US_ASCII));
            return Secrets.keep(body + "." + BASE64.encodeToString(rsa.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 7518, 2: big-endian, without a sign. */
    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
