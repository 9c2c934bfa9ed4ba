/**
 * Bounded lists of small items, kept by key: what should outlive a connection, and perhaps a node. {@link
 * io.ringway.cluster.lists.ListStore} is the seam; the implementations live beside the clusters they belong to.
 */
@NullMarked
package io.ringway.cluster.lists;

import org.jspecify.annotations.NullMarked;
