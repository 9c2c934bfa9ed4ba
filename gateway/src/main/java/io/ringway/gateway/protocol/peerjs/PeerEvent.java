package io.ringway.gateway.protocol.peerjs;

import io.ringway.cluster.Name;

/** What a client is told by the server itself. */
public sealed interface PeerEvent {
    /** It has its id. */
    record Open() implements PeerEvent {}

    /** Another client has that id. */
    record IdTaken() implements PeerEvent {}

    /** The client takes this for the end, whatever it says. */
    record Failed(String message) implements PeerEvent {}

    /** Nobody of that id came to take what was sent. */
    record Expired(Name absent) implements PeerEvent {}

    /** That one is known, and its connection dead. */
    record Left(Name dead) implements PeerEvent {}
}
