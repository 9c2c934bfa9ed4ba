package io.ringway.gateway.config;

import io.ringway.gateway.push.PushHosts;
import io.ringway.gateway.push.VapidKeys;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Web Push. */
public record PushConfig(
        @Setting(
                doc =
                        "The key that browsers subscribe with. Both keys are made by `java -jar ringway.jar push keys`; without"
                                + " them push is off. Who changes them loses all subscriptions.",
                allowed = "a point of P-256, 65 bytes in base64url")
        Optional<String> vapidPublicKey,

        @Setting(
                doc = "The key that push services know this gateway by; the same on every node.",
                allowed = "a number of 32 bytes in base64url")
        Optional<Secret> vapidPrivateKey,

        @Setting(
                doc = "Whom the operators of push services turn to. Needed where there are keys.",
                allowed = "a mailto: or https: URL")
        Optional<String> subject,

        @Setting(
                doc =
                        "The push services that subscriptions may point to, by https: hosts, or a dot and a name for all below"
                                + " that. The default has those of Chrome, Edge, Firefox and Safari.",
                byDefault = "fcm.googleapis.com,.push.services.mozilla.com,.notify.windows.com,.push.apple.com",
                allowed = "host names with a dot, each perhaps behind a dot")
        List<String> hosts,

        @Setting(
                doc = "How many subscriptions (devices) a user has at most; over that the oldest is forgotten.",
                byDefault = "10",
                min = "1",
                max = "100")
        int perUser,

        @Setting(
                doc = "After how long a subscription that no page has stored again is forgotten.",
                byDefault = "180d",
                min = "1h",
                max = "3650d")
        Duration age,

        @Setting(
                doc =
                        "How many users' subscriptions a node keeps, where they are not in a Redis; over it go those of the tenant with most.",
                byDefault = "100000",
                min = "1",
                max = "10000000")
        int users,

        @Setting(
                doc = "How long a push service keeps a message for a device that is off.",
                byDefault = "1d",
                min = "1s",
                max = "28d")
        Duration messageTtl,

        @Setting(doc = "How long a push service may take for an answer.", byDefault = "10s", min = "100ms", max = "1m")
        Duration timeout,

        @Setting(
                doc = "How many requests a node sends to one of the hosts at a time.",
                byDefault = "32",
                min = "1",
                max = "1000")
        int concurrency,

        @Setting(
                doc =
                        "How many pushes may be on their way from a node, retries among them; over that they are dropped."
                                + " Messages of a tenant may be as many as are left for all others; rings may have what is left.",
                byDefault = "20000",
                min = "10",
                max = "1000000")
        int waiting) {
    private static final String NAMES = "host names with a dot, each perhaps behind a dot";

    public PushConfig {
        boolean isOn = vapidPublicKey.isPresent() || vapidPrivateKey.isPresent();
        Check.of(
                        PushConfig.class,
                        vapidPublicKey,
                        vapidPrivateKey,
                        subject,
                        hosts,
                        perUser,
                        age,
                        users,
                        messageTtl,
                        timeout,
                        concurrency,
                        waiting)
                .that(
                        !isOn || fault(vapidPublicKey, vapidPrivateKey).isEmpty(),
                        "vapid_private_key",
                        "cannot be used: "
                                + fault(vapidPublicKey, vapidPrivateKey).orElse(""),
                        "both keys, as `java -jar ringway.jar push keys` makes them")
                .that(
                        subject.map(PushConfig::isSubject).orElse(!isOn),
                        "subject",
                        "is missing, or no address",
                        "a mailto: or https: URL")
                .that(
                        !hosts.isEmpty() && hosts.stream().allMatch(PushHosts::isPattern),
                        "hosts",
                        "is empty, or one is no host name",
                        NAMES)
                .done();
    }

    private static Optional<String> fault(Optional<String> publicKey, Optional<Secret> privateKey) {
        if (publicKey.isEmpty() || privateKey.isEmpty()) {
            return Optional.of("one of the two keys is missing");
        }
        try {
            VapidKeys.of(publicKey.get(), privateKey.get().reveal());
            return Optional.empty();
        } catch (IllegalArgumentException noKeys) {
            return Optional.of(String.valueOf(noKeys.getMessage()));
        }
    }

    private static boolean isSubject(String text) {
        try {
            URI uri = URI.create(text);
            return "mailto".equals(uri.getScheme()) || ("https".equals(uri.getScheme()) && uri.getHost() != null);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** What to push with; empty where push is off. */
    public Optional<VapidKeys> keys() {
        return vapidPublicKey.flatMap(
                publicKey -> vapidPrivateKey.map(privateKey -> VapidKeys.of(publicKey, privateKey.reveal())));
    }
}
