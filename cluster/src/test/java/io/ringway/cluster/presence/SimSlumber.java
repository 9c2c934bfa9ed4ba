package io.ringway.cluster.presence;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When a simulated node stands still, and what it does as it goes on: all that came for it meanwhile, in that order, and its timer's turn
 * before or behind that. What it had said last is only sent then.
 */
final class SimSlumber {
    /** What it has said in the last milliseconds before may not have left the process. */
    private static final int UNSENT_MS = 20;

    private final Simulation simulation;
    private final Runnable look;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean isAsleep;
    private long since;
    private long unsentSince;
    private long slept;

    /** @param look at the clock */
    SimSlumber(Simulation simulation, Runnable look) {
        this.simulation = simulation;
        this.look = look;
    }

    boolean isAwake() {
        return !isAsleep;
    }

    void begin() {
        isAsleep = true;
        since = simulation.now();
        unsentSince = since - simulation.random.nextInt(UNSENT_MS);
    }

    void end() {
        isAsleep = false;
        slept += simulation.now() - since;
        boolean isTimerFirst = simulation.random.nextBoolean();
        if (isTimerFirst) {
            look.run();
        }
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
        if (!isTimerFirst) {
            look.run();
        }
    }

    /** Runs at once, or behind all that has come since the node stands still. */
    void whenAwake(Runnable action) {
        if (isAsleep) {
            waiting.add(action);
        } else {
            action.run();
        }
    }

    /** Whether what was said then is sent only when the node goes on. */
    boolean holds(long saidAt) {
        return isAsleep && saidAt >= unsentSince;
    }

    /** Milliseconds in which the node has stood still so far. */
    long slept() {
        return slept;
    }
}
