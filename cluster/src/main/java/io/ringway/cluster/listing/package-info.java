/** Sorted tables of groups and users, and what the filters of a listing mean. No Vert.x, no store. */
@NullMarked
package io.ringway.cluster.listing;

import org.jspecify.annotations.NullMarked;
