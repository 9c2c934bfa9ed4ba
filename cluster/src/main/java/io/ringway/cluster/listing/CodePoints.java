package io.ringway.cluster.listing;

import java.util.Comparator;

/** Strings in code-point order, which is that of their UTF-8 bytes; {@code String.compareTo} differs above U+D7FF. */
public final class CodePoints {
    public static final Comparator<String> ORDER = CodePoints::compare;

    private CodePoints() {}

    private static int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // A surrogate stands for a code point above every other char.
                int byPlane = Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
                return byPlane != 0 ? byPlane : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
