package io.ringway.gateway.auth;

import io.ringway.gateway.config.AuthConfig;
import io.ringway.gateway.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The keys that stand in the configuration. */
final class StaticKeys {
    private static final String ALLOWED = "PEM texts or readable PEM files: RSA of 2048 bits or more, P-256 or Ed25519";

    private StaticKeys() {}

    /** @throws ConfigException where one of them cannot be used */
    static List<VerificationKey> of(AuthConfig config) {
        List<VerificationKey> keys = new ArrayList<>();
        config.hs256Secret().ifPresent(secret -> keys.addAll(VerificationKey.of(secret)));
        for (int i = 0; i < config.publicKeys().size(); i++) {
            String name = "auth.public_keys[" + i + "]";
            keys.add(VerificationKey.ofPem(pem(name, config.publicKeys().get(i)))
                    .orElseThrow(() -> new ConfigException(name, "holds no public key that can be used", ALLOWED)));
        }
        return keys;
    }

    private static String pem(String name, String textOrFile) {
        if (textOrFile.contains("-----BEGIN ")) {
            return textOrFile.strip();
        }
        try {
            return Files.readString(Path.of(textOrFile)).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw new ConfigException(name, "is no PEM text and no file that can be read", ALLOWED);
        }
    }
}
