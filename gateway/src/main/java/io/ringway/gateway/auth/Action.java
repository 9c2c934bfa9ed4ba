package io.ringway.gateway.auth;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a token's bearer may be allowed to do. */
public enum Action {
    /** Become a member of a group, and see its members and notices. Includes {@link #MEMBERS}. */
    JOIN(true),
    /** Send to a group the connection is a member of. */
    PUBLISH(true),
    /** Ask who is in a group without joining it. */
    MEMBERS(true),
    /** Let in who waits for the meeting of a group. Has to be named, and the group with it: no {@code *} includes it. */
    ADMIT(true),
    /** List the groups of the tenant. */
    LIST(false),
    /** Send to a user or to a connection. */
    SEND(false),
    /** Call a user or a connection. */
    CALL(false),
    /** Push to all users of the tenant at once. Has to be named: a {@code *} does not include it. */
    PUSH_ALL(false);

    private final boolean inGroup;

    Action(boolean inGroup) {
        this.inGroup = inGroup;
    }

    /** Whether it is granted group by group. */
    boolean isInGroup() {
        return inGroup;
    }

    /** Whether a {@code *} grants it. */
    boolean isInAny() {
        return this != PUSH_ALL && this != ADMIT;
    }

    /** The name in a claim and in the configuration. */
    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Action> parse(String name) {
        return Stream.of(values())
                .filter(action -> action.written().equals(name))
                .findFirst();
    }
}
