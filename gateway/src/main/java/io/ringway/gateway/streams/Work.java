package io.ringway.gateway.streams;

import io.ringway.cluster.streams.Settlement;
import io.ringway.cluster.streams.StreamEntry;
import io.ringway.gateway.metrics.StreamMetrics;
import io.ringway.gateway.streams.Performer.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries that this node has taken and that are not over. Those of one subject are begun in their order, each when the
 * one before is over; what fails for the moment is tried again, later and later, before what is behind it. Hub only.
 */
final class Work {
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 15_000;

    private final StreamOptions options;
    private final Performer performer;
    private final Settling settling;
    private final StreamMetrics metrics;
    private final LongSupplier clock;
    private final BooleanSupplier mayBegin;
    private final Map<String, Task> tasks = new HashMap<>();
    private final Order<Task> order = new Order<>();
    private final Deque<Task> ready = new ArrayDeque<>();
    private int running;
    private boolean isPumping;

    /** An entry, and how far it is. */
    private static final class Task {
        final String id;
        final StreamCall first;
        StreamCall next;
        /** This one included. */
        long attempts;

        boolean isRunning;
        boolean isLater;
        long notBefore;

        @Nullable
        Parts parts;

        Task(String id, StreamCall call, long attempts) {
            this.id = id;
            this.first = call;
            this.next = call;
            this.attempts = attempts;
        }
    }

    /** @param mayBegin whether it is this node's turn still */
    Work(
            StreamOptions options,
            Performer performer,
            Settling settling,
            StreamMetrics metrics,
            LongSupplier clock,
            BooleanSupplier mayBegin) {
        this.options = options;
        this.performer = performer;
        this.settling = settling;
        this.metrics = metrics;
        this.clock = clock;
        this.mayBegin = mayBegin;
    }

    /** Entries that are at work or wait here. */
    int size() {
        return tasks.size();
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
            if (entry.deliveries() > options.deliveries()) {
                aside(entry.id(), "too_many_deliveries", "it was begun too often", entry.deliveries() - 1, "");
                return;
            }
            Task task = new Task(entry.id(), call, entry.deliveries());
            tasks.put(task.id, task);
            if (order.add(task, Subjects.of(call))) {
                ready.add(task);
            }
        } catch (StreamCall.Malformed malformed) {
            String message = String.valueOf(malformed.getMessage());
            JsonObject body = new JsonObject()
                    .put("code", "bad_request")
                    .put("message", message)
                    .put("temporary", false);
            aside(entry.id(), "malformed", message, entry.deliveries(), "", new Settlement.Reply(400, body.encode()));
        }
        pump();
    }

    void tick() {
        long now = clock.getAsLong();
        for (Task task : tasks.values()) {
            if (task.isLater && task.notBefore <= now) {
                task.isLater = false;
                ready.add(task);
            }
        }
        pump();
    }

    /** Forgets what has not begun: it is somebody else's now, or will be given again. */
    void abandon() {
        ready.clear();
        tasks.values().removeIf(task -> !task.isRunning);
        order.keep(task -> task.isRunning);
    }

    private void pump() {
        if (isPumping) {
            return;
        }
        isPumping = true;
        try {
            while (!ready.isEmpty() && mayBegin.getAsBoolean()) {
                begin(ready.remove());
            }
        } finally {
            isPumping = false;
        }
    }

    private void begin(Task task) {
        task.isRunning = true;
        running++;
        Future<Outcome> performance;
        try {
            performance = performer.perform(task.next, options.scopes(), occurrence(task));
        } catch (RuntimeException defect) {
            performance = Future.failedFuture(defect);
        }
        performance.onComplete(done -> {
            task.isRunning = false;
            running--;
            if (done.failed()) {
                // The performer said that it never fails; what it did is not known.
                aside(task.id, "internal", "the server failed", task.attempts, "");
                over(task);
            } else {
                came(task, done.result());
            }
            pump();
        });
    }

    /** The rest of a list is another call: its parts do not stand where they stood. */
    private String occurrence(Task task) {
        String whole = task.id + "@" + options.name();
        return task.parts == null ? whole : whole + "~" + task.attempts;
    }

    private void came(Task task, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered(int status, JsonObject body) -> answered(task, status, body);
            case Outcome.Refused refused -> {
                if (refused.isTemporary() && again(task)) {
                    return;
                }
                aside(task.id, refused.code(), refused.message(), task.attempts, results(task), reply(refused));
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
            done(task, status, body);
        } else if (parts.isOpen() && rest(task, parts)) {
            return;
        } else if (parts.isRefused()) {
            JsonObject all = new JsonObject().put("results", parts.results());
            String results = parts.results().encode();
            aside(task.id, "partly_refused", "", task.attempts, results, reply(status, all));
        } else {
            done(task, status, new JsonObject().put("results", parts.results()));
        }
        over(task);
    }

    private boolean rest(Task task, Parts parts) {
        String rest = parts.rest(task.first.body()).orElse("");
        if (rest.isEmpty() || !again(task)) {
            return false;
        }
        task.next = task.first.with(rest, (int) task.attempts);
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
        return true;
    }

    private static String results(Task task) {
        return task.parts == null ? "" : task.parts.results().encode();
    }

    private void done(Task task, int status, @Nullable JsonObject body) {
        metrics.done();
        settling.add(new Settlement(task.id, null, reply(status, body)));
    }

    private void aside(
            String id,
            String reason,
            String message,
            long deliveries,
            String results,
            Settlement.@Nullable Reply reply) {
        metrics.refused();
        settling.add(new Settlement(id, new Settlement.Aside(reason, message, deliveries, results), reply));
    }

    private void aside(String id, String reason, String message, long deliveries, String results) {
        JsonObject body =
                new JsonObject().put("code", reason).put("message", message).put("temporary", false);
        aside(id, reason, message, deliveries, results, reply(500, body));
    }

    private Settlement.@Nullable Reply reply(Outcome.Refused refused) {
        return reply(refused.status(), refused.body());
    }

    private Settlement.@Nullable Reply reply(int status, @Nullable JsonObject body) {
        return options.replies() ? new Settlement.Reply(status, body == null ? "" : body.encode()) : null;
    }

    /** Its end is on its way into the store; what was behind it may begin. */
    private void over(Task task) {
        tasks.remove(task.id);
        ready.addAll(order.end(task));
    }
}
