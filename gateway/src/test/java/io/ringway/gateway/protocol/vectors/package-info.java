/** The golden vectors and the AsyncAPI document, each checked against the code and against the other. */
@NullMarked
package io.ringway.gateway.protocol.vectors;

import org.jspecify.annotations.NullMarked;
