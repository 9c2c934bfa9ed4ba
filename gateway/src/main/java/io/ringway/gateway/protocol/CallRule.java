package io.ringway.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a user has said about calls to him. Of two about the same thing the later one holds, on every node,
 * whatever order they come in: {@code stamp} is milliseconds since 1970.
 */
public sealed interface CallRule {
    long stamp();

    /** What becomes of calls while the user is in one; null for the server's default. */
    record OnBusy(@Nullable BusyPolicy policy, long stamp) implements CallRule {}

    /** Whether calls of another user of the tenant are kept away. */
    record Blocks(String userId, boolean blocked, long stamp) implements CallRule {}
}
