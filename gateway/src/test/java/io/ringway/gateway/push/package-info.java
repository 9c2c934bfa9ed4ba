@NullMarked
package io.ringway.gateway.push;

import org.jspecify.annotations.NullMarked;
