package io.ringway.gateway.session;

import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a client says before it has a session, in order; bounded in number and in bytes, as it has nothing to say yet. Frames that are not
 * carried out are in it too: they are answered, and counted among those that were heard, as all others. Hub only.
 */
public final class Early {
    private static final int MAX_FRAMES = 100;
    private static final int MAX_BYTES = 256 * 1024;

    private final ArrayDeque<Said> frames = new ArrayDeque<>(0);
    private long bytes;

    /** One frame of the client. */
    public sealed interface Said {}

    public record Asked(Command command) implements Said {}

    /** @param failure what the client is told of it */
    public record Refused(Event failure) implements Said {}

    /** False where there is no room for it; one frame of any size fits always. */
    boolean add(Said said) {
        long size = size(said);
        if (frames.size() >= MAX_FRAMES || (!frames.isEmpty() && bytes + size > MAX_BYTES)) {
            return false;
        }
        bytes += size;
        return frames.add(said);
    }

    /** The next one, null where there is none. */
    public @Nullable Said poll() {
        Said next = frames.poll();
        if (next != null) {
            bytes -= size(next);
        }
        return next;
    }

    /** The command that was said first; null where that was none, or nothing was said. */
    @Nullable
    Command first() {
        return frames.peek() instanceof Asked(Command command) ? command : null;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void clear() {
        frames.clear();
        bytes = 0;
    }

    private static long size(Said said) {
        return said instanceof Asked(Command command) ? Backlog.size(command) : Backlog.OVERHEAD;
    }
}
