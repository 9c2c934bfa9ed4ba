package io.ringway.bench.load;

/** Decides when the next message is due. */
sealed interface Pace {
    /** How many messages to send now. */
    long due(long nowNanos, long sent, long outstanding);

    /** A number of messages a second, whatever becomes of them. */
    record Rate(double perSecond, long startNanos) implements Pace {
        @Override
        public long due(long nowNanos, long sent, long outstanding) {
            return (long) ((nowNanos - startNanos) / 1e9 * perSecond) - sent;
        }
    }

    /** A number of messages on their way, the next as soon as one has reached everybody. */
    record Window(int messages) implements Pace {
        @Override
        public long due(long nowNanos, long sent, long outstanding) {
            return messages - outstanding;
        }
    }
}
