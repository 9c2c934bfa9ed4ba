/** What is said on a socket: commands in, events out, codes, and the dialects that put them into bytes. */
@NullMarked
package io.ringway.gateway.protocol;

import org.jspecify.annotations.NullMarked;
