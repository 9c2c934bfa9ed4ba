package io.ringway.gateway.simulation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** The time of a simulation, in milliseconds, and what is to happen in it: by time, and at one time in the order of calls. */
public final class Agenda {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    /** When the last thing on a way arrives. */
    private final Map<String, Long> arrivals = new HashMap<>();

    private long now;
    private long order;

    private record Task(long at, long order, Runnable action) {}

    public Agenda(long start) {
        now = start;
    }

    public long now() {
        return now;
    }

    public void later(long millis, Runnable action) {
        at(now + millis, action);
    }

    /** Carries something from one end to another: no sooner than in that time, and behind everything that was sent there before. */
    public void inOrder(String way, long millis, Runnable arrival) {
        long at = Math.max(arrivals.getOrDefault(way, 0L), now + millis);
        arrivals.put(way, at);
        at(at, arrival);
    }

    private void at(long time, Runnable action) {
        tasks.add(new Task(time, order++, action));
    }

    public void pass(long millis) {
        pass(millis, () -> {});
    }

    /** @param look what is done after each thing that happens */
    public void pass(long millis, Runnable look) {
        long until = now + millis;
        while (!tasks.isEmpty() && tasks.peek().at <= until) {
            Task task = tasks.remove();
            now = Math.max(now, task.at);
            task.action.run();
            look.run();
        }
        now = Math.max(now, until);
    }
}
