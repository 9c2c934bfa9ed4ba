package io.ringway.gateway.session.resume;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When a node of a {@link WanderSimulation} hangs, and what it has to do when it is awake again. Its timers catch up on every look that
 * they have missed, in a row, before or behind everything that came meanwhile.
 */
final class WanderSlumber {
    private static final long DAZE_MS = 2_000;

    private final WanderSimulation world;
    private final Runnable look;
    private final Deque<Runnable> asleep = new ArrayDeque<>();
    private long awakeAt;
    private boolean alive = true;
    private int missed;
    private long hangsSince;
    private long dazedUntil;

    /** @param look at the clock */
    WanderSlumber(WanderSimulation world, Runnable look) {
        this.world = world;
        this.look = look;
    }

    /** A look is due. */
    void tick() {
        missed++;
        if (isAwake()) {
            catchUp();
        }
    }

    private void catchUp() {
        while (alive && missed > 0) {
            missed--;
            look.run();
        }
    }

    void hang(long millis) {
        if (world.now() >= awakeAt) {
            hangsSince = world.now();
        }
        awakeAt = Math.max(awakeAt, world.now() + millis);
        if (awakeAt - hangsSince > WanderSimulation.HANG_MS) {
            dazedUntil = awakeAt + DAZE_MS;
        }
    }

    /**
     * Until when it is not to be held against it what it says, after it has hung for long: it speaks to those that it knew of before it hears
     * who has joined meanwhile, whose joins did not wait for it so long.
     */
    long dazedUntil() {
        return dazedUntil;
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
        boolean areTimersFirst = world.random.nextBoolean();
        if (areTimersFirst) {
            catchUp();
        }
        while (alive && !asleep.isEmpty()) {
            asleep.remove().run();
        }
        catchUp();
    }
}
