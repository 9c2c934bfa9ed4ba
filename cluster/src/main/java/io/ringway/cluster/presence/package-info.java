/**
 * Who is in which group, as a pure state machine: events and the time come in, {@link
 * io.ringway.cluster.presence.Effects} go out. No Vert.x, no clock, no store. See docs/adr/0001-owner-written-presence.md.
 */
@NullMarked
package io.ringway.cluster.presence;

import org.jspecify.annotations.NullMarked;
