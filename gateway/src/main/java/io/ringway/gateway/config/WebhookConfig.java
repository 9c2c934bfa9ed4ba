package io.ringway.gateway.config;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** One receiver of events. */
public record WebhookConfig(
        @Setting(
                doc = "Where events are sent to.",
                allowed = "an http or https URL without user, password and fragment")
        Optional<URI> url,

        @Setting(
                doc =
                        "What events are signed with, as Standard Webhooks has it; several while one takes another's place."
                                + " Each is whsec_ and 24 to 64 random bytes in base64.",
                allowed = "1 to 4 of whsec_ and base64")
        List<Secret> secrets,

        @Setting(doc = "Whose events.", allowed = "1 to 128 characters without control characters")
        String tenant,

        @Setting(
                doc = "Which events. That somebody said something in a group (message) is many, and opt-in.",
                byDefault = "member.joined,member.left,group.occupied,group.vacated,"
                        + "call.ringing,call.answered,call.ended,call.missed",
                allowed = "a list of member.joined, member.left, group.occupied, group.vacated, message, call.ringing,"
                        + " call.answered, call.ended, call.missed")
        List<String> events,

        @Setting(
                doc = "Of which groups; calls are told of whatever is here.",
                byDefault = "*",
                allowed = "patterns with * for anything, 1 to 512 characters and 8 stars each")
        List<String> groups) {
    public static final List<String> EVENTS = List.of(
            "member.joined",
            "member.left",
            "group.occupied",
            "group.vacated",
            "message",
            "call.ringing",
            "call.answered",
            "call.ended",
            "call.missed");

    private static final int MAX_SECRETS = 4;
    private static final int MIN_SECRET_BYTES = 24;
    private static final int MAX_SECRET_BYTES = 64;
    private static final String PREFIX = "whsec_";

    public WebhookConfig {
        Check.of(WebhookConfig.class, url, secrets, tenant, events, groups)
                .that(
                        url.map(WebhookConfig::isUrl).orElse(false),
                        "url",
                        "is missing or no URL to send to",
                        "an http or https URL without user, password and fragment")
                .that(
                        areSecrets(secrets),
                        "secrets",
                        "are missing, or one is no secret",
                        "1 to 4 of whsec_ and 24 to 64 bytes in base64")
                .that(
                        AuthConfig.isTenantName(tenant),
                        "tenant",
                        "is missing or no tenant",
                        "1 to 128 characters without control characters")
                .that(
                        !events.isEmpty() && EVENTS.containsAll(events),
                        "events",
                        "is empty, or one is unknown",
                        "at least one of " + String.join(", ", EVENTS))
                .that(
                        !groups.isEmpty() && groups.stream().allMatch(WebhookConfig::isPattern),
                        "groups",
                        "is empty, or one is no pattern",
                        "patterns with * for anything, 1 to 512 characters and 8 stars each")
                .done();
    }

    static boolean isUrl(URI url) {
        return ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                && url.getHost() != null
                && url.getUserInfo() == null
                && url.getFragment() == null;
    }

    static boolean areSecrets(List<Secret> secrets) {
        return !secrets.isEmpty()
                && secrets.size() <= MAX_SECRETS
                && secrets.stream().allMatch(secret -> isSecret(secret.reveal()));
    }

    private static boolean isSecret(String text) {
        try {
            int bytes =
                    text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())).length : 0;
            return bytes >= MIN_SECRET_BYTES && bytes <= MAX_SECRET_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    static boolean isPattern(String text) {
        return !text.isEmpty()
                && text.length() <= 512
                && text.replaceAll("\\*+", "*").chars().filter(c -> c == '*').count() <= 8;
    }
}
