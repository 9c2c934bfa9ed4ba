package io.ringway.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of the ring itself.
 *
 * @param timeoutMs how long it may ring, {@value #MIN_TIMEOUT_MS} to {@value #MAX_TIMEOUT_MS}; 0 for the server's default
 * @param onBusy what becomes of it where the callee is in a call; null for what the callee, or else the server, says
 */
public record RingOptions(long timeoutMs, @Nullable BusyPolicy onBusy) {
    public static final RingOptions DEFAULTS = new RingOptions(0, null);
    public static final long MIN_TIMEOUT_MS = 1_000;
    public static final long MAX_TIMEOUT_MS = 300_000;
}
