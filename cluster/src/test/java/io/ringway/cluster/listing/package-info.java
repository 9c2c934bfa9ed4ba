@NullMarked
package io.ringway.cluster.listing;

import org.jspecify.annotations.NullMarked;
