/** The seam for what is said of groups, and who is kept out, and is to outlive every node. */
@NullMarked
package io.ringway.cluster.words;

import org.jspecify.annotations.NullMarked;
