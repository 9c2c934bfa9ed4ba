/** ICE servers and TURN credentials. */
@NullMarked
package io.ringway.gateway.ice;

import org.jspecify.annotations.NullMarked;
