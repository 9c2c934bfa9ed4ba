@NullMarked
package io.ringway.cluster.presence;

import org.jspecify.annotations.NullMarked;
