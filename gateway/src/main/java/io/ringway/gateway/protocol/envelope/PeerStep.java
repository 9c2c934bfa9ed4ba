package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.peerjs.Parcel;
import java.util.List;

/** What the nodes of two PeerJS clients say to each other about one of them. */
public sealed interface PeerStep {
    /** For the connection that holds the name; answered by whether it does. */
    record Relay(Cid to, List<Parcel> parcels) implements PeerStep {}

    /** Does that connection hold the name? */
    record Confirm(Cid holder) implements PeerStep {}

    /** That connection holds it no longer. */
    record Replaced(Cid holder) implements PeerStep {}

    /** To the connection of somebody who has sent something: who has the name is dead. */
    record Left(Cid sender) implements PeerStep {}

    /** To every node: the name is held by this connection. */
    record Here(Cid holder) implements PeerStep {}

    /** To every node: whoever has that name may say so. */
    record Sought() implements PeerStep {}
}
