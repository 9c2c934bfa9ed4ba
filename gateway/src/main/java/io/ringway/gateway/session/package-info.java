/** Who is connected to this node: sessions, their groups and calls, and the fan-out to their sockets. */
@NullMarked
package io.ringway.gateway.session;

import org.jspecify.annotations.NullMarked;
