@NullMarked
package io.ringway.cluster;

import org.jspecify.annotations.NullMarked;
