@NullMarked
package io.ringway.gateway.history;

import org.jspecify.annotations.NullMarked;
