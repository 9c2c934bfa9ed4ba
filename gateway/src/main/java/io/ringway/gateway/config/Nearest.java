package io.ringway.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Guesses what somebody meant to write. */
final class Nearest {
    private static final int SHOWN = 3;

    private Nearest() {}

    /** The few names most like the given one, as a list in a sentence. */
    static String suggest(String name, Collection<String> names) {
        return names.stream()
                .sorted(Comparator.comparingInt((String other) -> distance(name, other))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .collect(Collectors.joining(", ", "for example ", ""));
    }

    /** Levenshtein's distance, with one row kept. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            nextRow(row, a.charAt(i - 1), b, i);
        }
        return row[b.length()];
    }

    private static void nextRow(int[] row, char c, String b, int i) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j < row.length; j++) {
            int replaced = diagonal + (c == b.charAt(j - 1) ? 0 : 1);
            diagonal = row[j];
            row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
        }
    }
}
