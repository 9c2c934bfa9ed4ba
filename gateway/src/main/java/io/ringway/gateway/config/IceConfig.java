package io.ringway.gateway.config;

import java.util.List;

/** Servers for NAT traversal. */
public record IceConfig(
        @Setting(doc = "STUN servers.", allowed = "a list of stun: or stuns: URLs, such as stun:stun.example.com:3478")
        List<String> servers,

        @Setting(doc = "A TURN server that shares a secret with this one (coturn's use-auth-secret).")
        TurnConfig turn) {
    public IceConfig {
        Check check = Check.of(IceConfig.class, servers, turn);
        for (String url : servers) {
            check.that(
                    url.matches("stuns?:[^\\s/?]+"),
                    "servers",
                    Values.quoted(String.class, url) + " is no STUN URL",
                    "stun: or stuns:, a host, perhaps a port; TURN servers belong under ice.turn");
        }
        check.done();
    }
}
