package io.ringway.tests.support;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a connection was sent, in order: once as a record of everything, once as frames waiting to be awaited. Filled by an
 * event loop, read by the test's thread.
 */
public final class Inbox {
    private final List<JsonObject> everything = new ArrayList<>();
    private final List<JsonObject> waiting = new ArrayList<>();
    private final List<Buffer> binary = new ArrayList<>();
    private int binaryCount;
    private @Nullable Closed closed;

    /**
     * How a connection ended.
     *
     * @param code of the close frame; 1006 where there was none
     * @param reason of the close frame, maybe empty
     */
    public record Closed(int code, String reason) {}

    /** A frame came. */
    public synchronized void add(JsonObject frame) {
        everything.add(frame);
        waiting.add(frame);
        notifyAll();
    }

    synchronized void addBinary(Buffer frame) {
        binary.add(frame);
        binaryCount++;
        notifyAll();
    }

    /** The connection ended; nothing stands for no close frame. */
    public synchronized void closed(@Nullable Short code, @Nullable String reason) {
        closed = new Closed(code == null ? 1006 : code, reason == null ? "" : reason);
        notifyAll();
    }

    /** Every text frame that ever came, in order. */
    synchronized List<JsonObject> everything() {
        return List.copyOf(everything);
    }

    /** How many frames ever came, binary ones included. */
    synchronized int count() {
        return everything.size() + binaryCount;
    }

    /** Every frame of the type that ever came, awaited or not. */
    public synchronized List<JsonObject> all(String type) {
        return everything.stream()
                .filter(frame -> type.equals(frame.getString("type")))
                .toList();
    }

    /** Every notice of the code that ever came. */
    public List<JsonObject> notices(String code) {
        return all("notice").stream()
                .filter(frame -> code.equals(frame.getString("code")))
                .toList();
    }

    /** Waits for a frame of the type for which the condition holds, and takes it out. */
    public JsonObject await(String type, Predicate<JsonObject> condition) {
        return await(frame -> type.equals(frame.getString("type")) && condition.test(frame), "a " + type);
    }

    /** Waits for any frame for which the condition holds, and takes it out. */
    public JsonObject await(Predicate<JsonObject> condition, String what) {
        return waitFor(() -> takeOrEnd(condition, what), what);
    }

    /** Waits for the next binary frame, and takes it out. */
    public Buffer awaitBinary() {
        return waitFor(() -> binary.isEmpty() ? null : binary.removeFirst(), "a binary frame");
    }

    /** Waits until the connection is closed. */
    public Closed awaitClosed() {
        return waitFor(() -> closed, "the connection to close");
    }

    /** Nothing more comes on a connection that is closed. */
    private @Nullable JsonObject takeOrEnd(Predicate<JsonObject> condition, String what) {
        JsonObject frame = take(condition);
        if (frame == null && closed != null) {
            throw new AssertionError("closed with " + closed + " before " + what + "; waiting: " + waiting);
        }
        return frame;
    }

    private @Nullable JsonObject take(Predicate<JsonObject> condition) {
        for (Iterator<JsonObject> frames = waiting.iterator(); frames.hasNext(); ) {
            JsonObject frame = frames.next();
            if (condition.test(frame)) {
                frames.remove();
                return frame;
            }
        }
        return null;
    }

    private synchronized <T> T waitFor(Supplier<@Nullable T> found, String what) {
        long end = System.nanoTime() + Patience.OURS.toNanos();
        try {
            T value = found.get();
            while (value == null) {
                wait(left(end, what));
                value = found.get();
            }
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long left(long end, String what) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new AssertionError("waited in vain for " + what + "; closed: " + closed + "; waiting: " + waiting);
        }
        return left;
    }
}
