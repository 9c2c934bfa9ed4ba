@NullMarked
package io.ringway.gateway.peers;

import org.jspecify.annotations.NullMarked;
