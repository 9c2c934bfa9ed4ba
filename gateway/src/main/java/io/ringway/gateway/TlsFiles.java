package io.ringway.gateway;

import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.TlsConfig;
import io.ringway.gateway.http.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of HTTPS before anything is started, so that a wrong one is named by its key, and not found out by a server
 * that listens. Blocks.
 */
final class TlsFiles {
    private static final String CERTIFICATE = "http.tls.certificate";
    private static final String KEY = "http.tls.key";

    private static final String A_KEY = "a private key without a passphrase (PKCS#8, PKCS#1 or SEC 1)";

    /** What makes one that can be read of whatever openssl reads. */
    private static final String CONVERTED = A_KEY + ", as `openssl pkcs8 -topk8 -nocrypt` writes it,";

    private static final List<String> CURVES = List.of("secp256r1", "secp384r1", "secp521r1");
    private static final String KINDS = "RSA, or EC on P-256, P-384 or P-521";

    private static final byte[] PROBE = {1, 2, 3};

    private TlsFiles() {}

    /**
     * The files of the configuration; null where there are none.
     *
     * @throws ConfigException where one cannot be used, or they do not belong together
     */
    static ServerOptions.@Nullable Tls of(TlsConfig config) {
        if (!config.enabled()) {
            return null;
        }
        Path certificate = config.certificate().orElseThrow();
        Path key = config.key().orElseThrow();
        PublicKey open = publicKey(certificate);
        if (!isServed(open)) {
            throw new ConfigException(
                    CERTIFICATE, "has a key of a kind that is not served, " + open.getAlgorithm(), "one of " + KINDS);
        }
        if (!belong(open, privateKey(key, open))) {
            throw new ConfigException(KEY, "does not belong to the certificate", "the key of " + CERTIFICATE);
        }
        return new ServerOptions.Tls(certificate, key);
    }

    private static PublicKey publicKey(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            Certificate first = CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                    .findFirst()
                    .orElseThrow(() -> unreadable(CERTIFICATE, "has no certificate", "a certificate chain"));
            return first.getPublicKey();
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(CERTIFICATE, "is no file of certificates that can be read", "a certificate chain");
        }
    }

    private static PrivateKey privateKey(Path file, PublicKey open) {
        try {
            String pem = Files.readString(file);
            return PemKey.find(pem)
                    .orElseThrow(() -> PemKey.isStrange(pem)
                            ? unreadable(KEY, "has a private key in a form that is not read here", CONVERTED)
                            : unreadable(KEY, "has no private key", A_KEY))
                    .as(open);
        } catch (IOException e) {
            throw unreadable(KEY, "is no file that can be read", A_KEY);
        } catch (GeneralSecurityException e) {
            throw unreadable(KEY, "is no key of the certificate's kind, " + open.getAlgorithm(), A_KEY);
        }
    }

    private static boolean belong(PublicKey open, PrivateKey secret) {
        try {
            Signature signature =
                    Signature.getInstance(open instanceof ECPublicKey ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(secret);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether servers read it from PEM. Of other kinds the JDK may know how to sign, and still no server starts. */
    private static boolean isServed(PublicKey open) {
        return switch (open) {
            case RSAPublicKey rsa -> rsa.getAlgorithm().equals("RSA");
            case ECPublicKey ec ->
                CURVES.stream().anyMatch(name -> ec.getParams().getCurve().equals(curve(name)));
            default -> false;
        };
    }

    private static EllipticCurve curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class).getCurve();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has the curve " + name, e);
        }
    }

    private static ConfigException unreadable(String key, String wrong, String allowed) {
        return new ConfigException(key, wrong, "a readable file with " + allowed + " in PEM");
    }
}
