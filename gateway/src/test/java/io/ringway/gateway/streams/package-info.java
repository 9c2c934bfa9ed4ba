@NullMarked
package io.ringway.gateway.streams;

import org.jspecify.annotations.NullMarked;
