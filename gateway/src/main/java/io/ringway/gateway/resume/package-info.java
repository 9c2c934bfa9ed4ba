/** What a session needs to outlive its socket: the token that proves whose it is, and the log of what was sent. */
@NullMarked
package io.ringway.gateway.resume;

import org.jspecify.annotations.NullMarked;
