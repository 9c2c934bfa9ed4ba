package io.ringway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void percentilesAreWithinThreePercent() {
        for (int micros = 1; micros <= 10_000; micros++) {
            latencies.record(micros * 1_000L);
        }
        assertEquals(5_000, latencies.micros(0.5), 150);
        assertEquals(9_900, latencies.micros(0.99), 300);
        assertEquals(10_000, latencies.total());
    }

    @Test
    void fewAndSmallOnesAreExact() {
        latencies.record(7);
        latencies.record(31);
        assertEquals(0.007, latencies.micros(0.5));
        assertEquals(0.031, latencies.micros(1));
    }

    @Test
    void noneIsZero() {
        assertEquals(0, latencies.micros(0.5));
    }
}
