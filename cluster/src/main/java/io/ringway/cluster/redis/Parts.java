package io.ringway.cluster.redis;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.logs.LogStore.Line;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A log taken apart, so that each part crosses to Redis in time: the items of its lines, five each, and then its marks. */
final class Parts {
    /** Half a megabit: even a slow way takes that within the time-outs. One line may be more. */
    static final int BYTES = 64 * 1024;

    private final Iterator<Line> lines;
    private final Iterator<Bytes> marks;

    Parts(Iterable<Line> lines, Iterable<Bytes> marks) {
        this.lines = lines.iterator();
        this.marks = marks.iterator();
    }

    boolean isOver() {
        return !lines.hasNext() && !marks.hasNext();
    }

    /** The items of the next part; none where it is over. */
    List<Buffer> next() {
        List<Buffer> items = new ArrayList<>();
        for (long size = 0; size < BYTES && !isOver(); ) {
            int before = items.size();
            if (lines.hasNext()) {
                add(items, lines.next());
            } else {
                items.add(buffer(marks.next()));
            }
            size += size(items.subList(before, items.size()));
        }
        return items;
    }

    static void add(List<Buffer> items, Line line) {
        items.add(buffer(line.number()));
        items.add(buffer(line.body()));
        items.add(buffer(line.origin()));
        items.add(buffer(line.seq()));
        items.add(buffer(line.mark()));
    }

    static long size(List<Buffer> items) {
        return items.stream().mapToLong(Buffer::length).sum();
    }

    private static Buffer buffer(long number) {
        return Buffer.buffer(Long.toString(number));
    }

    private static Buffer buffer(Bytes bytes) {
        return Buffer.buffer(bytes.array());
    }
}
