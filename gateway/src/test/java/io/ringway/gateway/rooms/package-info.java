@NullMarked
package io.ringway.gateway.rooms;

import org.jspecify.annotations.NullMarked;
