/** The wire of the PeerJS client. */
@NullMarked
package io.ringway.gateway.protocol.peerjs;

import org.jspecify.annotations.NullMarked;
