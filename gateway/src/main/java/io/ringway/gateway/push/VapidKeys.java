package io.ringway.gateway.push;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * The keys by which push services know this gateway (RFC 8292). Browsers subscribe with the public one, and only who has
 * the private one can send to them. Any thread.
 */
public final class VapidKeys {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final ECPublicKey publicKey;
    private final ECPrivateKey privateKey;

    private VapidKeys(ECPublicKey publicKey, ECPrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /**
     * Both in base64url: the public key's 65 bytes, and the private key's 32.
     *
     * @throws IllegalArgumentException where they are no keys, or do not belong together; says nothing of what they are
     */
    public static VapidKeys of(String publicKey, String privateKey) {
        VapidKeys keys = new VapidKeys(P256.publicKey(decode(publicKey)), P256.privateKey(decode(privateKey)));
        if (!keys.areAPair()) {
            throw new IllegalArgumentException("the public key does not belong to the private one");
        }
        return keys;
    }

    public static VapidKeys generate() {
        KeyPair pair = P256.generate();
        return new VapidKeys((ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate());
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("a key is not in base64url");
        }
    }

    private boolean areAPair() {
        try {
            byte[] text = "pair".getBytes(StandardCharsets.US_ASCII);
            Signature check = algorithm();
            check.initVerify(publicKey);
            check.update(text);
            return check.verify(sign(text));
        } catch (GeneralSecurityException refused) {
            return false;
        }
    }

    /** As the signature of a JWT with ES256. */
    byte[] sign(byte[] text) throws GeneralSecurityException {
        Signature signature = algorithm();
        signature.initSign(privateKey);
        signature.update(text);
        return signature.sign();
    }

    private static Signature algorithm() throws GeneralSecurityException {
        return Signature.getInstance("SHA256withECDSAinP1363Format");
    }

    /** For browsers, as {@code applicationServerKey}. */
    public String publicText() {
        return BASE64.encodeToString(P256.bytes(publicKey));
    }

    /** For the configuration, and nobody else. */
    public String privateText() {
        return BASE64.encodeToString(P256.bytes(privateKey));
    }

    @Override
    public String toString() {
        return "VapidKeys(" + publicText() + ")";
    }
}
