package io.ringway.gateway.session;

import java.util.ArrayDeque;
import java.util.Deque;

/** When a node of a {@link WanderSimulation} hangs, and what it has to do when it is awake again. */
final class WanderSlumber {
    private final WanderSimulation world;
    private final Deque<Runnable> asleep = new ArrayDeque<>();
    private long awakeAt;
    private boolean alive = true;

    WanderSlumber(WanderSimulation world) {
        this.world = world;
    }

    void hang(long millis) {
        awakeAt = Math.max(awakeAt, world.now() + millis);
    }

    void die() {
        alive = false;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isAwake() {
        return world.now() >= awakeAt && asleep.isEmpty();
    }

    /** Runs at once, or behind everything that came while the node hung. */
    void whenAwake(Runnable action) {
        if (!alive) {
            return;
        }
        if (isAwake()) {
            action.run();
            return;
        }
        if (asleep.isEmpty()) {
            world.later(Math.max(1, awakeAt - world.now()), this::wake);
        }
        asleep.add(action);
    }

    private void wake() {
        if (world.now() < awakeAt) {
            world.later(awakeAt - world.now(), this::wake);
            return;
        }
        while (alive && !asleep.isEmpty()) {
            asleep.remove().run();
        }
    }
}
