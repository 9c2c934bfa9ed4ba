/** Frames between nodes over the Vert.x event bus: one address per node, one outbox per peer, answers by correlation. */
@NullMarked
package io.ringway.cluster.mesh;

import org.jspecify.annotations.NullMarked;
