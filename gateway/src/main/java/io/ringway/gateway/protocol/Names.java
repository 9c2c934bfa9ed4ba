package io.ringway.gateway.protocol;

/** What a name from outside may be. Lengths are counted in Unicode code points, whatever they take in UTF-16. */
public final class Names {
    /** The longest user id. */
    public static final int USER_ID_CHARS = 256;
    /** The longest name of a tenant. */
    public static final int TENANT_CHARS = 128;

    public static final int KEY_CHARS = 128;

    private Names() {}

    public static boolean isUserId(String id) {
        return isName(id, USER_ID_CHARS);
    }

    public static boolean isTenant(String name) {
        return isName(name, TENANT_CHARS);
    }

    public static boolean isGroup(String name, int maxChars) {
        return isName(name, maxChars);
    }

    /** Whether a text can be a key of a group's state. */
    public static boolean isKey(String key) {
        return isName(key, KEY_CHARS);
    }

    /** Whether every surrogate has its other half: only such text survives the way through UTF-8. */
    public static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(Names::isHalf);
    }

    /** Whether a text has a length from 1 to a bound, no control character and no half of a surrogate pair. */
    private static boolean isName(String name, int maxChars) {
        return !name.isEmpty()
                && name.length() <= 2 * maxChars
                && name.codePointCount(0, name.length()) <= maxChars
                && name.codePoints().noneMatch(c -> Character.isISOControl(c) || isHalf(c));
    }

    /** A code point in the range of surrogates is half of a pair: {@link String#codePoints} has joined the whole ones. */
    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }
}
