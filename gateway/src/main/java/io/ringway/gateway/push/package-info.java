/** Web Push: what users are told on devices that have no connection. */
@NullMarked
package io.ringway.gateway.push;

import org.jspecify.annotations.NullMarked;
