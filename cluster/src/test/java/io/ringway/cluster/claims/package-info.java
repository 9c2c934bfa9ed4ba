@NullMarked
package io.ringway.cluster.claims;

import org.jspecify.annotations.NullMarked;
