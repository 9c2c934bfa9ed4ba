/** Asks the app's backend whether somebody may connect, join or call. */
@NullMarked
package io.ringway.gateway.hooks;

import org.jspecify.annotations.NullMarked;
