package io.ringway.gateway.config;

/** A signature algorithm of JSON Web Signature (RFC 7518, RFC 8037) by its name there. */
public enum Algorithm implements Values.Named {
    HS256("HS256"),
    HS384("HS384"),
    HS512("HS512"),
    RS256("RS256"),
    ES256("ES256"),
    EDDSA("EdDSA");

    private final String jose;

    Algorithm(String jose) {
        this.jose = jose;
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
