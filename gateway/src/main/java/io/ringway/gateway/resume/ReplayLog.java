package io.ringway.gateway.resume;

import io.ringway.gateway.protocol.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last frames of a session, numbered from 1, until the client has them: what to send again when it comes back on another
 * socket. Bounded in bytes; over the bound the oldest are dropped, and then a client that needs them is told of the gap. The
 * frames' bytes are shared with every other connection they went to. Belongs to one thread at a time.
 */
public final class ReplayLog {
    private final int bound;
    private @Nullable Deque<Frame> frames;
    private long last;
    private int bytes;

    /** @param bound how many bytes are kept at most */
    public ReplayLog(int bound) {
        this(bound, 0);
    }

    /** A log that goes on after frames that are not here. */
    public ReplayLog(int bound, long last) {
        this.bound = bound;
        this.last = last;
    }

    /** The number of the last frame, 0 where there was none. */
    public long last() {
        return last;
    }

    /** How many bytes are kept. */
    public int bytes() {
        return bytes;
    }

    /** Gives a frame the next number, and keeps it. */
    public void add(Frame frame) {
        frame.wire().retain();
        Deque<Frame> kept = frames;
        if (kept == null) {
            kept = new ArrayDeque<>(4);
            frames = kept;
        }
        kept.add(frame);
        last++;
        bytes += frame.size();
        while (bytes > bound) {
            drop(kept);
        }
    }

    /** The client has every frame up to this one. Numbers that were never given are ignored: clients say what they like. */
    public void acknowledge(long number) {
        Deque<Frame> kept = frames;
        if (kept == null || number > last) {
            return;
        }
        while (!kept.isEmpty() && before() < number) {
            drop(kept);
        }
        if (kept.isEmpty()) {
            // An idle connection is not to pay for the busy moments it had.
            frames = null;
        }
    }

    private void drop(Deque<Frame> kept) {
        Frame oldest = kept.remove();
        bytes -= oldest.size();
        oldest.release();
    }

    /** The number of the last frame before those that are kept. */
    public long before() {
        return last - (frames == null ? 0 : frames.size());
    }

    /** Whether everything after this frame is here. */
    public boolean covers(long received) {
        return received <= last && received >= before();
    }

    /** Shows the frames that are here, oldest first. The log keeps them. */
    public void forEach(Consumer<Frame> action) {
        if (frames != null) {
            List.copyOf(frames).forEach(action);
        }
    }

    /** Lets go of everything. */
    public void release() {
        if (frames != null) {
            frames.forEach(Frame::release);
            frames = null;
        }
        bytes = 0;
    }
}
