/** Numbered logs that are kept outside of the nodes, and written by whoever made the highest claim. */
@NullMarked
package io.ringway.cluster.logs;

import org.jspecify.annotations.NullMarked;
