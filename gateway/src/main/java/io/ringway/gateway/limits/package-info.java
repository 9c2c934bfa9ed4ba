/** Every bound on what a client may ask for, in one place. */
@NullMarked
package io.ringway.gateway.limits;

import org.jspecify.annotations.NullMarked;
