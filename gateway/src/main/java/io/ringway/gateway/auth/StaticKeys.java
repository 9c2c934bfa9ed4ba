package io.ringway.gateway.auth;

import io.ringway.gateway.config.AuthConfig;
import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.PublicPem;
import java.util.ArrayList;
import java.util.List;

/** The keys that stand in the configuration. */
final class StaticKeys {
    private StaticKeys() {}

    /** @throws ConfigException where one of them cannot be used */
    static List<VerificationKey> of(AuthConfig config) {
        List<VerificationKey> keys = new ArrayList<>();
        config.hs256Secret().ifPresent(secret -> keys.addAll(VerificationKey.of(secret)));
        for (int i = 0; i < config.publicKeys().size(); i++) {
            String name = "auth.public_keys[" + i + "]";
            keys.add(PublicPem.text(config.publicKeys().get(i))
                    .flatMap(VerificationKey::ofPem)
                    .orElseThrow(() ->
                            new ConfigException(name, "holds no public key that can be used", PublicPem.ALLOWED)));
        }
        return keys;
    }
}
