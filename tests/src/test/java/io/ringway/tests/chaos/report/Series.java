package io.ringway.tests.chaos.report;

import io.ringway.tests.chaos.log.Entry;
import java.util.HashMap;
import java.util.Map;

/** Entries counted over even pieces of time. */
final class Series {
    private static final int PIECES = 500;

    private final long begin;
    private final long end;
    private final Map<Class<? extends Entry>, double[]> counts = new HashMap<>();
    private final double[] steps = new double[PIECES];

    Series(long begin, long end) {
        this.begin = begin;
        this.end = end;
    }

    void add(Entry entry) {
        boolean isNews =
                !(entry instanceof Entry.Noticed notice) || notice.code().equals("USER_DISCONNECTED");
        int piece = Math.clamp((entry.at() - begin) * PIECES / (end - begin), 0, PIECES - 1);
        if (isNews) {
            counts.computeIfAbsent(entry.getClass(), none -> new double[PIECES])[piece]++;
        }
        if (entry instanceof Entry.Opened) {
            steps[piece]++;
        } else if (entry instanceof Entry.Closed) {
            steps[piece]--;
        }
    }

    /** How many were online at the end of each piece. */
    double[] online() {
        double[] sums = new double[PIECES];
        double sum = 0;
        for (int i = 0; i < PIECES; i++) {
            sum += steps[i];
            sums[i] = sum;
        }
        return sums;
    }

    double[] perSecond(Class<? extends Entry> kind) {
        double[] rates = counts.getOrDefault(kind, new double[PIECES]).clone();
        for (int i = 0; i < PIECES; i++) {
            rates[i] *= 1e6 * PIECES / (end - begin);
        }
        return rates;
    }
}
