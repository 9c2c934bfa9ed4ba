package io.ringway.gateway.calls;

/**
 * The bounds of calls.
 *
 * @param ringMillis how long a call rings before it is closed with a time-out
 * @param silentMillis after how long without a sign of life the callee is taken for gone, once there was one
 * @param keptSignals how many signals of a caller are kept until somebody accepts
 * @param keptBytes how many bytes they may have together
 * @param closedCalls how many closed calls are remembered, to tell "closed" from "never was"
 */
public record CallOptions(long ringMillis, long silentMillis, int keptSignals, int keptBytes, int closedCalls) {
    public static final CallOptions DEFAULTS = new CallOptions(45_000, 35_000, 256, 262_144, 10_000);

    public CallOptions {
        if (ringMillis < 1 || silentMillis < 1 || keptSignals < 1 || keptBytes < 1 || closedCalls < 1) {
            throw new IllegalArgumentException("every bound of a call must be at least 1");
        }
    }
}
