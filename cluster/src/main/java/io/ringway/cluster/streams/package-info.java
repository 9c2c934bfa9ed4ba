/** The seam for streams of an app's own: what backends put into one for this cluster to do, and what it tells them in one. */
@NullMarked
package io.ringway.cluster.streams;

import org.jspecify.annotations.NullMarked;
