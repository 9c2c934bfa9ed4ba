/** The PeerJS clients of this node. {@code Peering} is on the hub, sockets are on their event loops. */
@NullMarked
package io.ringway.gateway.session.peers;

import org.jspecify.annotations.NullMarked;
