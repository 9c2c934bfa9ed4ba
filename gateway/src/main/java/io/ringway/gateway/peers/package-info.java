/**
 * PeerJS clients, pure: no clock, no I/O. {@link io.ringway.gateway.peers.Switchboard} knows those of this node, and takes
 * what they send to those of every node, or keeps it a while for who is not there.
 */
@NullMarked
package io.ringway.gateway.peers;

import org.jspecify.annotations.NullMarked;
