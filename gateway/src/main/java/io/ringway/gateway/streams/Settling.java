package io.ringway.gateway.streams;

import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.Settlement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Takes entries whose end is known out of their stream: many at once while the store is busy, again and again while it is
 * away. How many wait is bounded by the reader, who takes no more entries meanwhile. Hub only.
 */
final class Settling {
    private static final int BATCH = 64;
    private static final long PAUSE_MS = 500;

    private final InStream stream;
    private final LongSupplier clock;
    private final Runnable settled;
    private final Map<String, Settlement> left = new LinkedHashMap<>();
    private boolean isBusy;
    private long notBefore;
    private volatile String trouble = "";

    /** @param settled is called when there are fewer */
    Settling(InStream stream, LongSupplier clock, Runnable settled) {
        this.stream = stream;
        this.clock = clock;
        this.settled = settled;
    }

    void add(Settlement settlement) {
        left.put(settlement.id(), settlement);
        pump();
    }

    boolean has(String id) {
        return left.containsKey(id);
    }

    int size() {
        return left.size();
    }

    /** What keeps it from getting on, in an operator's words; empty where nothing does. Any thread. */
    String trouble() {
        return trouble;
    }

    void tick() {
        pump();
    }

    private void pump() {
        if (isBusy || left.isEmpty() || clock.getAsLong() < notBefore) {
            return;
        }
        List<Settlement> batch = new ArrayList<>(left.values());
        List<Settlement> first = batch.subList(0, Math.min(BATCH, batch.size()));
        isBusy = true;
        stream.settle(first).onComplete(done -> {
            isBusy = false;
            first.forEach(each -> left.remove(each.id()));
            trouble = done.succeeded()
                    ? ""
                    : "what is done cannot be taken out: "
                            + stream.trouble().orElse(done.cause().getMessage());
            if (done.succeeded()) {
                settled.run();
            } else {
                // Behind the others, which it may be that it is none of.
                first.forEach(each -> left.put(each.id(), each));
                notBefore = clock.getAsLong() + PAUSE_MS;
            }
            pump();
        });
    }
}
