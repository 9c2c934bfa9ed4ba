@NullMarked
package io.ringway.cluster.wire;

import org.jspecify.annotations.NullMarked;
