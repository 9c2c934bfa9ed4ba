package io.ringway.gateway.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** One step after the other: what a node says to itself in one is carried out before it ends. */
final class Steps {
    private final Deque<HistoryMessage> toSelf = new ArrayDeque<>();
    private boolean isStepping;

    void toSelf(HistoryMessage message) {
        toSelf.add(message);
    }

    /** Work within a step is part of it. */
    void run(Runnable work, Consumer<HistoryMessage> handle) {
        if (isStepping) {
            work.run();
            return;
        }
        isStepping = true;
        try {
            work.run();
            for (HistoryMessage next = toSelf.poll(); next != null; next = toSelf.poll()) {
                handle.accept(next);
            }
        } finally {
            isStepping = false;
        }
    }
}
