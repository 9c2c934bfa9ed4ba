package io.ringway.gateway.history;

import io.ringway.gateway.protocol.Position;

/** What became of a message that was handed in. */
public sealed interface Outcome {
    /** It is kept where it has to be. The offset is 0 where that is all that is known: it was trimmed meanwhile. */
    record Placed(Position position) implements Outcome {}

    /** The sender used the same key for another message. */
    record Conflict() implements Outcome {}

    /** Nothing is known of it: it may, or may not, be kept. */
    record Unknown() implements Outcome {}
}
