/** The cluster of one node: no store, no network, everything at once. */
@NullMarked
package io.ringway.cluster.local;

import org.jspecify.annotations.NullMarked;
