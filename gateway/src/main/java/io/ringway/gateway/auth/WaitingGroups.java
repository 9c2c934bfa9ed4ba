package io.ringway.gateway.auth;

/**
 * Groups in which somebody waits to be let into a meeting, alone: who waits is not to be seen by others, however much they may
 * otherwise. Only grants that name such a group from end to end reach it; a star does not.
 */
public final class WaitingGroups {
    /** What the groups of meetings begin with. */
    public static final String MEETINGS = "meeting:";

    /** What follows the meeting's group; then comes who waits. */
    public static final String WAITING = ":waiting:";

    private WaitingGroups() {}

    /** The group of the meeting that is waited for. */
    public static String meeting(String group) {
        return group.substring(0, group.indexOf(WAITING));
    }

    /** Who waits there: a participant's id. */
    public static String participant(String group) {
        return group.substring(group.indexOf(WAITING) + WAITING.length());
    }

    public static boolean has(String group) {
        return group.startsWith(MEETINGS) && group.contains(WAITING);
    }
}
