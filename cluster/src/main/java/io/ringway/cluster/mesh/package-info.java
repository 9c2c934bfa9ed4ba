/**
 * Frames between nodes, over connections of their own: for each peer one outbox, which a link carries over, and one intake,
 * which knows how far it got. Answers find their question by number.
 */
@NullMarked
package io.ringway.cluster.mesh;

import org.jspecify.annotations.NullMarked;
