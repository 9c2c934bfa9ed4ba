package io.ringway.gateway.http.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The path and query of a call, as they were written. Stateless; any thread. */
final class RequestTarget {
    private RequestTarget() {}

    /**
     * Throws where what is percent-encoded is no UTF-8: decoded, its bytes would stand for another name than the one that was meant. What
     * is no encoding at all, the router refuses.
     */
    static void check(String target) {
        if (target.indexOf('%') < 0) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(target)));
        } catch (CharacterCodingException notText) {
            throw ApiCall.bad("what is percent-encoded in the path or query is no UTF-8");
        }
    }

    private static byte[] bytes(String target) {
        byte[] bytes = new byte[target.length()];
        int size = 0;
        for (int i = 0; i < target.length(); i++) {
            boolean isEncoded = target.charAt(i) == '%'
                    && i + 2 < target.length()
                    && HexFormat.isHexDigit(target.charAt(i + 1))
                    && HexFormat.isHexDigit(target.charAt(i + 2));
            bytes[size++] = (byte) (isEncoded ? HexFormat.fromHexDigits(target, i + 1, i + 3) : target.charAt(i));
            i += isEncoded ? 2 : 0;
        }
        return Arrays.copyOf(bytes, size);
    }
}
