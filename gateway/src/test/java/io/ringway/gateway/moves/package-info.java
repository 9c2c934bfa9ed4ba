@NullMarked
package io.ringway.gateway.moves;

import org.jspecify.annotations.NullMarked;
