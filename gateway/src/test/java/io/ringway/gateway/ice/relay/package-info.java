@NullMarked
package io.ringway.gateway.ice.relay;

import org.jspecify.annotations.NullMarked;
