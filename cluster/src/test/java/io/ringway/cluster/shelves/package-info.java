@NullMarked
package io.ringway.cluster.shelves;

import org.jspecify.annotations.NullMarked;
