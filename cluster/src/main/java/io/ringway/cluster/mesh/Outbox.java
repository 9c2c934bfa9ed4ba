package io.ringway.cluster.mesh;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one peer is to get, in order. Frames gather in one buffer until {@link #flush} seals it as a batch. A batch is kept
 * until the peer says that it was taken, so that it can be sent again on the next connection. How much that may be is the
 * {@link Window}'s business.
 */
final class Outbox {
    /** A batch of this size leaves without waiting for the end of the turn. */
    static final int BATCH_BYTES = 16 << 10;

    private static final int FIRST_BYTES = 512;

    private final Consumer<Buffer> line;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private @Nullable Buffer gathering;
    private final Window window = new Window();
    private long sent;
    private long taken;

    private record Kept(long end, Buffer batch) {}

    /** Every batch goes to the line once, when it is sealed; a line that is not connected lets it go. */
    Outbox(Consumer<Buffer> line) {
        this.line = line;
    }

    boolean isFull(Traffic traffic) {
        return window.isFull(traffic, open());
    }

    /** Counts a frame that was not taken. Returns whether it is the first in a row. */
    boolean refuse(Traffic traffic) {
        return window.refuse(traffic);
    }

    /** How many frames in a row were refused, where that has ended now; else 0. */
    long recovered(Traffic traffic) {
        return window.recovered(traffic, open());
    }

    /** Whether something waits for {@link #flush}. */
    boolean isGathering() {
        return gathering != null;
    }

    /** Returns false where the frame is larger than a batch can be. */
    boolean add(NodeRef self, Frame frame) {
        Buffer buffer = buffer();
        int before = buffer.length();
        Batch.writeFrame(buffer, frame);
        if (buffer.length() > Batch.MAX_BYTES) {
            gathering = before > Batch.HEADER_BYTES ? buffer.getBuffer(0, before) : null;
            return false;
        }
        flushIfLarge(self);
        return true;
    }

    boolean addEncoded(NodeRef self, Buffer frame) {
        if (buffer().length() + frame.length() > Batch.MAX_BYTES) {
            return false;
        }
        buffer().appendBuffer(frame);
        flushIfLarge(self);
        return true;
    }

    void flush(NodeRef self) {
        Buffer batch = gathering;
        if (batch != null) {
            gathering = null;
            if (batch.length() > Batch.HEADER_BYTES) {
                seal(self, batch);
            }
        }
    }

    /** A batch without frames: the peer answers it with what it has taken. */
    Buffer probe(NodeRef self) {
        Buffer batch = Batch.open(0);
        Batch.seal(batch, self.incarnation(), sent);
        return batch;
    }

    /** The peer has taken so much of the stream. Returns false where that cannot be. */
    boolean taken(long end) {
        if (end < taken || end > sent) {
            return false;
        }
        taken = end;
        while (!kept.isEmpty() && kept.getFirst().end <= end) {
            kept.removeFirst();
        }
        return true;
    }

    /** What the peer has taken for certain. */
    long taken() {
        return taken;
    }

    /** How many bytes the peer may not have. */
    long open() {
        return sent - taken;
    }

    /** Sends again what the peer has not taken. */
    void replay() {
        kept.forEach(one -> line.accept(one.batch));
    }

    private Buffer buffer() {
        Buffer buffer = gathering;
        if (buffer == null) {
            buffer = Batch.open(FIRST_BYTES);
            gathering = buffer;
        }
        return buffer;
    }

    private void flushIfLarge(NodeRef self) {
        if (buffer().length() >= BATCH_BYTES) {
            flush(self);
        }
    }

    private void seal(NodeRef self, Buffer batch) {
        Batch.seal(batch, self.incarnation(), sent);
        sent += batch.length() - Batch.HEADER_BYTES;
        kept.add(new Kept(sent, batch));
        line.accept(batch);
    }
}
