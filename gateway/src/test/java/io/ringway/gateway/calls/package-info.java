@NullMarked
package io.ringway.gateway.calls;

import org.jspecify.annotations.NullMarked;
