package io.ringway.gateway.streams;

import io.ringway.cluster.streams.StreamEntry;
import io.ringway.gateway.metrics.StreamMetrics;
import io.ringway.gateway.streams.Performer.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The entries that this node has taken and that are not over. Those of one subject are begun in their order, each when the
 * one before is over; what fails for the moment is tried again, later and later, before what is behind it.
 *
 * <p>What a node before may have begun is counted in the store before it is begun again: an entry that its readers die of is
 * found out by that. What was begun twice already is under suspicion: it is begun when nothing else is at work, and nothing else
 * until it is out of the stream, so that none is counted for what another did. Hub only.
 */
final class Work {
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 15_000;
    private static final long STORE_PAUSE_MS = 500;

    private final StreamOptions options;
    private final Performer performer;
    private final Settling settling;
    private final Endings endings;
    private final StreamMetrics metrics;
    private final LongSupplier clock;
    private final BooleanSupplier mayBegin;
    private final Function<Map<String, Long>, Future<Set<String>>> counter;
    private final Map<String, Task> tasks = new HashMap<>();
    private final Order<Task> order = new Order<>();
    /** To be begun as soon as this node may. */
    private final Deque<Task> ready = new ArrayDeque<>();
    /** The same, but to be counted first. */
    private final Deque<Task> given = new ArrayDeque<>();
    /** The same, but one by one, and before all others. */
    private final Deque<Task> suspects = new ArrayDeque<>();

    /** The one that is at work, or about to be, or out of it and not yet out of the stream. */
    private @Nullable Task suspect;

    private boolean isCounting;
    private long countAt;
    private int running;
    private long bytes;
    private boolean isPumping;

    /**
     * @param mayBegin whether it is this node's turn still
     * @param counter keeps how often entries will have been begun, and answers those that are to be done still
     */
    Work(
            StreamOptions options,
            Performer performer,
            Settling settling,
            StreamMetrics metrics,
            LongSupplier clock,
            BooleanSupplier mayBegin,
            Function<Map<String, Long>, Future<Set<String>>> counter) {
        this.options = options;
        this.performer = performer;
        this.settling = settling;
        this.endings = new Endings(settling, metrics, options.replies());
        this.metrics = metrics;
        this.clock = clock;
        this.mayBegin = mayBegin;
        this.counter = counter;
        this.countAt = clock.getAsLong();
    }

    /** Entries that are at work or wait here. */
    int size() {
        return tasks.size();
    }

    /** How large those are together. */
    long bytes() {
        return bytes;
    }

    boolean isRunning() {
        return running > 0;
    }

    void accept(StreamEntry entry) {
        // What runs since before a lease was lost, and taken again, is not begun a second time.
        if (tasks.containsKey(entry.id()) || settling.has(entry.id())) {
            return;
        }
        try {
            StreamCall call = StreamCall.of(entry.fields(), options.tenants());
            if (entry.begun() >= options.deliveries()) {
                endings.begunTooOften(entry.id(), entry.begun());
                return;
            }
            Task task = new Task(entry, call);
            tasks.put(task.id, task);
            bytes += task.size;
            if (order.add(task, Subjects.of(call))) {
                mayBegin(task);
            }
        } catch (StreamCall.Malformed malformed) {
            endings.malformed(entry.id(), String.valueOf(malformed.getMessage()), entry.begun());
        }
        pump();
    }

    private void mayBegin(Task task) {
        if (task.isSuspect) {
            suspects.add(task);
        } else {
            (task.isNew ? ready : given).add(task);
        }
    }

    void tick() {
        long now = clock.getAsLong();
        for (Task task : tasks.values()) {
            if (task.isLater && task.notBefore <= now) {
                task.isLater = false;
                (task.isSuspect ? suspects : ready).add(task);
            }
        }
        pump();
    }

    /** Forgets what has not begun: it is somebody else's now, or will be given again. */
    void abandon() {
        ready.clear();
        given.clear();
        suspects.clear();
        tasks.values().removeIf(task -> !task.isRunning);
        bytes = tasks.values().stream().mapToLong(task -> task.size).sum();
        order.keep(task -> task.isRunning);
    }

