@NullMarked
package io.ringway.cluster.hazelcast;

import org.jspecify.annotations.NullMarked;
