/**
 * Where clients come in: the front doors, and the connections that show their token or key only after the handshake. On the socket's
 * event loop; what is decided on the hub is {@link io.ringway.gateway.session.node.Node}'s to pass on.
 */
@NullMarked
package io.ringway.gateway.session.doors;

import org.jspecify.annotations.NullMarked;
