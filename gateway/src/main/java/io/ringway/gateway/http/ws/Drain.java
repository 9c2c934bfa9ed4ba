package io.ringway.gateway.http.ws;

import java.time.Duration;

/**
 * How connections are sent elsewhere: some at a time, so that the other nodes are not stormed.
 *
 * @param batch how many at a time, on each event loop
 * @param interval between two batches
 * @param deadline when the last one has to be told, a third of which is used for telling
 */
public record Drain(int batch, Duration interval, Duration deadline) {
    public Drain {
        if (batch < 1 || !interval.isPositive() || !deadline.isPositive()) {
            throw new IllegalArgumentException("every number of a drain must be positive");
        }
    }
}
