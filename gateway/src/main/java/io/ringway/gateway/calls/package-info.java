/**
 * Calls, pure: no clock, no I/O. {@link io.ringway.gateway.calls.CallCore} decides on the caller's node; {@link
 * io.ringway.gateway.calls.Legs} remembers on every node which of its connections take part, and lets through only what
 * belongs to a call that lives.
 */
@NullMarked
package io.ringway.gateway.calls;

import org.jspecify.annotations.NullMarked;
