package io.ringway.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One key that a page may hold in the open. */
public record PublishableKeyConfig(
        @Setting(doc = "The key. It is no secret.", allowed = "pk_ and 16 to 128 letters, digits, _ and -")
        String key,

        @Setting(
                doc = "The tenant whose groups its bearers see.",
                allowed = "1 to 128 characters without control characters")
        String tenant,

        @Setting(
                doc =
                        "The pages it is good on, each as the browser writes their origin. These pages may connect with this"
                                + " key even where http.allowed_origins does not name them.",
                allowed = "a list of at least one scheme://host or scheme://host:port, in lower case")
        List<String> origins,

        @Setting(
                doc = "What may be done in which groups. {user} stands for the bearer's own user id.",
                byDefault = "{}",
                allowed = "a mapping of group patterns to lists of join, publish, members, or *")
        Map<String, List<String>> groups,

        @Setting(
                doc = "What may be done beside groups. Rooms need none of these.",
                allowed = "a list of send, call, list, push_all, or *")
        List<String> actions,

        @Setting(
                doc = "The user ids of its bearers: the star stands for what the server makes up.",
                byDefault = "anon-*",
                allowed = "1 to 200 characters, one of them a star and not the only one")
        String userIds,

        @Setting(
                doc =
                        "Whether a page may choose its own user id within user_ids. Whoever knows an id can then be that user.",
                byDefault = "false")
        boolean chosenIds,

        @Setting(doc = "Whether its bearers get TURN credentials, which cost traffic.", byDefault = "false")
        boolean turn,

        @Setting(
                doc = "After this long, a connection is closed with 4201, and the page connects anew as somebody else.",
                byDefault = "12h",
                min = "1m",
                max = "7d")
        Duration lifetime,

        @Setting(
                doc = "Connections that one address may have open with this key, on one node.",
                byDefault = "50",
                min = "1",
                max = "1000000")
        int connectionsPerAddress,

        @Setting(
                doc = "Connections that one address may open with this key within a minute, on one node. Behind a proxy"
                        + " everybody has the proxy's address.",
                byDefault = "120",
                min = "1",
                max = "1000000")
        int connectsPerMinute) {
    private static final String ORIGIN =
            "scheme://host or scheme://host:port, in lower case, without a path or a default port";

    public PublishableKeyConfig {
        groups = Map.copyOf(groups);
        Check check = Check.of(
                        PublishableKeyConfig.class,
                        key,
                        tenant,
                        origins,
                        groups,
                        actions,
                        userIds,
                        chosenIds,
                        turn,
                        lifetime,
                        connectionsPerAddress,
                        connectsPerMinute)
                .that(
                        key.matches("pk_[A-Za-z0-9_-]{16,128}"),
                        "key",
                        "is missing or no publishable key",
                        "pk_ and 16 to 128 letters, digits, _ and -")
                .that(
                        AuthConfig.isTenantName(tenant),
                        "tenant",
                        "is missing or no tenant",
                        "1 to 128 characters without control characters")
                .that(!origins.isEmpty(), "origins", "is empty", "at least one " + ORIGIN)
                .that(
                        isIdPattern(userIds),
                        "user_ids",
                        "is no pattern of user ids",
                        "1 to 200 characters, one of them a star and not the only one");
        for (String origin : origins) {
            check.that(Origin.isOne(origin), "origins", Values.quoted(String.class, origin) + " is no origin", ORIGIN);
        }
        check.done();
    }

    private static boolean isIdPattern(String text) {
        return text.length() >= 2
                && text.length() <= 200
                && text.indexOf('*') >= 0
                && text.indexOf('*') == text.lastIndexOf('*')
                && text.chars().noneMatch(Character::isISOControl);
    }
}
