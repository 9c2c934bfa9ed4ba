@NullMarked
package io.ringway.gateway.protocol;

import org.jspecify.annotations.NullMarked;
