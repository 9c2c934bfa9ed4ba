@NullMarked
package io.ringway.gateway.hooks;

import org.jspecify.annotations.NullMarked;
