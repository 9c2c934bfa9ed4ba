/** Calls through a real TURN server. */
@NullMarked
package io.ringway.tests.turn;

import org.jspecify.annotations.NullMarked;
