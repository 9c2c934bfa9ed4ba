/** The cluster of many nodes, on Hazelcast. The only package that knows it. */
@NullMarked
package io.ringway.cluster.hazelcast;

import org.jspecify.annotations.NullMarked;
