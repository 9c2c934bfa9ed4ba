package io.ringway.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/** A certificate and its key: both or none. */
public record TlsConfig(
        @Setting(
                doc = "The certificate chain, in PEM. Its key is RSA, or EC on P-256, P-384 or P-521.",
                allowed = "a readable file")
        Optional<Path> certificate,

        @Setting(
                doc = "The private key of the certificate, in PEM (PKCS#8, PKCS#1 or SEC 1), without a passphrase.",
                allowed = "a readable file")
        Optional<Path> key) {
    public TlsConfig {
        Check.of(TlsConfig.class, certificate, key)
                .that(certificate.isEmpty() || key.isPresent(), "key", "is missing", "the key of http.tls.certificate")
                .that(key.isEmpty() || certificate.isPresent(), "certificate", "is missing", "the one of http.tls.key")
                .done();
    }

    public boolean enabled() {
        return certificate.isPresent();
    }
}
