@NullMarked
package io.ringway.gateway.calls.log;

import org.jspecify.annotations.NullMarked;
