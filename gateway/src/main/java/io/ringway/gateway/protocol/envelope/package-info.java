/** What gateways tell each other through a cluster that only knows bytes. */
@NullMarked
package io.ringway.gateway.protocol.envelope;

import org.jspecify.annotations.NullMarked;
