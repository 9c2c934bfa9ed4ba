package io.ringway.gateway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of the messages that groups keep. Any thread. */
public final class HistoryMetrics {
    private final LongAdder recovered = new LongAdder();
    private final LongAdder notRecovered = new LongAdder();
    private final LongAdder interrupted = new LongAdder();
    private volatile long messages;
    private volatile long bytes;
    private volatile int written;

    /** How much this node keeps now, and how many groups it gives their order. */
    public void kept(long nowMessages, long nowBytes, int nowWritten) {
        written = nowWritten;
        messages = nowMessages;
        bytes = nowBytes;
    }

    /** A client was given the messages it had missed. */
    public void recovered(int count) {
        recovered.add(count);
    }

    /** A client asked for what it had missed, and could not be given all of it. */
    public void notRecovered() {
        notRecovered.increment();
    }

    /** A group goes on here with a gap that its members were told of. */
    public void interrupted() {
        interrupted.increment();
    }

    public long messages() {
        return messages;
    }

    /** How many groups this node gives their order. */
    public int written() {
        return written;
    }

    public long bytes() {
        return bytes;
    }

    public long recoveredMessages() {
        return recovered.sum();
    }

    public long failedRecoveries() {
        return notRecovered.sum();
    }

    public long interruptions() {
        return interrupted.sum();
    }
}
