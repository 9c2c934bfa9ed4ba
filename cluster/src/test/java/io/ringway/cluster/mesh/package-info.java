@NullMarked
package io.ringway.cluster.mesh;

import org.jspecify.annotations.NullMarked;
