package io.ringway.cluster.wire;

import io.ringway.cluster.NodeRef;
import io.vertx.core.buffer.Buffer;

/**
 * Frames of one node for another, under one header: how many bytes follow (4), the sender's incarnation (4), and how many
 * bytes of frames it sent in this stream before (8). Who sends is known from the connection.
 */
public final class Batch {
    public static final int HEADER_BYTES = 16;
    /** What a batch may be long, its header included. Whoever announces more is cut off. */
    public static final int MAX_BYTES = 64 << 20;

    private Batch() {}

    /** Whom a batch is read to. */
    public interface Handler {
        /** Returns whether the frames are wanted. */
        boolean header(NodeRef from, long start, int bytes);

        void frame(NodeRef from, Frame frame);
    }

    /** Begins a batch: frames are appended, then it is sealed. */
    public static Buffer open(int frameBytes) {
        return Buffer.buffer(HEADER_BYTES + frameBytes)
                .appendInt(0)
                .appendInt(0)
                .appendLong(0);
    }

    public static void writeFrame(Buffer out, Frame frame) {
        FrameCodec.write(out, frame);
    }

    /** Says in the header what is known only now. */
    public static void seal(Buffer batch, int incarnation, long start) {
        batch.setInt(0, batch.length() - Integer.BYTES)
                .setInt(Integer.BYTES, incarnation)
                .setLong(2 * Integer.BYTES, start);
    }

    /**
     * Hands over what can be understood. Frames that cannot are left out, and everything after the point where the
     * lengths stop making sense.
     *
     * @param in a batch without its first four bytes
     * @return how many times something could not be understood; 0 for what a node of this version wrote
     */
    public static int read(Buffer in, long sender, Handler handler) {
        int at = HEADER_BYTES - Integer.BYTES;
        if (in.length() < at) {
            return 1;
        }
        NodeRef from = new NodeRef(sender, in.getInt(0));
        if (!handler.header(from, in.getLong(Integer.BYTES), in.length() - at)) {
            return 0;
        }
        int rejected = 0;
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
