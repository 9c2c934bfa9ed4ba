package io.ringway.gateway.streams;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Steps of a path as HTTP has them: percent-encoded, and a plus is a plus. Pure. */
public final class Paths {
    private Paths() {}

    /** As it is where it is not well encoded. */
    public static String decoded(String step) {
        if (step.indexOf('%') < 0) {
            return step;
        }
        try {
            return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return step;
        }
    }
}
