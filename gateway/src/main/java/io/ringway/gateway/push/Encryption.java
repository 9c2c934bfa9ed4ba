package io.ringway.gateway.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Messages that only the browser of a subscription can read: RFC 8291, by the content coding aes128gcm of RFC 8188, in one
 * record. Takes about a millisecond of the processor. Any thread.
 */
final class Encryption {
    /** The longest plaintext: what push services have to take is a body of 4,096 bytes, of which 103 are overhead. */
    static final int MAX_PLAINTEXT = 3_993;

    private static final int SALT_BYTES = 16;
    private static final int RECORD_BYTES = 4_096;
    private static final int KEY_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte LAST_RECORD = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Encryption() {}

    /** The body of a request to the subscription's push service. */
    static byte[] encrypt(Subscription to, byte[] plaintext) throws GeneralSecurityException {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return encrypt(to, plaintext, P256.generate(), salt);
    }

    /** As {@link #encrypt(Subscription, byte[])}, with what has to be new each time given. */
    static byte[] encrypt(Subscription to, byte[] plaintext, KeyPair own, byte[] salt) throws GeneralSecurityException {
        if (plaintext.length > MAX_PLAINTEXT) {
            throw new IllegalArgumentException(plaintext.length + " bytes are too many for one push");
        }
        byte[] sender = P256.bytes((ECPublicKey) own.getPublic());
        byte[] receiver = to.key().array();
        byte[] shared = P256.agree(own.getPrivate(), P256.publicKey(receiver));
        byte[] both = hmac(to.auth().array(), shared);
        byte[] input = expand(both, concat(ascii("WebPush: info\0"), receiver, sender));
        byte[] secret = hmac(salt, input);
        byte[] key = Arrays.copyOf(expand(secret, ascii("Content-Encoding: aes128gcm\0")), KEY_BYTES);
        byte[] nonce = Arrays.copyOf(expand(secret, ascii("Content-Encoding: nonce\0")), NONCE_BYTES);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        byte[] ciphertext = cipher.doFinal(concat(plaintext, new byte[] {LAST_RECORD}));
        return ByteBuffer.allocate(SALT_BYTES + Integer.BYTES + 1 + sender.length + ciphertext.length)
                .put(salt)
                .putInt(RECORD_BYTES)
                .put((byte) sender.length)
                .put(sender)
                .put(ciphertext)
                .array();
    }

    /** HKDF's second step, for at most the 32 bytes that everything here needs. */
    private static byte[] expand(byte[] key, byte[] info) throws GeneralSecurityException {
        return hmac(key, concat(info, new byte[] {1}));
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }
}