    private void pump() {
        if (isPumping) {
            return;
        }
        isPumping = true;
        try {
            do {
                while (!ready.isEmpty() && !isAlone() && suspects.isEmpty() && mayBegin.getAsBoolean()) {
                    begin(ready.remove());
                }
            } while (count());
        } finally {
            isPumping = false;
        }
    }

    /** Whether there is more to begin at once. */
    private boolean count() {
        if (isCounting || clock.getAsLong() < countAt || !mayBegin.getAsBoolean()) {
            return false;
        }
        List<Task> batch = countable();
        if (batch.isEmpty()) {
            return false;
        }
        isCounting = true;
        counter.apply(batch.stream().collect(Collectors.toMap(task -> task.id, task -> task.attempts)))
                .onComplete(done -> {
                    isCounting = false;
                    batch.removeIf(task -> tasks.get(task.id) != task);
                    if (done.succeeded()) {
                        batch.forEach(task -> counted(task, done.result()));
                    } else {
                        countAt = clock.getAsLong() + STORE_PAUSE_MS;
                        batch.reversed().forEach(this::putBack);
                    }
                    pump();
                });
        return !isCounting;
    }

    private List<Task> countable() {
        if (isAlone()) {
            return List.of();
        }
        List<Task> batch = new ArrayList<>();
        if (suspects.isEmpty()) {
            batch.addAll(given);
            given.clear();
        } else if (running == 0 && settling.size() == 0) {
            suspect = suspects.remove();
            batch.add(suspect);
        }
        return batch;
    }

    private boolean isAlone() {
        return suspect != null && (tasks.get(suspect.id) == suspect || settling.has(suspect.id));
    }

    private void putBack(Task task) {
        (task.isSuspect ? suspects : given).addFirst(task);
        suspect = suspect == task ? null : suspect;
    }

    private void counted(Task task, Set<String> toBeDone) {
        if (!toBeDone.contains(task.id)) {
            metrics.lost(1);
            over(task);
        } else if (!task.isSuspect) {
            ready.add(task);
        } else if (mayBegin.getAsBoolean()) {
            begin(task);
        } else {
            putBack(task);
        }
    }

    private void begin(Task task) {
        task.isRunning = true;
        running++;
        Future<Outcome> performance;
        try {
            performance = performer.perform(task.next, options.scopes(), task.occurrence(options.name()));
        } catch (RuntimeException defect) {
            performance = Future.failedFuture(defect);
        }
        performance.onComplete(done -> {
            task.isRunning = false;
            running--;
            if (done.failed()) {
                endings.failed(task);
                over(task);
            } else {
                came(task, done.result());
            }
            pump();
        });
    }

    private void came(Task task, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered(int status, JsonObject body) -> answered(task, status, body);
            case Outcome.Refused refused -> {
                if (refused.isTemporary() && again(task)) {
                    return;
                }
                endings.refused(task, refused);
                over(task);
            }
        }
    }

    private void answered(Task task, int status, @Nullable JsonObject body) {
        Parts parts = task.parts;
        if (parts == null) {
            parts = Parts.of(body);
            task.parts = parts;
        } else if (body != null && body.getValue("results") instanceof JsonArray again) {
            parts.add(again);
        }
        if (parts == null) {
            endings.done(task, status, body);
        } else if (parts.isOpen() && rest(task, parts)) {
            return;
        } else if (parts.isRefused()) {
            endings.partly(task, parts, status);
        } else {
            endings.done(task, status, new JsonObject().put("results", parts.results()));
        }
        over(task);
    }

    private boolean rest(Task task, Parts parts) {
        String rest = parts.rest(task.first.body()).orElse("");
        if (rest.isEmpty() || !again(task)) {
            return false;
        }
        task.rest(rest);
        return true;
    }

    /** False where it was tried often enough. */
    private boolean again(Task task) {
        if (task.attempts >= options.deliveries()) {
            return false;
        }
        metrics.retried();
        long pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(20, task.attempts - 1));
        task.attempts++;
        task.isLater = true;
        task.notBefore = clock.getAsLong() + pause;
        suspect = suspect == task ? null : suspect;
        return true;
    }

    /** Its end is on its way into the store; what was behind it may begin. */
    private void over(Task task) {
        tasks.remove(task.id);
        bytes -= task.size;
        order.end(task).forEach(this::mayBegin);
    }
}
