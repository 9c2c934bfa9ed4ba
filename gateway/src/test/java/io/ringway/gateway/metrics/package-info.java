@NullMarked
package io.ringway.gateway.metrics;

import org.jspecify.annotations.NullMarked;
