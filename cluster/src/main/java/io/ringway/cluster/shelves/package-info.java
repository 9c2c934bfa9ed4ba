/**
 * Small records by shelf and id, which are written, changed and removed: what a backend has set up. {@link
 * io.ringway.cluster.shelves.ShelfStore} is the seam; the implementations live beside the clusters they belong to.
 */
@NullMarked
package io.ringway.cluster.shelves;

import org.jspecify.annotations.NullMarked;
