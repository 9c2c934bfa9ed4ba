package io.ringway.gateway.protocol.peerjs;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;

/**
 * A message from one client on its way to another.
 *
 * @param number grows from one parcel of the sender's node to the next: one that comes twice is known by it
 * @param from who sent it
 * @param sender the connection it was sent on
 * @param frame what the receiver reads
 */
public record Parcel(long number, Name from, Cid sender, PeerType type, Bytes frame) {}
