package io.ringway.gateway.protocol.peerjs;

import org.jspecify.annotations.Nullable;

/** What a client sends, by its name on the wire. The order is on the wire between nodes: add at the end. */
public enum PeerType {
    HEARTBEAT,
    OFFER,
    ANSWER,
    CANDIDATE,
    LEAVE;

    static @Nullable PeerType of(String written) {
        for (PeerType type : values()) {
            if (type.name().equals(written)) {
                return type;
            }
        }
        return null;
    }
}
