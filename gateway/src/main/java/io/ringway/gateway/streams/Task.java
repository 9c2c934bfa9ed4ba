package io.ringway.gateway.streams;

import io.ringway.cluster.streams.StreamEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry that is not over, and how far it is. Hub only. */
final class Task {
    /** Twice it was begun and no end is known: it may be what its readers die of. */
    private static final int SUSPECT = 2;

    final String id;
    final StreamCall first;
    final int size;
    final boolean isNew;
    final boolean isSuspect;
    StreamCall next;
    /** This one included. */
    long attempts;

    /** How many calls it has become: each time that parts of a list are left, the rest is one more. */
    private int calls = 1;

    boolean isRunning;
    boolean isLater;
    long notBefore;

    @Nullable
    Parts parts;

    Task(StreamEntry entry, StreamCall call) {
        this.id = entry.id();
        this.first = call;
        this.next = call;
        this.size = entry.size();
        this.isNew = entry.begun() == 0;
        this.isSuspect = entry.begun() >= SUSPECT;
        this.attempts = entry.begun() + 1;
    }

    /**
     * Parts are named by where they stood first, whichever try they are in: what is told them apart by their names must not
     * take one for another.
     */
    Occurrence occurrence(String stream) {
        return new Occurrence(id + "@" + stream, parts == null ? List.of() : parts.open());
    }

    /** What is left of a list is another call, with a key of its own; the same one also where another node comes to it. */
    void rest(String body) {
        calls++;
        next = first.with(body, calls);
    }
}
