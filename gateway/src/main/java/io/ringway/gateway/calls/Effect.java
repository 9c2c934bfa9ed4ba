package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;

/** What is to be done, in this order. */
public sealed interface Effect {
    /** Give an event to a connection of the tenant, wherever it is; its node's {@link Legs} has the last word. */
    record Tell(Tenant tenant, Cid to, Event.OfCall event) implements Effect {}

    /** As {@link Tell}, to every connection of a user. */
    record TellUser(UserId to, Event.OfCall event) implements Effect {}

    /** The request at hand is answered with an error. */
    record Refused(CallId call, Sender by, ErrorCode code) implements Effect {}
}
