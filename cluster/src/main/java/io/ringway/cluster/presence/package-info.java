/**
 * Who is in which group, as a pure state machine: events and the time come in, {@link
 * io.ringway.cluster.presence.Effects} go out. No Vert.x, no clock, no store. See docs/adr/0004-following-shards.md.
 */
@NullMarked
package io.ringway.cluster.presence;

import org.jspecify.annotations.NullMarked;
