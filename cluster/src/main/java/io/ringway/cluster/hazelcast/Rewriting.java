package io.ringway.cluster.hazelcast;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Writes this node's rows once more, a few with each tick, so that it takes five seconds however many there are. What the tables
 * lost is said again by then; meanwhile the clients of a node that is gone come to this one, and must not wait for it. Hub only.
 */
final class Rewriting<K> {
    private static final long TIME_MS = 5_000;
    /** More than a tick: who was held up for longer does not make up for it at once. */
    private static final long LONGEST_MS = 100;

    private final Consumer<K> write;
    private final Deque<K> left = new ArrayDeque<>();
    private double perMilli;
    private long writtenUntil;
    private double due;

    /** @param write writes the row anew, whatever has become of its subject meanwhile */
    Rewriting(Consumer<K> write) {
        this.write = write;
    }

    /** From now on, all of these. While it is at it already, nothing: where that is not enough, all are to be written at once. */
    void begin(Collection<K> keys, long now) {
        if (!left.isEmpty()) {
            return;
        }
        left.addAll(keys);
        perMilli = (double) keys.size() / TIME_MS;
        writtenUntil = now;
        due = 0;
    }

    void tick(long now) {
        due += Math.min(LONGEST_MS, now - writtenUntil) * perMilli;
        writtenUntil = now;
        while (due >= 1 && !left.isEmpty()) {
            due--;
            write.accept(left.remove());
        }
    }
}
