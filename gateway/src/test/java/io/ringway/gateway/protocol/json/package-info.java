@NullMarked
package io.ringway.gateway.protocol.json;

import org.jspecify.annotations.NullMarked;
