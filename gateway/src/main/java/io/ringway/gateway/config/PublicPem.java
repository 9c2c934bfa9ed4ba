package io.ringway.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A public key in PEM, or a certificate of one: as text, or as the name of a file. */
public final class PublicPem {
    public static final String ALLOWED = "PEM texts or readable PEM files: RSA of 2048 bits or more, P-256 or Ed25519";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|PUBLIC RSA KEY)-----\\R(.+?)\\R-----END \\1-----",
            Pattern.DOTALL);

    private PublicPem() {}

    /** What it says; empty where it is no PEM text and no file that can be read. */
    public static Optional<String> text(String textOrFile) {
        if (textOrFile.contains("-----BEGIN ")) {
            return Optional.of(textOrFile.strip());
        }
        try {
            return Optional.of(Files.readString(Path.of(textOrFile)).strip());
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    /** What is wrong with it, as the rest of a sentence; null where nothing is. */
    static @Nullable String fault(String textOrFile) {
        Optional<String> pem = text(textOrFile);
        if (pem.isEmpty()) {
            return "is no PEM text and no file that can be read";
        }
        return isUsable(pem.get()) ? null : "holds no public key that can be used";
    }

    private static boolean isUsable(String pem) {
        Matcher block = BLOCK.matcher(pem);
        if (!block.lookingAt()) {
            return false;
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        return block.group(1).equals(CERTIFICATE) ? isCertificate(der) : isKey(der);
    }

    private static boolean isCertificate(byte[] der) {
        try {
            PublicKey key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
            return Algorithm.of(key) != null;
        } catch (GeneralSecurityException notOne) {
            return false;
        }
    }

    private static boolean isKey(byte[] der) {
        return List.of("RSA", "EC", "Ed25519").stream().anyMatch(kind -> isKey(kind, der));
    }

    private static boolean isKey(String kind, byte[] der) {
        try {
            return Algorithm.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der))) != null;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
