package io.ringway.gateway.config;

import java.util.Optional;

/** The operators' port. */
public record ManagementConfig(
        @Setting(
                doc =
                        "The address to listen on. Probes and scrapers outside this machine need another than the default.",
                byDefault = "127.0.0.1",
                allowed = "a host name or an address")
        String host,

        @Setting(doc = "The port to listen on; 0 takes a free one.", byDefault = "9090", min = "0", max = "65535")
        int port,

        @Setting(
                doc =
                        "The key that operators type into the page at /admin. Without one, or its digest, there is no such"
                                + " page. Better set by RINGWAY_MANAGEMENT_ADMIN_KEY than here.",
                allowed = "at least 16 characters")
        Optional<Secret> adminKey,

        @Setting(
                doc = "Instead of the key: its SHA-256, so that the configuration holds no secret"
                        + " (printf %s \"$KEY\" | sha256sum).",
                allowed = "64 hexadecimal digits")
        Optional<String> adminKeySha256) {
    private static final int MIN_KEY_CHARS = 16;

    public ManagementConfig {
        Check.of(ManagementConfig.class, host, port, adminKey, adminKeySha256)
                .that(!host.isEmpty(), "host", "is empty", "a host name or an address")
                .that(
                        adminKey.map(secret -> secret.reveal().length() >= MIN_KEY_CHARS)
                                .orElse(true),
                        "admin_key",
                        "is too short",
                        "at least 16 characters")
                .that(
                        adminKey.isEmpty() || adminKeySha256.isEmpty(),
                        "admin_key",
                        "and admin_key_sha256 are both set",
                        "one of them")
                .that(
                        adminKeySha256.map(HashedKey::isDigest).orElse(true),
                        "admin_key_sha256",
                        "is no SHA-256",
                        "64 hexadecimal digits")
                .done();
    }

    /** Whether there is anybody who may look. */
    public boolean hasAdmins() {
        return adminKey.isPresent() || adminKeySha256.isPresent();
    }

    /** Whether a presented key is the operators', in a time that tells nothing about it. */
    public boolean isAdmin(String presented) {
        return hasAdmins() && HashedKey.matches(adminKey, adminKeySha256, presented);
    }
}
