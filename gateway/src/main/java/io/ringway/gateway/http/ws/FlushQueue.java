package io.ringway.gateway.http.ws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Flushes every socket that was written to once per turn of its event loop, however many frames it got: one system call
 * instead of many. The flush is a task behind those already queued, so it waits for work that is there and never for time.
 */
final class FlushQueue {
    private final Executor loop;
    private List<LoopSocket> dirty = new ArrayList<>();
    private List<LoopSocket> flushing = new ArrayList<>();

    FlushQueue(Executor loop) {
        this.loop = loop;
    }

    /** The socket flushes at the end of this turn. Once per turn and socket. */
    void add(LoopSocket socket) {
        if (dirty.isEmpty()) {
            loop.execute(this::flush);
        }
        dirty.add(socket);
    }

    private void flush() {
        List<LoopSocket> batch = dirty;
        dirty = flushing;
        flushing = batch;
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).flush();
        }
        batch.clear();
    }
}
