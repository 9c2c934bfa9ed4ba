package io.ringway.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One API key. */
public record ApiKeyConfig(
        @Setting(
                doc = "The tenant that the key speaks for.",
                allowed = "1 to 128 characters without control characters")
        String tenant,

        @Setting(doc = "The key itself.", allowed = "at least 32 characters")
        Optional<Secret> key,

        @Setting(
                doc = "Instead of the key: its SHA-256, so that the configuration holds no secret"
                        + " (printf %s \"$KEY\" | sha256sum).",
                allowed = "64 hexadecimal digits")
        Optional<String> sha256,

        @Setting(
                doc = "What the key may be used for.",
                byDefault = "tokens,presence,messages,read,disconnect,webhooks,calls,groups,meetings")
        List<Scope> scopes) {
    /** What an API key may be used for. */
    public enum Scope {
        /** Mint tokens for users. */
        TOKENS,
        /** Post presence events on behalf of users. */
        PRESENCE,
        /** Send to groups, users and connections. */
        MESSAGES,
        /** List groups, members and users. */
        READ,
        /** Disconnect users and connections. */
        DISCONNECT,
        /** Look at webhooks and what they could not be told, and send that again. */
        WEBHOOKS,
        /** Begin calls, and end them. */
        CALLS,
        /** Say how many members groups hold and when they end, and close them. */
        GROUPS,
        /** Set up meetings, their participants and presets. */
        MEETINGS;

        /** As the configuration and the OpenAPI document write it. */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ApiKeyConfig {
        HashedKey.check(Check.of(ApiKeyConfig.class, tenant, key, sha256, scopes), tenant, "key", key, sha256)
                .that(
                        !scopes.isEmpty(),
                        "scopes",
                        "is empty",
                        "at least one of tokens, presence, messages, read, disconnect, webhooks, calls, groups, meetings")
                .done();
    }

    /** Whether a presented key is this one, in a time that tells nothing about it. */
    public boolean matches(String presented) {
        return HashedKey.matches(key, sha256, presented);
    }

    /** The SHA-256 of the key. */
    public byte[] digest() {
        return HashedKey.digest(key, sha256);
    }

    /** The SHA-256 of a presented key. */
    public static byte[] digest(String presented) {
        return HashedKey.sha256Of(presented);
    }
}
