package io.ringway.gateway.streams;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Steps of a path as HTTP has them: percent-encoded, and a plus is a plus. Pure. */
public final class Paths {
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    private Paths() {}

    /** Whether what is percent-encoded is UTF-8. Decoding what is not would make another name of it. */
    static boolean isUtf8(String path) {
        return ENCODED.matcher(path)
                .results()
                .allMatch(run -> isUtf8(HexFormat.of().parseHex(run.group().replace("%", ""))));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }

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
