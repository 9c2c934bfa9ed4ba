package io.ringway.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** One question to the app's backend. */
public record HookConfig(
        @Setting(
                doc = "Where it is asked; nobody is asked without.",
                allowed = "an http or https URL without user, password and fragment")
        Optional<URI> url,

        @Setting(doc = "How long the answer may take.", byDefault = "1s", min = "10ms", max = "30s")
        Duration timeout,

        @Setting(
                doc = "How long an answer is good for the same user, and the same group or callee, on one node.",
                byDefault = "0s",
                min = "0s",
                max = "1h")
        Duration cache,

        @Setting(doc = "What holds where there is no answer.", byDefault = "deny")
        OnFailure onFailure) {
    /** What holds where there is no answer. */
    public enum OnFailure {
        ALLOW,
        DENY
    }

    public HookConfig {
        Check.of(HookConfig.class, url, timeout, cache, onFailure)
                .that(
                        url.map(WebhookConfig::isUrl).orElse(true),
                        "url",
                        "is no URL to ask at",
                        "an http or https URL without user, password and fragment")
                .done();
    }
}
