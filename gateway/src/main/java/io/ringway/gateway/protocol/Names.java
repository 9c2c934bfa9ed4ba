package io.ringway.gateway.protocol;

/** What a name may be, in every dialect. */
public final class Names {
    private Names() {}

    /** Whether every surrogate has its other half: only such text survives the way through UTF-8. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether this names a group: characters are counted as Unicode counts them, whatever they take in UTF-16. */
    public static boolean isGroup(String name, int maxChars) {
        return !name.isEmpty()
                && name.codePointCount(0, name.length()) <= maxChars
                && name.chars().noneMatch(Character::isISOControl)
                && isWellFormed(name);
    }
}
