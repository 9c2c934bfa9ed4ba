package io.ringway.gateway.config;

import java.time.Duration;
import java.util.List;

/** Servers for NAT traversal. */
public record IceConfig(
        @Setting(doc = "STUN servers.", allowed = "a list of stun: or stuns: URLs, such as stun:stun.example.com:3478")
        List<String> servers,

        @Setting(
                doc =
                        "Whether everybody's calls go through relays alone, so that nobody learns the address of whom they"
                                + " call. Clients are told so, and the gateway takes other addresses out of what they send. The"
                                + " claim ringway.relay_only says it of one user.",
                byDefault = "false")
        boolean relayOnly,

        @Setting(doc = "The tenants whose calls go through relays alone, where not everybody's do.")
        List<String> relayOnlyTenants,

        @Setting(
                doc = "How long a welcome waits for credentials that a provider has yet to be asked for. After that it"
                        + " goes out without TURN, and the credentials follow when they are there.",
                byDefault = "200ms",
                min = "0s",
                max = "5s")
        Duration welcomeWait,

        @Setting(
                doc = "How often it is checked whether providers can be reached.",
                byDefault = "30s",
                min = "100ms",
                max = "1h")
        Duration checkInterval,

        @Setting(
                doc = "A TURN server that shares a secret with this one (coturn's use-auth-secret), and what holds for"
                        + " every provider of TURN.")
        TurnConfig turn,

        @Setting(
                doc =
                        "More providers of TURN, the best first: where one fails, the next is asked. The server under turn,"
                                + " where there is one, comes before them and is named turn. In the environment this list is"
                                + " written as JSON.",
                allowed =
                        "a list of {name, type, urls, username, credential, secret, key_id, api_token, base_url, timeout}")
        List<IceProviderConfig> providers) {
    /** The name of the provider that {@code ice.turn} is. */
    public static final String TURN = "turn";

    public IceConfig {
        Check check = Check.of(
                        IceConfig.class,
                        servers,
                        relayOnly,
                        relayOnlyTenants,
                        welcomeWait,
                        checkInterval,
                        turn,
                        providers)
                .that(
                        namesDiffer(turn, providers),
                        "providers",
                        "has a name twice",
                        "a name of its own for each; turn is the server under ice.turn")
                .that(
                        relayOnlyTenants.stream().allMatch(AuthConfig::isTenantName),
                        "relay_only_tenants",
                        "has what is no tenant",
                        "1 to 128 characters without control characters")
                .that(
                        !relayOnly || !turn.urls().isEmpty() || !providers.isEmpty(),
                        "relay_only",
                        "is true, and there is no TURN server",
                        "a TURN server under turn or providers: without a relay there would be no call");
        for (String url : servers) {
            check.that(
                    url.matches("stuns?:[^\\s/?]+"),
                    "servers",
                    Values.quoted(String.class, url) + " is no STUN URL",
                    "stun: or stuns:, a host, perhaps a port; TURN servers belong under ice.turn");
        }
        check.done();
    }

    private static boolean namesDiffer(TurnConfig turn, List<IceProviderConfig> providers) {
        long names = providers.stream().map(IceProviderConfig::name).distinct().count();
        boolean taken = !turn.urls().isEmpty()
                && providers.stream().anyMatch(provider -> provider.name().equals(TURN));
        return names == providers.size() && !taken;
    }
}
