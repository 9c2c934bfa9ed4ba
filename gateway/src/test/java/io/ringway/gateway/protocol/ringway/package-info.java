@NullMarked
package io.ringway.gateway.protocol.ringway;

import org.jspecify.annotations.NullMarked;
