/** What nodes send each other, as bytes: batches of frames, bounded and versioned. Knows Vert.x buffers, no network. */
@NullMarked
package io.ringway.cluster.wire;

import org.jspecify.annotations.NullMarked;
