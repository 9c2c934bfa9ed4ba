/** WebSocket connections: the handshake, the frames, and one small handler per connection on Netty's channel. */
@NullMarked
package io.ringway.gateway.http.ws;

import org.jspecify.annotations.NullMarked;
