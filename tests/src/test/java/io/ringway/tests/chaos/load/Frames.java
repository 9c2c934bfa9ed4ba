package io.ringway.tests.chaos.load;

import java.nio.ByteBuffer;

/** Frames of RFC 6455, as a client reads and writes them. The server under test never fragments. Stateless. */
final class Frames {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MASK = 0x5a17_c3e9;

    private Frames() {}

    interface Sink {
        /** The payload is valid during the call alone. */
        void frame(int opcode, ByteBuffer payload);

        /** Whether frames are still wanted. */
        boolean open();
    }

    /** Takes every whole frame; what remains in the buffer is the beginning of the next. */
    static void read(ByteBuffer in, Sink sink) {
        while (sink.open() && in.remaining() >= 2) {
            int start = in.position();
            int header = headerBytes(in.get(start + 1));
            if (in.remaining() < header) {
                return;
            }
            int first = in.get(start);
            if ((first & FIN) == 0) {
                throw new IllegalStateException("a fragmented frame");
            }
            long length = length(in, start, header);
            if (in.remaining() - header < length) {
                return;
            }
            in.position(start + header + (int) length);
            sink.frame(first & 0x0f, in.slice(start + header, (int) length));
        }
    }

    private static int headerBytes(byte second) {
        return switch (second) {
            case LENGTH_16 -> 4;
            case LENGTH_64 -> 10;
            default -> 2;
        };
    }

    private static long length(ByteBuffer in, int start, int header) {
        return switch (header) {
            case 4 -> in.getShort(start + 2) & 0xffff;
            case 10 -> in.getLong(start + 2);
            default -> in.get(start + 1);
        };
    }

    /** Appends a masked client frame. */
    static void write(ByteBuffer out, int opcode, byte[] payload) {
        out.put((byte) (FIN | opcode));
        if (payload.length < LENGTH_16) {
            out.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xffff) {
            out.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
        } else {
            out.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
        }
        out.putInt(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ (MASK >>> (24 - 8 * (i & 3)))));
        }
    }
}
