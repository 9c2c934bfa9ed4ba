package io.ringway.gateway.session;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.Event;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a new connection is told of itself and of the node. Hub only. */
final class Greeting {
    private static final List<String> FEATURES = List.of("binary", "calls");

    private final Event.Limits limits;
    private final long pingIntervalMillis;
    private final InstantSource clock;

    Greeting(Event.Limits limits, long pingIntervalMillis, InstantSource clock) {
        this.limits = limits;
        this.pingIntervalMillis = pingIntervalMillis;
        this.clock = clock;
    }

    Event welcome(Session session, NodeRef node, long hello, Event.@Nullable IceServers ice) {
        return new Event.Welcome(
                hello,
                session.cid(),
                session.user(),
                node.toString(),
                clock.millis(),
                session.principal().expiresAtMillis(),
                pingIntervalMillis,
                limits,
                FEATURES,
                ice);
    }
}
