package io.ringway.gateway.protocol.peerjs;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Name;

/** What a client says. */
public sealed interface PeerMessage {
    /** It is alive. */
    record Heartbeat() implements PeerMessage {}

    /** It gives its id back. */
    record Farewell() implements PeerMessage {}

    /**
     * Something for another client.
     *
     * @param frame what the other one is to read: the payload to the byte, with the sender in front
     */
    record Relay(PeerType type, Name to, Bytes frame) implements PeerMessage {}
}
