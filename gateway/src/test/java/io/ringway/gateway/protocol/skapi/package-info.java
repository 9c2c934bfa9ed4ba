@NullMarked
package io.ringway.gateway.protocol.skapi;

import org.jspecify.annotations.NullMarked;
