/** The HTTP half of the door for PeerJS clients. */
@NullMarked
package io.ringway.gateway.http.peerjs;

import org.jspecify.annotations.NullMarked;
