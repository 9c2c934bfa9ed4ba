package io.ringway.gateway.protocol.envelope;

import io.ringway.gateway.protocol.Signal;
import org.jspecify.annotations.Nullable;

/** What a party does in a call. */
public sealed interface CallStep {
    /** @param hasOffer whether the party was rung with the offer, so that it must not come again */
    record Accept(Signal.@Nullable Answer answer, boolean hasOffer) implements CallStep {}

    record Relay(Signal signal) implements CallStep {}

    record Hangup() implements CallStep {}

    /** The party's connection is lost. */
    record Gone() implements CallStep {}

    /** The party is still there. */
    record Alive() implements CallStep {}
}
