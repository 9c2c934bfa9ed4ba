/** The call state machine: pure, no clock, no I/O. */
@NullMarked
package io.ringway.gateway.calls;

import org.jspecify.annotations.NullMarked;
