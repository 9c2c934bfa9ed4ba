package io.ringway.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a client says became of its search for a way through the network. All of it is the client's word.
 *
 * @param local the kind of its own candidate that is used
 * @param remote the kind of the other side's
 * @param state what its peer connection is in
 * @param text in words; bounded, without control characters, and as untrusted as any message
 */
public record IceReport(
        Outcome outcome,
        @Nullable Candidate local,
        @Nullable Candidate remote,
        @Nullable State state,
        String text) {
    /** Characters of {@code text}. */
    public static final int TEXT_CHARS = 500;

    public enum Outcome {
        CONNECTED,
        FAILED
    }

    /** RTCIceCandidateType. */
    public enum Candidate {
        HOST,
        SRFLX,
        PRFLX,
        RELAY
    }

    /** RTCPeerConnectionState. */
    public enum State {
        NEW,
        CONNECTING,
        CONNECTED,
        DISCONNECTED,
        FAILED,
        CLOSED
    }
}
