package io.ringway.gateway.session.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.limits.Meter;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.peers.PeerEffects;
import io.ringway.gateway.peers.PeerOptions;
import io.ringway.gateway.peers.Switchboard;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.PeerStep;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerMessage;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.clients.Exclusion;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the PeerJS clients of this node through a {@link Switchboard}. Hub only, but for {@link #open}, {@link #receive},
 * {@link #closed} and {@link #dead}, which come from sockets.
 */
public final class Peering implements PeerEffects {
    private static final Logger LOG = LoggerFactory.getLogger(Peering.class);

    /** A node that has said nothing for so long hangs, or is cut off: that is no answer. The cluster gives up after two seconds. */
    private static final long ANSWER_MILLIS = 1_500;

    private final Hub hub;
    private final Cluster cluster;
    private final Revocations revocations;
    private final Metrics metrics;
    private final InstantSource clock;
    private final Switchboard switchboard;
    private final Map<Cid, PeerSocket> sockets = new HashMap<>();

    public Peering(
            Hub hub,
            Cluster cluster,
            PeerOptions options,
            Revocations revocations,
            Metrics metrics,
            InstantSource clock) {
        this.hub = hub;
        this.cluster = cluster;
        this.revocations = revocations;
        this.metrics = metrics;
        this.clock = clock;
        this.switchboard = new Switchboard(options, this);
    }

    /** Any thread. */
    Cid newCid() {
        return cluster.newCid();
    }

    /** Any thread. */
    long now() {
        return clock.millis();
    }

    /** A client has sent too much. Any thread. */
    void limited(Meter.Kind kind) {
        metrics.limited(kind);
    }

    /** A client has connected. Any thread. */
    void open(PeerSocket socket, Switchboard.Ticket ticket) {
        hub.execute(() -> {
            CloseCode refusal = against(socket);
            if (refusal == null) {
                sockets.put(ticket.cid(), socket);
                switchboard.arrive(clock.millis(), ticket);
            } else {
                // Its token was good when it was shown.
                socket.close(refusal);
            }
        });
    }

    private @Nullable CloseCode against(PeerSocket socket) {
        Principal principal = socket.principal();
        return principal == null ? null : Exclusion.against(revocations, principal);
    }

    /** Somebody of this tenant is banned, or has its tokens revoked. What such a client says from here on is not heard. */
    public void exclude(Tenant tenant) {
        Map<Cid, CloseCode> excluded = new HashMap<>();
        sockets.forEach((cid, socket) -> {
            Principal principal = socket.principal();
            CloseCode refusal = principal != null && principal.user().tenant().equals(tenant) ? against(socket) : null;
            if (refusal != null) {
                excluded.put(cid, refusal);
            }
        });
        excluded.forEach((cid, refusal) -> {
            close(cid, refusal);
            sockets.remove(cid);
            switchboard.gone(cid);
        });
    }

    /** A client has said something. Any thread. */
    void receive(Cid cid, PeerMessage message) {
        hub.execute(() -> switchboard.receive(clock.millis(), cid, message));
    }

    /** A client's frame was not understood. Any thread. */
    void refuse(Cid cid, String message) {
        hub.execute(() -> tell(cid, new PeerEvent.Failed(message)));
    }

    /** A client's socket is closed. Any thread. */
    void closed(Cid cid) {
        hub.execute(() -> {
            sockets.remove(cid);
            switchboard.gone(cid);
        });
    }

    /** A client's socket did not take a message any more. Any thread. */
    void dead(Name name, Cid cid, Parcel parcel) {
        hub.execute(() -> switchboard.dead(name, cid, parcel));
    }

    /** Ends them all, as if their sockets were closed. */
    public void closeAll() {
        List.copyOf(sockets.keySet()).forEach(this::closed);
    }

    public void tick() {
        switchboard.tick(clock.millis());
    }

    /** The cluster says that a connection holds its name no longer. */
    public void lost(Name name, Cid cid) {
        switchboard.lost(name, cid);
    }

    /** From another node, for a connection of this one. */
    public boolean deliver(Cid cid, Name peer, PeerStep step) {
        return switch (step) {
            case PeerStep.Relay(var to, var parcels) when to.equals(cid) -> switchboard.deliver(peer, to, parcels);
            case PeerStep.Confirm(var holder) when holder.equals(cid) -> switchboard.holds(peer, holder);
            case PeerStep.Replaced(var holder)
            when holder.equals(cid) -> {
                switchboard.replaced(peer, holder);
                yield true;
            }
            case PeerStep.Left(var sender)
            when sender.equals(cid) -> {
                switchboard.left(peer, sender);
                yield true;
            }
            case PeerStep.Relay other -> false;
            case PeerStep.Confirm other -> false;
            case PeerStep.Replaced other -> false;
            case PeerStep.Left other -> false;
            case PeerStep.Here other -> false;
            case PeerStep.Sought other -> false;
        };
    }

    /** From another node, for this one. */
    public void receive(NodeRef from, Name peer, PeerStep step) {
        switch (step) {
            case PeerStep.Here(var holder) -> switchboard.here(peer, holder);
            case PeerStep.Sought() -> {
                Cid holder = switchboard.sought(peer);
                if (holder != null) {
                    cluster.post(from, encode(peer, new PeerStep.Here(holder)));
                }
            }
            case PeerStep.Relay other -> LOG.warn("Node {} sent a step that is for a connection", from);
            case PeerStep.Confirm other -> LOG.warn("Node {} sent a step that is for a connection", from);
            case PeerStep.Replaced other -> LOG.warn("Node {} sent a step that is for a connection", from);
            case PeerStep.Left other -> LOG.warn("Node {} sent a step that is for a connection", from);
        }
    }

    @Override
    public void tell(Cid to, PeerEvent event) {
        PeerSocket socket = sockets.get(to);
        if (socket != null) {
            socket.tell(event);
        }
    }

    @Override
    public void hand(Cid to, Parcel parcel) {
        PeerSocket socket = sockets.get(to);
        if (socket != null) {
            socket.hand(parcel);
        }
    }

    @Override
    public void close(Cid cid, CloseCode code) {
        PeerSocket socket = sockets.get(cid);
        if (socket != null) {
            socket.close(code);
        }
    }

    @Override
    public void claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale) {
        cluster.claims().claim(name, cid, fingerprint, stale).onComplete(done -> {
            if (done.succeeded()) {
                switchboard.claimed(clock.millis(), cid, done.result());
            } else {
                LOG.warn("A PeerJS client got no id: {}", String.valueOf(done.cause()));
                switchboard.unclaimed(cid);
            }
        });
    }

    @Override
    public void release(Name name, Cid cid) {
        cluster.claims().release(name, cid);
    }

    @Override
    public void confirm(Name name, Cid holder, Cid asker) {
        long asked = clock.millis();
        cluster.send(holder, encode(name, new PeerStep.Confirm(holder))).onComplete(done -> {
            boolean isAnswer = done.succeeded() && clock.millis() - asked < ANSWER_MILLIS;
            switchboard.confirmed(asker, holder, !isAnswer || done.result());
        });
    }

    @Override
    public void find(Name name) {
        cluster.claims().holder(name).onComplete(done -> {
            if (done.succeeded()) {
                switchboard.found(clock.millis(), name, done.result().orElse(null));
            } else {
                switchboard.unknown(clock.millis(), name);
            }
        });
    }

    @Override
    public void relay(Name to, Cid holder, List<Parcel> parcels) {
        cluster.send(holder, encode(to, new PeerStep.Relay(holder, parcels)))
                .onComplete(done -> switchboard.relayed(clock.millis(), to, holder, done.succeeded() && done.result()));
    }

    @Override
    public void announce(Name name, Cid cid) {
        everybody(name, new PeerStep.Here(cid));
    }

    @Override
    public void seek(Name name) {
        everybody(name, new PeerStep.Sought());
    }

    private void everybody(Name name, PeerStep step) {
        Buffer payload = encode(name, step);
        cluster.peers().forEach(node -> cluster.post(node, payload));
    }

    @Override
    public void replaced(Name name, Cid cid) {
        cluster.post(cid, encode(name, new PeerStep.Replaced(cid)));
    }

    @Override
    public void left(Cid sender, Name dead) {
        cluster.post(sender, encode(dead, new PeerStep.Left(sender)));
    }

    private static Buffer encode(Name peer, PeerStep step) {
        return EnvelopeCodec.encode(new Envelope.OfPeer(peer, step));
    }
}
