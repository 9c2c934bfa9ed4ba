package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;

/**
 * Checks UTF-8 (RFC 3629: no surrogates, no over-long forms, nothing past U+10FFFF) in pieces of any size.
 *
 * <p>The state between two pieces is an int: {@link #COMPLETE} between characters, {@link #INVALID} for good, else how many
 * continuation bytes are due and the range of the next one.
 */
final class Utf8 {
    static final int COMPLETE = 0;
    static final int INVALID = -1;

    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int ANY = 0x80_BF;

    private Utf8() {}

    /** Whether the readable bytes are whole, valid text. */
    static boolean isValid(ByteBuf text) {
        return check(COMPLETE, text) == COMPLETE;
    }

    /** Goes on from a state over the readable bytes, without moving the reader index. */
    static int check(int state, ByteBuf text) {
        int end = text.writerIndex();
        int i = text.readerIndex();
        while (i < end && state != INVALID) {
            if (state == COMPLETE && end - i >= 8 && (text.getLong(i) & HIGH_BITS) == 0) {
                i += 8;
            } else {
                state = step(state, text.getByte(i++) & 0xff);
            }
        }
        return state;
    }

    private static int step(int state, int b) {
        if (state == COMPLETE) {
            return b < 0x80 ? COMPLETE : first(b);
        }
        int low = (state >> 8) & 0xff;
        int high = state & 0xff;
        int due = state >> 16;
        if (b < low || b > high) {
            return INVALID;
        }
        return due == 1 ? COMPLETE : due(due - 1, ANY);
    }

    private static int first(int b) {
        return switch (b) {
            case 0xE0 -> due(2, 0xA0_BF);
            case 0xED -> due(2, 0x80_9F);
            case 0xF0 -> due(3, 0x90_BF);
            case 0xF1, 0xF2, 0xF3 -> due(3, ANY);
            case 0xF4 -> due(3, 0x80_8F);
            default -> b >= 0xC2 && b <= 0xDF ? due(1, ANY) : b > 0xE0 && b < 0xF0 ? due(2, ANY) : INVALID;
        };
    }

    private static int due(int bytes, int range) {
        return (bytes << 16) | range;
    }
}
