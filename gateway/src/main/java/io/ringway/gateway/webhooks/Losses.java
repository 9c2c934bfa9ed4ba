package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import io.ringway.cluster.outbox.Tally;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that are lost for good, which is to be heard: counted, logged, in every node's health, and kept with what was put
 * aside, so that whoever looks there sees that it is not all. Hub only, but for {@link #troubles}.
 */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
    private static final long LOOK_MS = 15_000;
    private static final long LOG_MS = 60_000;
    /** Health speaks of it so long after the last one. */
    private static final long TOLD_MS = 3_600_000;

    private final List<Receiver> receivers;
    private final OutboxStore store;
    private final String writer;
    private final LongSupplier clock;
    private final Runnable counted;
    /** As last seen, also of what other nodes have lost. Read by any thread. */
    private final Map<String, Tally> seen = new ConcurrentHashMap<>();

    private final Map<String, Integer> unwritten = new HashMap<>();
    /** Sent until it has arrived, as it is: it is carried out once. */
    private final Map<String, Batch> onItsWay = new HashMap<>();

    private final Map<String, Integer> unsaid = new HashMap<>();
    private final Map<String, Long> saidAt = new HashMap<>();
    private long batches;
    private long lookAt;

    /** @param counted is called for each event that is lost */
    Losses(List<Receiver> receivers, OutboxStore store, String writer, LongSupplier clock, Runnable counted) {
        this.receivers = receivers;
        this.store = store;
        this.writer = writer + ".missed";
        this.clock = clock;
        this.counted = counted;
    }

    /** So many went for newer ones that were put aside; the store knows. */
    void pushedOut(String receiver, int count) {
        if (count > 0) {
            lost(receiver, count);
            lookAt = 0;
        }
    }

    /** An event of a line could not be written down. */
    void missed(String line) {
        String receiver = Topic.receiver(line);
        unwritten.merge(receiver, 1, Integer::sum);
        lost(receiver, 1);
    }

    private void lost(String receiver, int count) {
        for (int i = 0; i < count; i++) {
            counted.run();
        }
        unsaid.merge(receiver, count, Integer::sum);
    }

    /** About once a second. */
    void tick(long now) {
        unsaid.entrySet().removeIf(each -> {
            boolean isDue = now - saidAt.getOrDefault(each.getKey(), 0L) >= LOG_MS;
            if (isDue) {
                saidAt.put(each.getKey(), now);
                LOG.error(
                        "{} events for {} are lost for good: more wait, or were put aside, than is kept",
                        each.getValue(),
                        each.getKey());
            }
            return isDue;
        });
        boolean isAway = store.trouble().isPresent();
        for (Receiver receiver : receivers) {
            if (!isAway) {
                write(receiver.id(), now);
            }
        }
        if (lookAt <= now) {
            lookAt = now + LOOK_MS;
            receivers.forEach(receiver -> look(receiver.id()));
        }
    }

    private void write(String receiver, long now) {
        if (onItsWay.containsKey(receiver) || !unwritten.containsKey(receiver)) {
            return;
        }
        Integer count = unwritten.remove(receiver);
        send(receiver, new Batch(writer + ++batches, 1, List.of(new Step.Missed(count, now))));
    }

    private void send(String receiver, Batch batch) {
        onItsWay.put(receiver, batch);
        store.write(Topic.dead().line(receiver), batch).onComplete(done -> {
            if (done.succeeded()) {
                onItsWay.remove(receiver, batch);
                look(receiver);
            }
        });
    }

    private void look(String receiver) {
        Batch again = onItsWay.get(receiver);
        if (again != null) {
            send(receiver, again);
        }
        tally(receiver);
    }

    /**
     * What was put aside for a receiver, and what is lost; as last seen where the store is away. Fails where this node has
     * never seen it.
     */
    Future<Tally> tally(String receiver) {
        return store.tally(Topic.dead().line(receiver))
                .onSuccess(tally -> seen.put(receiver, tally))
                .recover(away -> {
                    Tally last = seen.get(receiver);
                    return last == null ? Future.failedFuture(away) : Future.succeededFuture(last);
                });
    }

    /** What is lost, in an operator's words, while it is news. Any thread. */
    List<String> troubles() {
        long now = clock.getAsLong();
        List<String> all = new ArrayList<>();
        for (Receiver receiver : receivers) {
            Tally tally = seen.getOrDefault(receiver.id(), Tally.NOTHING);
            if (tally.lost() > 0 && now - tally.lostAt() < TOLD_MS) {
                all.add("degraded: %d events for %s are lost since %s"
                        .formatted(tally.lost(), receiver.id(), Instant.ofEpochMilli(tally.lostSince())));
            }
        }
        return all;
    }
}
