package io.ringway.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Looks into frames without decoding them, so that the driver costs little. */
final class Texts {
    /** Where the letter stands that tells types of frames apart, the first of the value of the first field. */
    private static final int TYPE_AT = 9;

    private static final byte[] INCOMING = "{\"type\":\"rtc:incoming\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MEMBER = "\"user_id\":".getBytes(StandardCharsets.US_ASCII);

    private Texts() {}

    /** The position of the first occurrence at or after {@code from}, counted from the buffer's start; -1 without one. */
    static int indexOf(ByteBuffer text, byte[] sought, int from) {
        for (int at = from; at + sought.length <= text.limit(); at++) {
            int same = 0;
            while (same < sought.length && text.get(at + same) == sought[same]) {
                same++;
            }
            if (same == sought.length) {
                return at;
            }
        }
        return -1;
    }

    static String ascii(ByteBuffer text, int from, int length) {
        byte[] bytes = new byte[length];
        text.get(from, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** The first letter of the frame's type. */
    static char type(ByteBuffer frame) {
        return frame.limit() > TYPE_AT ? (char) frame.get(TYPE_AT) : 0;
    }

    /** Whether somebody is being called. */
    static boolean isRing(ByteBuffer frame) {
        return indexOf(frame, INCOMING, 0) == 0;
    }

    /** How many members a roster lists. */
    static int members(ByteBuffer roster) {
        int count = 0;
        for (int at = indexOf(roster, MEMBER, 0); at >= 0; at = indexOf(roster, MEMBER, at + MEMBER.length)) {
            count++;
        }
        return count;
    }
}
