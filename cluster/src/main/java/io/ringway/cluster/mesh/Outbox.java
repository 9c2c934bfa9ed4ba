package io.ringway.cluster.mesh;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to one peer, in order. Frames gather in one buffer until {@link #flush}; more than {@link
 * #WINDOW_BYTES} that the peer has not taken are refused, so that a hung peer cannot fill this node's memory. Refusals go
 * on until the peer has taken half of that, and are counted.
 *
 * <p>Batches may be lost on the way. Every header says how much was sent in all, so the next one to arrive clears the
 * account; while frames are refused, a header alone goes out every second.
 */
final class Outbox {
    static final long WINDOW_BYTES = 16L << 20;
    /** A batch of this size leaves without waiting for the end of the turn. */
    static final int BATCH_BYTES = 16 << 10;
    /** The peer is told what was taken from it after this much at the latest, or by the next tick. */
    private static final long ACKNOWLEDGE_BYTES = 256L << 10;

    private static final long PROBE_MS = 1_000;

    private final Consumer<Buffer> transport;
    private @Nullable Buffer gathering;
    private long sent;
    private long takenByPeer;
    private long received;
    private long acknowledged;
    private long refused;
    private long probeAt;

    Outbox(Consumer<Buffer> transport) {
        this.transport = transport;
    }

    boolean isFull() {
        return sent - takenByPeer > (refused == 0 ? WINDOW_BYTES : WINDOW_BYTES / 2);
    }

    /** Counts a frame that was not taken. Returns whether it is the first in a row. */
    boolean refuse() {
        return refused++ == 0;
    }

    /** How many frames in a row were refused, where that has ended now; else 0. */
    long recovered() {
        if (refused == 0 || isFull()) {
            return 0;
        }
        long dropped = refused;
        refused = 0;
        return dropped;
    }

    /** Whether something waits for {@link #flush}. */
    boolean isGathering() {
        return gathering != null;
    }

    void add(NodeRef self, Frame frame) {
        Batch.writeFrame(buffer(), frame);
        flushIfLarge(self);
    }

    void addEncoded(NodeRef self, Buffer frame) {
        buffer().appendBuffer(frame);
        flushIfLarge(self);
    }

    void flush(NodeRef self) {
        Buffer frames = gathering;
        if (frames != null) {
            gathering = null;
            transmit(self, frames);
        }
    }

    /** Tells the peer what was taken from it, and, while frames are refused, what was sent to it. */
    void tick(NodeRef self, long now) {
        if (refused > 0 && now >= probeAt) {
            probeAt = now + PROBE_MS;
            transmit(self, Buffer.buffer(0));
        } else {
            acknowledge(self);
        }
    }

    /** Tells the peer what was taken from it, where it does not know. */
    void acknowledge(NodeRef self) {
        if (received != acknowledged) {
            transmit(self, Buffer.buffer(0));
        }
    }

    /** Notes a batch of the peer. Returns whether it should be told soon. */
    boolean arrived(long sentByPeer, long taken) {
        received = sentByPeer;
        takenByPeer = Math.min(taken, sent);
        return received - acknowledged >= ACKNOWLEDGE_BYTES;
    }

    private Buffer buffer() {
        Buffer buffer = gathering;
        if (buffer == null) {
            buffer = Buffer.buffer(512);
            gathering = buffer;
        }
        return buffer;
    }

    private void flushIfLarge(NodeRef self) {
        if (gathering != null && gathering.length() >= BATCH_BYTES) {
            flush(self);
        }
    }

    private void transmit(NodeRef self, Buffer frames) {
        sent += frames.length();
        acknowledged = received;
        Buffer batch = Buffer.buffer(Batch.HEADER_BYTES + frames.length());
        Batch.writeHeader(batch, self, sent, received);
        transport.accept(batch.appendBuffer(frames));
    }
}
