/** What simulations share: a clock that stands until somebody lets time pass, and what is to happen when it does. */
@NullMarked
package io.ringway.gateway.simulation;

import org.jspecify.annotations.NullMarked;
