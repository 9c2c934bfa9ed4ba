package io.ringway.gateway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of one provider of TURN credentials. Any thread. */
public final class IceProviderMetrics {
    private final LongAdder issued = new LongAdder();
    private final LongAdder cached = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean up = true;

    /** It made credentials. */
    public void issued() {
        issued.increment();
    }

    /** Credentials that it had made before were given once more. */
    public void cached() {
        cached.increment();
    }

    /** It was asked, and did not answer, or not with credentials. */
    public void failed() {
        failed.increment();
    }

    /** It was not asked, because it had failed too often. */
    public void refused() {
        refused.increment();
    }

    /** Whether it works, as far as is known. */
    public void up(boolean works) {
        up = works;
    }

    LongAdder issuedCount() {
        return issued;
    }

    LongAdder cachedCount() {
        return cached;
    }

    LongAdder failedCount() {
        return failed;
    }

    LongAdder refusedCount() {
        return refused;
    }

    boolean isUp() {
        return up;
    }
}
