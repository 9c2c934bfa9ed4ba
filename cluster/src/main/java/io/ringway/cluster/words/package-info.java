/** The seam for what is said of groups and is to outlive every node. */
@NullMarked
package io.ringway.cluster.words;

import org.jspecify.annotations.NullMarked;
