package io.ringway.gateway.config;

/**
 * One thing that is wrong with the configuration, for the operator who has to mend it.
 *
 * @param key the full key, {@code http.port}
 * @param wrong what is wrong, as the rest of a sentence; never the value of a secret
 * @param allowed what would be right
 */
public record Problem(String key, String wrong, String allowed) {
    /** The same problem, seen from the record around. */
    Problem within(String prefix) {
        return new Problem(prefix + key, wrong, allowed);
    }

    /** The same problem, where the value is not from the file but from a variable of the environment. */
    Problem setBy(String variable) {
        return new Problem(key, wrong + " (set by " + variable + ")", allowed);
    }

    /** Whether this is about the same key, or about the section the other one is in. */
    boolean covers(Problem other) {
        return other.key.equals(key) || other.key.startsWith(key + ".") || other.key.startsWith(key + "[");
    }

    /** Whether this is about a section, or something in it. */
    boolean isOf(String section) {
        return key.equals(section) || key.startsWith(section + ".");
    }

    @Override
    public String toString() {
        return key + ": " + wrong + "; allowed: " + allowed;
    }
}
