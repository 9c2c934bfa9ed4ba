package io.ringway.gateway.limits;

/** What a name from outside may be. Lengths are counted in Unicode code points, whatever they take in UTF-16. */
public final class Names {
    /** The longest user id. */
    public static final int USER_ID_CHARS = 256;
    /** The longest name of a tenant. */
    public static final int TENANT_CHARS = 128;

    private Names() {}

    public static boolean isUserId(String id) {
        return isName(id, USER_ID_CHARS);
    }

    public static boolean isTenant(String name) {
        return isName(name, TENANT_CHARS);
    }

    /** Whether a text has a length from 1 to a bound, no control character, and survives the way through UTF-8. */
    static boolean isName(String name, int maxChars) {
        return !name.isEmpty()
                && name.length() <= 2 * maxChars
                && name.codePointCount(0, name.length()) <= maxChars
                && name.codePoints().allMatch(Names::isAllowed);
    }

    /** A code point in the range of surrogates is half of a pair: {@link String#codePoints} has joined the whole ones. */
    private static boolean isAllowed(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}
