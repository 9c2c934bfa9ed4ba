@NullMarked
package io.ringway.gateway.protocol.envelope;

import org.jspecify.annotations.NullMarked;
