/** What is written down of calls: pure, no clock, no I/O. */
@NullMarked
package io.ringway.gateway.calls.log;

import org.jspecify.annotations.NullMarked;
