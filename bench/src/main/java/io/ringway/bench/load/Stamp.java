package io.ringway.bench.load;

import java.nio.ByteBuffer;

/**
 * The content of a measured message: padding, then the time it was sent. The time stands at a fixed distance from the end
 * of the frame that delivers it.
 */
final class Stamp {
    private static final int DIGITS = 19;
    private static final int CLOSING = 3;
    private static final String FRAME = "{\"p\":\"\",\"t\":\"\"}";

    private final String padding;

    /** @param bytes the size of the content */
    Stamp(int bytes) {
        padding = "x".repeat(Math.max(0, bytes - FRAME.length() - DIGITS));
    }

    String content(long nanos) {
        return "{\"p\":\"" + padding + "\",\"t\":\"" + String.format("%019d", nanos) + "\"}";
    }

    /** When the message in this frame was sent. */
    static long sentAt(ByteBuffer frame) {
        long nanos = 0;
        int start = frame.limit() - CLOSING - DIGITS;
        for (int i = start; i < start + DIGITS; i++) {
            nanos = nanos * 10 + frame.get(i) - '0';
        }
        return nanos;
    }
}
