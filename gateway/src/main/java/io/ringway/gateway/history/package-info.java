/** What groups with a history keep, on which nodes, and in which order: a pure state machine, without a clock. */
@NullMarked
package io.ringway.gateway.history;

import org.jspecify.annotations.NullMarked;
