@NullMarked
package io.ringway.cluster.local;

import org.jspecify.annotations.NullMarked;
