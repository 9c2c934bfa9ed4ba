package io.ringway.gateway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of one receiver of events. Any thread. */
public final class WebhookMetrics {
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dead = new LongAdder();
    private volatile boolean up = true;
    private volatile long waitingBytes;

    /** It took an event. */
    public void delivered() {
        delivered.increment();
    }

    /** It did not take one, which is sent again. */
    public void failed() {
        failed.increment();
    }

    /** An event was put aside. */
    public void dead() {
        dead.increment();
    }

    /** Whether it took the last event that it was sent from here. */
    public void up(boolean works) {
        up = works;
    }

    /** About how many bytes of events wait for it in the cluster; 0 where another node says so. */
    public void waits(long bytes) {
        waitingBytes = bytes;
    }

    public long waitingNow() {
        return waitingBytes;
    }

    LongAdder deliveredCount() {
        return delivered;
    }

    LongAdder failedCount() {
        return failed;
    }

    LongAdder deadCount() {
        return dead;
    }

    boolean isUp() {
        return up;
    }
}
