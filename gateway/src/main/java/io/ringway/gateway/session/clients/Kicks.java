package io.ringway.gateway.session.clients;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.SessionOptions;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sessions that a kick has ended, for as long as a client that was away may come back for them. It is told then what it would have been
 * told on its socket, on whichever node it comes to: else a kick that meets somebody in a tunnel puts nobody out. Hub only.
 */
public final class Kicks {
    /** Kicks that are remembered at most. Over it, the first are forgotten first. */
    static final int AT_MOST = 100_000;
    /** A connection may have broken so long ago, and the grace has not begun: nobody has noticed. */
    private static final long UNNOTICED_MILLIS = 60_000;

    private final Cluster cluster;
    private final boolean isNeeded;
    private final long keptMillis;
    private final InstantSource clock;
    /** When each may be forgotten, in milliseconds since 1970; those that are forgotten first come first. */
    private final Map<Cid, Long> until = new LinkedHashMap<>();

    Kicks(Cluster cluster, SessionOptions options, InstantSource clock) {
        this.cluster = cluster;
        this.isNeeded = options.keepsSessions();
        this.keptMillis = options.longestGraceMillis() + UNNOTICED_MILLIS;
        this.clock = clock;
    }

    /** This node is about to end it: the others hear of that before they hear that it is over. */
    void kick(Session session) {
        if (isNeeded) {
            heard(session.cid());
            Buffer news = EnvelopeCodec.encode(new Envelope.Kicked(session.tenant(), session.cid()));
            List.copyOf(cluster.peers()).forEach(peer -> cluster.post(peer, news));
        }
    }

    /** Some node has ended it. */
    public void heard(Cid cid) {
        until.remove(cid);
        until.put(cid, clock.millis() + keptMillis);
        if (until.size() > AT_MOST) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        Iterator<Cid> first = until.keySet().iterator();
        first.next();
        first.remove();
    }

    public boolean have(Cid cid) {
        return until.containsKey(cid);
    }

    /** Once a second. */
    void tick(long now) {
        Iterator<Long> first = until.values().iterator();
        while (first.hasNext() && first.next() <= now) {
            first.remove();
        }
    }
}
