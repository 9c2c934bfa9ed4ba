@NullMarked
package io.ringway.gateway.resume;

import org.jspecify.annotations.NullMarked;
