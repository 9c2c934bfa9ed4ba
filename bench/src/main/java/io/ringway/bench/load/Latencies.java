package io.ringway.bench.load;

/** Counts durations in buckets whose width is at most 1/32 of their value. One thread. */
final class Latencies {
    private static final int SUB_BITS = 5;
    private static final int SUB = 1 << SUB_BITS;

    private final long[] counts = new long[SUB * (Long.SIZE - SUB_BITS)];
    private long total;

    void record(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        total++;
    }

    long total() {
        return total;
    }

    /** The least duration that this share of all is not above, in microseconds; 0 where there are none. */
    double micros(double share) {
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return upper(bucket) / 1_000.0;
            }
        }
        return 0;
    }

    /** Below 32 exact, then 32 buckets for each power of two. */
    private static int bucket(long nanos) {
        int shift = Math.max(0, Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(nanos | 1));
        return (shift << SUB_BITS) + (int) (nanos >>> shift);
    }

    private static long upper(int bucket) {
        int shift = Math.max(0, (bucket >> SUB_BITS) - 1);
        return ((long) (bucket - (shift << SUB_BITS)) << shift) + (1L << shift) - 1;
    }
}
