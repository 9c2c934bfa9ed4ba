/** Rooms: groups with a bounded number of members, in the whole cluster. Pure: no clock, no Vert.x. */
@NullMarked
package io.ringway.gateway.rooms;

import org.jspecify.annotations.NullMarked;
