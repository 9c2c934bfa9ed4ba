/** The native wire, {@code ringway.v1}: {@code docs/protocol.md} in code. */
@NullMarked
package io.ringway.gateway.protocol.ringway;

import org.jspecify.annotations.NullMarked;
