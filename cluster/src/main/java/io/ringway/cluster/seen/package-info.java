/** The seam for when users were last here, which is to outlive every node. */
@NullMarked
package io.ringway.cluster.seen;

import org.jspecify.annotations.NullMarked;
