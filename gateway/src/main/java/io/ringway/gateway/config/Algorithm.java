package io.ringway.gateway.config;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/** A signature algorithm of JSON Web Signature (RFC 7518, RFC 8037) by its name there. */
public enum Algorithm implements Values.Named {
    HS256("HS256"),
    HS384("HS384"),
    HS512("HS512"),
    RS256("RS256"),
    ES256("ES256"),
    EDDSA("EdDSA");

    private static final int MIN_RSA_BITS = 2048;
    private static final int P256_BITS = 256;

    private final String jose;

    Algorithm(String jose) {
        this.jose = jose;
    }

    /** What a public key serves; null where it is for none of them, or too weak. */
    public static @Nullable Algorithm of(@Nullable PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa when rsa.getModulus().bitLength() >= MIN_RSA_BITS -> RS256;
            case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P256_BITS -> ES256;
            case EdECPublicKey ed when ed.getParams().getName().equals("Ed25519") -> EDDSA;
            case null, default -> null;
        };
    }

    /** Whether the key is a shared secret. */
    public boolean isSymmetric() {
        return this == HS256 || this == HS384 || this == HS512;
    }

    /** The name in a token's header. */
    @Override
    public String written() {
        return jose;
    }
}
