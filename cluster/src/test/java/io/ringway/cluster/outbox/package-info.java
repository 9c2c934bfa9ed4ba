@NullMarked
package io.ringway.cluster.outbox;

import org.jspecify.annotations.NullMarked;
