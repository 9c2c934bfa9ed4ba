package io.ringway.gateway.protocol;

import io.ringway.cluster.Bytes;

/** One step of a negotiation, relayed as it came: JSON bytes that the server does not interpret. */
public sealed interface Signal {
    Bytes json();

    /** An RTCSessionDescription that offers. */
    record Offer(Bytes json) implements Signal {}

    /** An RTCSessionDescription that answers. */
    record Answer(Bytes json) implements Signal {}

    /**
     * An RTCSessionDescription by which a side takes its own offer back. It answers nothing, and neither accepts a call nor
     * connects one. For wires that know it; of others no client asks, and none is told.
     */
    record Rollback(Bytes json) implements Signal {}

    /** An RTCIceCandidate, or null for the end of candidates. */
    record Candidate(Bytes json) implements Signal {
        /** Stands for one that the other side must not see: the sender is answered, and nothing goes out. */
        public static final Candidate WITHHELD = new Candidate(Bytes.EMPTY);
    }

    /** Several candidates at once, oldest first: a JSON array. For wires that know it; others get them one by one. */
    record Candidates(Bytes json) implements Signal {}
}
