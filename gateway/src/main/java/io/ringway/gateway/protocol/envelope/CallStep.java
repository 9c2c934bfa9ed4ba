package io.ringway.gateway.protocol.envelope;

import io.ringway.gateway.protocol.Signal;
import org.jspecify.annotations.Nullable;

/** What a party does in a call. */
public sealed interface CallStep {
    record Accept(Signal.@Nullable Answer answer) implements CallStep {}

    record Relay(Signal signal) implements CallStep {}

    record Hangup() implements CallStep {}

    /** The party's connection is lost. */
    record Gone() implements CallStep {}
}
