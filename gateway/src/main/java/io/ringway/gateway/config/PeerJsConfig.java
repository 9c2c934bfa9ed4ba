package io.ringway.gateway.config;

/** The door for an unmodified PeerJS client. */
public record PeerJsConfig(
        @Setting(doc = "Whether /peerjs is served.", byDefault = "true")
        boolean enabled,

        @Setting(
                doc =
                        "What clients have to give as their option key. Every page shows it, so it keeps nobody out: it tells"
                                + " your app's clients from somebody else's.",
                byDefault = "peerjs",
                allowed = "1 to 64 letters, digits, - and _")
        String key,

        @Setting(
                doc =
                        "The tenant of clients whose option token is no JWT, as it is unless an app sets it. They reach each"
                                + " other and nobody else, so give it no users of another kind. A client with a JWT is of its token's"
                                + " tenant.",
                byDefault = "peerjs",
                allowed = "1 to 128 characters")
        String tenant,

        @Setting(
                doc = "Whether /peerjs/peers tells anybody who asks the ids of all clients without a JWT.",
                byDefault = "false")
        boolean discovery,

        @Setting(doc = "Clients that may be connected to this node.", byDefault = "5000", min = "1", max = "10000000")
        int maxClients,

        @Setting(
                doc = "Messages of one client that may wait for others that are not there yet.",
                byDefault = "256",
                min = "16",
                max = "100000")
        int queueMessages,

        @Setting(
                doc = "What the waiting messages of one client may have together.",
                byDefault = "256KiB",
                min = "64KiB",
                max = "256MiB",
                unit = Unit.BYTES)
        int queueBytes) {
    public PeerJsConfig {
        Check.of(PeerJsConfig.class, enabled, key, tenant, discovery, maxClients, queueMessages, queueBytes)
                .that(
                        key.matches("[A-Za-z0-9_-]{1,64}"),
                        "key",
                        Values.quoted(String.class, key) + " cannot stand in a path",
                        "1 to 64 letters, digits, - and _")
                .that(
                        AuthConfig.isTenantName(tenant),
                        "tenant",
                        Values.quoted(String.class, tenant) + " cannot be a tenant",
                        "1 to 128 characters")
                .done();
    }
}
