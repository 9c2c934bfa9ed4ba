package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.metrics.PushMetrics;
import io.ringway.gateway.push.PushService.Answer;
import io.vertx.core.Context;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes notices to push services: so many at a time to each named host, what is urgent first, again after a while where a
 * service is busy, and none after its time. What is given to it is bounded, and lives in this node's memory. {@link #send}
 * on any thread, everything else on a context of its own.
 */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int MAX_TRIES = 5;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long PAUSE_FACTOR = 4;

    private final Context context;
    private final PushHosts hosts;
    private final PushService service;
    private final int concurrency;
    private final PushMetrics metrics;
    private final InstantSource clock;
    private final Shares pending;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<Parcel.Slot, Parcel> latest = new HashMap<>();

    /** What waits for one host: the tenants take turns. */
    private static final class Lane {
        final Deque<Parcel> urgent = new ArrayDeque<>();
        final Map<Tenant, Deque<Parcel>> others = new LinkedHashMap<>();
        int sending;

        void add(Parcel parcel) {
            Deque<Parcel> queue = parcel.notice.urgency() == Urgency.HIGH
                    ? urgent
                    : others.computeIfAbsent(parcel.tenant, first -> new ArrayDeque<>());
            queue.add(parcel);
        }

        @Nullable
        Parcel poll() {
            if (!urgent.isEmpty() || others.isEmpty()) {
                return urgent.poll();
            }
            Tenant next = others.keySet().iterator().next();
            Deque<Parcel> queue = Objects.requireNonNull(others.remove(next));
            Parcel first = queue.poll();
            if (!queue.isEmpty()) {
                others.put(next, queue);
            }
            return first;
        }
    }

    /**
     * @param concurrency how many requests at a time to each named host
     * @param mostPending how many notices may be on their way, in {@link Shares}; over that they are dropped
     */
    Courier(
            Context context,
            PushHosts hosts,
            PushService service,
            int concurrency,
            int mostPending,
            PushMetrics metrics,
            InstantSource clock) {
        this.context = context;
        this.hosts = hosts;
        this.service = service;
        this.concurrency = concurrency;
        this.pending = new Shares(mostPending);
        this.metrics = metrics;
        this.clock = clock;
        metrics.pending(pending::taken);
    }

    /** False where too many are on their way. */
    boolean send(Tenant tenant, Subscription to, Notice notice, Runnable gone) {
        if (!pending.take(tenant, notice.urgency())) {
            metrics.count("dropped");
            return false;
        }
        context.runOnContext(unused -> accept(new Parcel(tenant, to, notice, gone)));
        return true;
    }

    /** Whether more of a tenant's messages may be on their way, with room left for those to one user. */
    boolean hasRoom(Tenant tenant) {
        return pending.hasRoom(tenant);
    }

    private void accept(Parcel parcel) {
        Parcel.Slot slot = parcel.slot();
        Parcel before = slot == null ? null : latest.put(slot, parcel);
        if (before == null) {
            enqueue(parcel);
        } else if (before.sending) {
            putBehind(before, parcel);
        } else if (before.behind != null) {
            putBehind(before.behind, parcel);
            finish(before, "superseded");
        } else {
            // It waits for its turn, or for another try, and is not wanted any more.
            before.superseded = true;
            enqueue(parcel);
        }
    }

    private static void putBehind(Parcel first, Parcel second) {
        first.next = second;
        second.behind = first;
    }

    private void enqueue(Parcel parcel) {
        String rule = hosts.rule(parcel.to.endpoint()).orElse(null);
        if (rule == null) {
            // Stored when the operator still had that host in the list.
            finish(parcel, "refused");
            return;
        }
        Lane lane = lanes.computeIfAbsent(rule, unused -> new Lane());
        lane.add(parcel);
        pump(lane);
    }

    private void pump(Lane lane) {
        while (lane.sending < concurrency) {
            Parcel parcel = lane.poll();
            if (parcel == null) {
                return;
            }
            if (parcel.superseded) {
                finish(parcel, "superseded");
            } else if (parcel.notice.until() <= clock.millis()) {
                finish(parcel, "expired");
            } else {
                send(lane, parcel);
            }
        }
    }

    private void send(Lane lane, Parcel parcel) {
        parcel.sending = true;
        parcel.tries++;
        lane.sending++;
        service.push(parcel.to, parcel.notice).onComplete(done -> {
            lane.sending--;
            parcel.sending = false;
            settle(parcel, done.succeeded() ? done.result() : new Answer.Busy(0));
            pump(lane);
        });
    }

    private void settle(Parcel parcel, Answer answer) {
        switch (answer) {
            case Answer.Accepted accepted -> finish(parcel, "accepted");
            case Answer.Gone gone -> {
                parcel.gone.run();
                finish(parcel, "gone");
            }
            case Answer.Refused(int status) -> {
                LOG.warn("The push service {} refuses a push with status {}", parcel.to, status);
                finish(parcel, "refused");
            }
            case Answer.Busy(long afterMillis) -> again(parcel, afterMillis);
        }
    }

    private void again(Parcel parcel, long afterMillis) {
        long pause =
                afterMillis > 0 ? afterMillis : FIRST_PAUSE_MILLIS * (long) Math.pow(PAUSE_FACTOR, parcel.tries - 1);
        if (parcel.next != null) {
            finish(parcel, "superseded");
        } else if (parcel.tries >= MAX_TRIES || clock.millis() + pause >= parcel.notice.until()) {
            finish(parcel, "failed");
        } else {
            metrics.count("again");
            context.owner().setTimer(pause, timer -> context.runOnContext(unused -> enqueueAgain(parcel)));
        }
    }

    private void enqueueAgain(Parcel parcel) {
        if (parcel.superseded) {
            finish(parcel, "superseded");
        } else {
            enqueue(parcel);
        }
    }

    private void finish(Parcel parcel, String how) {
        pending.give(parcel.tenant);
        metrics.count(how);
        Parcel.Slot slot = parcel.slot();
        if (slot != null) {
            latest.remove(slot, parcel);
        }
        if (parcel.next != null) {
            parcel.next.behind = null;
            enqueue(parcel.next);
        }
    }
}
