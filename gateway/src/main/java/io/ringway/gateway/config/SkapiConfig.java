package io.ringway.gateway.config;

/** The door for an unmodified skapi-js. */
public record SkapiConfig(
        @Setting(doc = "Whether /skapi is served.", byDefault = "true")
        boolean enabled,

        @Setting(
                doc = "The user pool that endpoint discovery names; matters only to apps that log in with Cognito.",
                byDefault = "ringway_local",
                allowed = "a region, _ and an id, such as eu-west-1_AbCdEf")
        String userpoolId,

        @Setting(doc = "The user pool's client that endpoint discovery names.", byDefault = "ringway")
        String userpoolClient) {
    public SkapiConfig {
        Check.of(SkapiConfig.class, enabled, userpoolId, userpoolClient)
                .that(
                        userpoolId.matches("[\\w-]+_.+"),
                        "userpool_id",
                        Values.quoted(String.class, userpoolId) + " is no user pool",
                        "a region, _ and an id: skapi-js refuses others")
                .done();
    }
}
