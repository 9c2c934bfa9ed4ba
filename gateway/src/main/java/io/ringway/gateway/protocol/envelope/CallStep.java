package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Signal;
import org.jspecify.annotations.Nullable;

/** What a party does in a call. */
public sealed interface CallStep {
    /**
     * @param hasOffer whether the party was rung with the offer, so that it must not come again
     * @param instead the call of its own that it gives up for this one
     */
    record Accept(
            Signal.@Nullable Answer answer,
            boolean hasOffer,
            @Nullable CallId instead) implements CallStep {}

    record Relay(Signal signal) implements CallStep {}

    /**
     * @param thisDeviceOnly whether the callee's other devices ring on
     * @param failed whether the party could not go on, and did not choose to end it
     */
    record Hangup(boolean thisDeviceOnly, boolean failed) implements CallStep {
        public Hangup(boolean thisDeviceOnly) {
            this(thisDeviceOnly, false);
        }
    }

    /** The party goes on with another of its user's connections. */
    record Move(Cid to) implements CallStep {}

    /** The party's socket is lost, its session waits for it. */
    record Suspect() implements CallStep {}

    /** The party's session has a socket, perhaps again. */
    record Back() implements CallStep {}

    /** The answer about a connection that is to be rung: who it is, by the sender, and how many calls that user is in. */
    record Cleared(int busy) implements CallStep {}

    /** The party's connection is lost. */
    record Gone() implements CallStep {}

    /**
     * The party is waited for longer than others should its node be lost: its page is in the background.
     *
     * @param millis 0 where it is not any more
     */
    record Grace(long millis) implements CallStep {}

    /** The party was told that the other's connection is lost, and waits for it. */
    record Waits() implements CallStep {}

    /** The party knows of an owner that holds against the one that this is for. */
    record Deposed(Tenure by) implements CallStep {}

    /** The party is still there, with or without a socket. */
    record Alive() implements CallStep {}
}
