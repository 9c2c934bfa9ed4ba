package io.ringway.gateway.streams;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Paths, and queries behind them, as HTTP has them: percent-encoded, and a plus in a step is a plus. Pure. */
public final class Paths {
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    private Paths() {}

    /**
     * Whether what is percent-encoded is UTF-8. Decoded, other bytes would stand for another name than the one that was meant. What is no
     * encoding at all is not looked at.
     */
    public static boolean isUtf8(String path) {
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
