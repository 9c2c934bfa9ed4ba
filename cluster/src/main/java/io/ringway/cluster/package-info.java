/**
 * What a gateway asks of its cluster: nodes, groups, presence, delivery between nodes. Knows bytes, not JSON, HTTP or
 * WebSocket. {@link io.ringway.cluster.Cluster} is the seam; {@code local} is its twin for one node, {@code hazelcast}
 * the one for many, and both drive the pure state machine in {@code presence}.
 */
@NullMarked
package io.ringway.cluster;

import org.jspecify.annotations.NullMarked;
