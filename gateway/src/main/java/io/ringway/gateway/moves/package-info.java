/** How what is said to a session that moves between nodes stays whole and in order. Pure: no clock, no Vert.x. */
@NullMarked
package io.ringway.gateway.moves;

import org.jspecify.annotations.NullMarked;
