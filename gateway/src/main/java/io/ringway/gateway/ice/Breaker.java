package io.ringway.gateway.ice;

import java.time.Duration;

/**
 * Keeps from asking again and again what does not answer: after three failures in a row nothing is asked for a second, then
 * one question tries; while those fail, the pause doubles, up to a minute. Pure, and one owner; time is in milliseconds.
 */
public final class Breaker {
    private static final int MAX_FAILURES = 3;
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toMillis();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toMillis();

    private int failures;
    private long pause = FIRST_PAUSE;
    private long closedUntil;

    /** Whether a question may be asked now. One that tries whether it works again keeps the others away meanwhile. */
    public boolean allows(long now) {
        if (!isOpen()) {
            return true;
        }
        if (now < closedUntil) {
            return false;
        }
        closedUntil = now + pause;
        return true;
    }

    public boolean isOpen() {
        return failures >= MAX_FAILURES;
    }

    public void succeeded() {
        failures = 0;
        pause = FIRST_PAUSE;
    }

    public void failed(long now) {
        boolean wasOpen = isOpen();
        failures++;
        if (isOpen()) {
            pause = wasOpen ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
            closedUntil = now + pause;
        }
    }
}
