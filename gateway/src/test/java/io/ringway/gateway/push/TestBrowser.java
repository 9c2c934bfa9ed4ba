package io.ringway.gateway.push;

import io.ringway.cluster.Bytes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The other end of a subscription: reads what only it can, by RFC 8291 as a receiver. */
final class TestBrowser {
    private final KeyPair keys;
    private final byte[] auth;
    private final URI endpoint;

    TestBrowser(String endpoint) {
        this(endpoint, P256.generate(), new byte[16]);
    }

    TestBrowser(String endpoint, KeyPair keys, byte[] auth) {
        this.endpoint = URI.create(endpoint);
        this.keys = keys;
        this.auth = auth;
    }

    Subscription subscription() {
        return new Subscription(endpoint, Bytes.wrap(point()), Bytes.wrap(auth));
    }

    private byte[] point() {
        return P256.bytes((ECPublicKey) keys.getPublic());
    }

    String p256dh() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(point());
    }

    String auth() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(auth);
    }

    String read(byte[] body) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = take(in, 16);
        in.getInt();
        byte[] sender = take(in, in.get());
        byte[] shared = P256.agree(keys.getPrivate(), P256.publicKey(sender));
        byte[] info = ByteBuffer.allocate(14 + 65 + 65 + 1)
                .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                .put(point())
                .put(sender)
                .put((byte) 1)
                .array();
        byte[] secret = hmac(salt, hmac(hmac(auth, shared), info));
        byte[] key =
                Arrays.copyOf(hmac(secret, "Content-Encoding: aes128gcm\0\1".getBytes(StandardCharsets.US_ASCII)), 16);
        byte[] nonce =
                Arrays.copyOf(hmac(secret, "Content-Encoding: nonce\0\1".getBytes(StandardCharsets.US_ASCII)), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        byte[] padded = cipher.doFinal(take(in, in.remaining()));
        int end = padded.length - 1;
        while (padded[end] == 0) {
            end--;
        }
        return new String(padded, 0, end, StandardCharsets.UTF_8);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }
}
