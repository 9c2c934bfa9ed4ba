package io.ringway.gateway.auth;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Groups in which a meeting happens, and those in which somebody waits alone to be let in. Only grants that name such a group
 * from end to end reach it: whoever has a wide token of the app beside the participant's would else walk around the waiting
 * room, and come back after being removed.
 */
public final class MeetingGroups {
    /** What the groups of meetings begin with; the meeting's id follows, a UUID. */
    public static final String MEETINGS = "meeting:";

    /** What follows the meeting's group; then comes who waits. */
    public static final String WAITING = ":waiting:";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final String HEX = "0123456789abcdef";

    /** The group of a meeting: any has as many characters, and hyphens in the same places. */
    public static final String SAMPLE = MEETINGS + new UUID(0, 0);

    private MeetingGroups() {}

    /** Whether it has to be named. An app's own groups below a meeting's do not. */
    static boolean areNamed(String group) {
        return isWaiting(group) || isMeeting(group);
    }

    /** Whether somebody waits there to be let in. */
    public static boolean isWaiting(String group) {
        return group.startsWith(MEETINGS) && group.contains(WAITING);
    }

    /** The group of the meeting that is waited for. */
    public static String meeting(String waiting) {
        return waiting.substring(0, waiting.indexOf(WAITING));
    }

    /** Who waits there: a participant's id. */
    public static String participant(String waiting) {
        return waiting.substring(waiting.indexOf(WAITING) + WAITING.length());
    }

    /** The id of the meeting whose group, or a group below it, a pattern names. */
    public static Optional<String> id(String pattern) {
        Matcher id = ID.matcher(pattern);
        return pattern.startsWith(MEETINGS)
                        && id.region(MEETINGS.length(), pattern.length()).lookingAt()
                ? Optional.of(id.group())
                : Optional.empty();
    }

    /** Whether a pattern matches the group of a meeting, of whatever id. */
    public static boolean areMatched(GroupPattern pattern) {
        return pattern.matchesSome(SAMPLE.length(), (index, character) -> {
            char sample = SAMPLE.charAt(index);
            boolean isDigit = index >= MEETINGS.length() && sample != '-';
            return isDigit ? HEX.indexOf(character) >= 0 : character == sample;
        });
    }

    /** Whether a group is one in which a meeting happens. */
    public static boolean isMeeting(String group) {
        return group.startsWith(MEETINGS)
                && ID.matcher(group).region(MEETINGS.length(), group.length()).matches();
    }
}
