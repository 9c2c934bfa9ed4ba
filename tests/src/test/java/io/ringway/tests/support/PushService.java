package io.ringway.tests.support;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A push service on loopback, and the one browser that it serves: takes what is pushed, and decrypts it (RFC 8291). */
public final class PushService implements AutoCloseable {
    private static final int POINT = 65;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final KeyPair keys;
    private final byte[] auth = "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII);
    private final List<Push> pushes = new CopyOnWriteArrayList<>();

    /** @param topic empty where there is none */
    public record Push(String path, JsonObject notice, int ttl, String urgency, String topic, String authorization) {}

    public PushService() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .await();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            pushes.add(new Push(
                    request.path(),
                    new JsonObject(decrypt(body.getBytes())),
                    Integer.parseInt(request.getHeader("TTL")),
                    request.getHeader("Urgency"),
                    Objects.requireNonNullElse(request.getHeader("Topic"), ""),
                    request.getHeader("Authorization")));
            request.response().setStatusCode(201).end();
        });
    }

    /** Where a subscription of this browser's is pushed to. */
    public String endpoint(String name) {
        return "http://127.0.0.1:" + server.actualPort() + "/" + name;
    }

    /** As {@code PushSubscription.toJSON()} has them. */
    public Map<String, String> keys() {
        return Map.of("p256dh", base64(point()), "auth", base64(auth));
    }

    /** Waits for a push. */
    public Push await(String what, Predicate<Push> which) {
        return org.awaitility.Awaitility.await(what)
                .until(() -> pushes.stream().filter(which).findFirst().orElse(null), Objects::nonNull);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] point() {
        ECPoint w = ((ECPublicKey) keys.getPublic()).getW();
        byte[] point = new byte[POINT];
        point[0] = 4;
        put(w.getAffineX(), point, 1);
        put(w.getAffineY(), point, 33);
        return point;
    }

    private static void put(BigInteger number, byte[] into, int at) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, into, at + 32 - length, length);
    }

    private String decrypt(byte[] body) {
        try {
            byte[] salt = Arrays.copyOf(body, 16);
            byte[] sender = Arrays.copyOfRange(body, 21, 21 + POINT);
            ECPoint w = new ECPoint(
                    new BigInteger(1, Arrays.copyOfRange(sender, 1, 33)),
                    new BigInteger(1, Arrays.copyOfRange(sender, 33, POINT)));
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(keys.getPrivate());
            agreement.doPhase(
                    KeyFactory.getInstance("EC")
                            .generatePublic(new ECPublicKeySpec(w, ((ECPublicKey) keys.getPublic()).getParams())),
                    true);
            byte[] info = ByteBuffer.allocate(14 + 2 * POINT + 1)
                    .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                    .put(point())
                    .put(sender)
                    .put((byte) 1)
                    .array();
            byte[] secret = hmac(salt, hmac(hmac(auth, agreement.generateSecret()), info));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(Arrays.copyOf(derive(secret, "aes128gcm"), 16), "AES"),
                    new GCMParameterSpec(128, Arrays.copyOf(derive(secret, "nonce"), 12)));
            byte[] padded = cipher.doFinal(Arrays.copyOfRange(body, 21 + POINT, body.length));
            return new String(padded, 0, padded.length - 1, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("nobody could read that push", e);
        }
    }

    private static byte[] derive(byte[] secret, String what) throws GeneralSecurityException {
        return hmac(secret, ("Content-Encoding: " + what + "\0\1").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
