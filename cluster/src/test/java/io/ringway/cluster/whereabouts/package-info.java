@NullMarked
package io.ringway.cluster.whereabouts;

import org.jspecify.annotations.NullMarked;
