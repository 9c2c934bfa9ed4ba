@NullMarked
package io.ringway.cluster.lists;

import org.jspecify.annotations.NullMarked;
