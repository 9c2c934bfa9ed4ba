/** JSON as bytes: reading an object's fields without building trees, and writing values straight into a buffer. */
@NullMarked
package io.ringway.gateway.protocol.json;

import org.jspecify.annotations.NullMarked;
