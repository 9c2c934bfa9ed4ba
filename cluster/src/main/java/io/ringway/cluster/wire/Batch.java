package io.ringway.cluster.wire;

import io.ringway.cluster.NodeRef;
import io.vertx.core.buffer.Buffer;

/**
 * Frames of one node for another, under one header: version (1 byte), the sender's id (8) and incarnation (4), how many
 * bytes it sent so far (8), and how many of the receiver's it has taken (8).
 */
public final class Batch {
    public static final int HEADER_BYTES = 29;
    private static final byte VERSION = 1;

    private Batch() {}

    /** Whom a batch is read to. */
    public interface Handler {
        void header(NodeRef from, long sent, long taken);

        void frame(NodeRef from, Frame frame);
    }

    public static void writeHeader(Buffer out, NodeRef from, long sent, long taken) {
        out.appendByte(VERSION);
        new Writer(out).node(from).number(sent).number(taken);
    }

    public static void writeFrame(Buffer out, Frame frame) {
        FrameCodec.write(out, frame);
    }

    /**
     * Hands over what can be understood. Frames that cannot are left out, and everything after the point where the
     * lengths stop making sense.
     *
     * @return how many times something could not be understood; 0 for what a node of this version wrote
     */
    public static int read(Buffer in, Handler handler) {
        if (in.length() < HEADER_BYTES || in.getByte(0) != VERSION) {
            return 1;
        }
        Reader reader = new Reader(in, 1, in.length());
        NodeRef from = reader.node();
        handler.header(from, reader.number(), reader.number());
        int rejected = 0;
        int at = reader.position();
        while (at < in.length()) {
            int end = frameEnd(in, at);
            if (end < 0) {
                return rejected + 1;
            }
            rejected += readFrame(new Reader(in, at + Integer.BYTES, end), from, handler) ? 0 : 1;
            at = end;
        }
        return rejected;
    }

    private static int frameEnd(Buffer in, int at) {
        int left = in.length() - at - Integer.BYTES;
        int length = left < 0 ? -1 : in.getInt(at);
        return length < 0 || length > left ? -1 : at + Integer.BYTES + length;
    }

    private static boolean readFrame(Reader reader, NodeRef from, Handler handler) {
        Frame frame;
        try {
            frame = FrameCodec.read(reader);
        } catch (MalformedException garbage) {
            return false;
        }
        if (!reader.isAtEnd()) {
            return false;
        }
        handler.frame(from, frame);
        return true;
    }
}
