package io.ringway.gateway.calls;

import io.ringway.gateway.protocol.BusyPolicy;

/**
 * The bounds of calls.
 *
 * @param ringMillis how long a call rings before it is closed with a time-out, where the caller does not say
 * @param silentMillis after how long without a sign of life a party of an answered call is taken for gone
 * @param graceMillis how long a party whose node died has to come back on another; 0 ends its calls at once
 * @param keptSignals how many signals of a caller are kept until somebody accepts
 * @param keptBytes how many bytes they may have together
 * @param closedCalls how many closed calls are remembered, to tell "closed" from "never was"
 * @param ringsPerCaller how many rings a user may begin in a minute on this node, as many of them at once
 * @param ringsPerCallee how many rings a user, or a connection, may get in a minute from callers of this node
 * @param requireCommonGroup whether a caller may only call who is in a group with him; the core does not know groups
 * @param onBusy what becomes of a call to a user in a call, where neither he nor the caller says
 * @param bounds how much calls may take of a node
 * @param hiddenGraceMillis as {@code graceMillis}, for a party whose page is in the background, where that is longer
 */
public record CallOptions(
        long ringMillis,
        long silentMillis,
        long graceMillis,
        int keptSignals,
        int keptBytes,
        int closedCalls,
        int ringsPerCaller,
        int ringsPerCallee,
        boolean requireCommonGroup,
        BusyPolicy onBusy,
        CallBounds bounds,
        long hiddenGraceMillis) {
    public static final CallOptions DEFAULTS =
            new CallOptions(45_000, 35_000, 0, 256, 262_144, 10_000, 60, 120, false, BusyPolicy.WAIT);

    public CallOptions {
        if (ringMillis < 1
                || silentMillis < 1
                || graceMillis < 0
                || keptSignals < 1
                || keptBytes < 1
                || closedCalls < 1
                || ringsPerCaller < 1
                || ringsPerCallee < 1) {
            throw new IllegalArgumentException("every bound of a call must be at least 1, the grace at least 0");
        }
    }

    /** With the bounds that are shipped. */
    public CallOptions(
            long ringMillis,
            long silentMillis,
            long graceMillis,
            int keptSignals,
            int keptBytes,
            int closedCalls,
            int ringsPerCaller,
            int ringsPerCallee,
            boolean requireCommonGroup,
            BusyPolicy onBusy) {
        this(
                ringMillis,
                silentMillis,
                graceMillis,
                keptSignals,
                keptBytes,
                closedCalls,
                ringsPerCaller,
                ringsPerCallee,
                requireCommonGroup,
                onBusy,
                CallBounds.DEFAULTS,
                0);
    }

    /** The same with another grace, for everybody. */
    public CallOptions withGrace(long millis) {
        return withGrace(millis, 0);
    }

    /** The same with other graces. */
    public CallOptions withGrace(long millis, long hiddenMillis) {
        return new CallOptions(
                ringMillis,
                silentMillis,
                millis,
                keptSignals,
                keptBytes,
                closedCalls,
                ringsPerCaller,
                ringsPerCallee,
                requireCommonGroup,
                onBusy,
                bounds,
                hiddenMillis);
    }
}
