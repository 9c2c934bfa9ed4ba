package io.ringway.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pattern over group names: {@code *} stands for any characters, also none; {@code {user}} for the bearer's own user id,
 * whatever characters that has. Everything else stands for itself.
 */
public final class GroupPattern {
    private static final String USER = "{user}";
    private static final int MAX_CHARS = 512;
    private static final int MAX_STARS = 8;

    /** What has to follow one another, with anything in between; the first and the last are bound to the ends. */
    private final List<String> pieces;

    private GroupPattern(List<String> pieces) {
        this.pieces = pieces;
    }

    /**
     * @param userId what {@code {user}} stands for
     * @throws IllegalArgumentException where the text is too long or has too many stars
     */
    public static GroupPattern of(String text, String userId) {
        List<String> pieces = new ArrayList<>();
        for (String piece : text.split("\\*+", -1)) {
            pieces.add(piece.replace(USER, userId));
        }
        if (text.isEmpty()
                || text.length() > MAX_CHARS
                || pieces.size() > MAX_STARS + 1
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a group pattern has 1 to 512 characters, none of control, and at most 8 stars");
        }
        return new GroupPattern(List.copyOf(pieces));
    }

    /** As it was written, with the user in it. */
    public String text() {
        return String.join("*", pieces);
    }

    static boolean namesUser(String text) {
        return text.contains(USER);
    }

    /** Whether it stands for this group and for no other. */
    boolean names(String group) {
        return pieces.size() == 1 && group.equals(pieces.getFirst());
    }

    public boolean matches(String group) {
        if (pieces.size() == 1) {
            return names(group);
        }
        String first = pieces.getFirst();
        String last = pieces.getLast();
        return group.length() >= first.length() + last.length()
                && group.startsWith(first)
                && group.endsWith(last)
                && middleMatches(group, first.length(), group.length() - last.length());
    }

    /** Says what may stand where in names. */
    interface Places {
        /** @param index of a character in a name, from 0 */
        boolean allow(int index, char character);
    }

    /** Whether some name of this length matches that has in every place what may stand there. */
    boolean matchesSome(int length, Places places) {
        String first = pieces.getFirst();
        String last = pieces.getLast();
        if (pieces.size() == 1) {
            return first.length() == length && fits(first, 0, places);
        }
        int end = length - last.length();
        int position = first.length();
        if (position > end || !fits(first, 0, places) || !fits(last, end, places)) {
            return false;
        }
        // What stands under a star is of one's choice, so that the places of the pieces alone count: the earliest of
        // each.
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            while (position + piece.length() <= end && !fits(piece, position, places)) {
                position++;
            }
            position += piece.length();
            if (position > end) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(String piece, int from, Places places) {
        return IntStream.range(0, piece.length()).allMatch(i -> places.allow(from + i, piece.charAt(i)));
    }

    /** Each piece as early as possible: if there is a match at all, this finds one. */
    private boolean middleMatches(String group, int from, int to) {
        int position = from;
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = group.indexOf(piece, position);
            if (found < 0 || found + piece.length() > to) {
                return false;
            }
            position = found + piece.length();
        }
        return true;
    }
}
