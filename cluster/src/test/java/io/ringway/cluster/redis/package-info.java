@NullMarked
package io.ringway.cluster.redis;

import org.jspecify.annotations.NullMarked;
