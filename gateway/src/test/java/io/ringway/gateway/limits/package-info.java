@NullMarked
package io.ringway.gateway.limits;

import org.jspecify.annotations.NullMarked;
