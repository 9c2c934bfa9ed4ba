package io.ringway.gateway.config;

import java.util.List;
import java.util.stream.Stream;

/** What the app's backend is asked before it happens. */
public record HooksConfig(
        @Setting(
                doc = "What questions are signed with, as events are: each whsec_ and 24 to 64 random bytes in base64.",
                allowed = "1 to 4 of whsec_ and base64")
        List<Secret> secrets,

        @Setting(doc = "How many questions a node asks at a time.", byDefault = "64", min = "1", max = "1000")
        int concurrency,

        @Setting(
                doc = "How many more may wait for that; over this on_failure is the answer.",
                byDefault = "1000",
                min = "1",
                max = "100000")
        int waiting,

        @Setting(doc = "Before a connection gets its session.")
        HookConfig connect,

        @Setting(doc = "Before a connection joins a group.") HookConfig join,

        @Setting(doc = "Before a call rings.") HookConfig call) {
    public HooksConfig {
        boolean isUsed =
                Stream.of(connect, join, call).anyMatch(hook -> hook.url().isPresent());
        Check.of(HooksConfig.class, secrets, concurrency, waiting, connect, join, call)
                .that(
                        (secrets.isEmpty() && !isUsed) || WebhookConfig.areSecrets(secrets),
                        "secrets",
                        "are missing, or one is no secret",
                        "1 to 4 of whsec_ and 24 to 64 bytes in base64")
                .done();
    }

    /** Whether anybody is asked anything. */
    public boolean isUsed() {
        return !secrets.isEmpty();
    }
}
