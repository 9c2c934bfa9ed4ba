package io.ringway.bench.load;

import java.nio.ByteBuffer;

/** Reads server frames (RFC 6455: never masked). The server under test never fragments. Stateless. */
final class FrameParser {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;

    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int FIN = 0x80;

    private FrameParser() {}

    interface Sink {
        /** The payload is valid during the call alone. */
        void frame(int opcode, ByteBuffer payload);
    }

    /** Takes every whole frame; what remains in the buffer is the beginning of the next. */
    static void read(ByteBuffer in, Sink sink) {
        while (true) {
            int start = in.position();
            int header = in.remaining() < 2 ? Integer.MAX_VALUE : headerBytes(in.get(start + 1));
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
    static void write(ByteBuffer out, int opcode, byte[] payload, int mask) {
        out.put((byte) (FIN | opcode));
        if (payload.length < LENGTH_16) {
            out.put((byte) (FIN | payload.length));
        } else if (payload.length <= 0xffff) {
            out.put((byte) (FIN | LENGTH_16)).putShort((short) payload.length);
        } else {
            out.put((byte) (FIN | LENGTH_64)).putLong(payload.length);
        }
        out.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i & 3)))));
        }
    }
}
