/** Sorted tables of groups, users and others, and what the filters of a listing mean. No Vert.x, no store. */
@NullMarked
package io.ringway.cluster.listing;

import org.jspecify.annotations.NullMarked;
