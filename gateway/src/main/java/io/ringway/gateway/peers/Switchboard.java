package io.ringway.gateway.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerJsDialect;
import io.ringway.gateway.protocol.peerjs.PeerMessage;
import io.ringway.gateway.protocol.peerjs.PeerType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The PeerJS clients of one node. Pure: time is passed in, what is to be done goes to the {@link PeerEffects}. One owner.
 *
 * <p>A client is open once the cluster has given it its name, which no other connection of any node has then. What it sends
 * to another is taken to where that one is, or waits until it comes, or expires.
 */
public final class Switchboard {
    private static final int MAX_REFUSALS = 3;

    private final PeerOptions options;
    private final PeerEffects effects;
    private final Routes routes;
    private final Map<Cid, Peer> peers = new HashMap<>();
    /** Those that hold their name. */
    private final Map<Name, Peer> open = new HashMap<>();

    public Switchboard(PeerOptions options, PeerEffects effects) {
        this.options = options;
        this.effects = effects;
        this.routes = new Routes(options, effects, open::get);
    }

    /**
     * What a client shows at its arrival.
     *
     * @param name that it wants
     * @param cid of its connection
     * @param fingerprint by which it is known again
     * @param expiresAtMillis when it has to go; {@link Long#MAX_VALUE} for never
     */
    public record Ticket(Name name, Cid cid, Bytes fingerprint, long expiresAtMillis) {}

    /** A client has connected. */
    public void arrive(long now, Ticket ticket) {
        Peer peer = new Peer(ticket, now);
        Name name = peer.name;
        Cid cid = peer.cid;
        Peer before = open.get(name);
        boolean replaces = before != null && before.isSameClient(peer);
        if (peers.size() >= options.clients() && !replaces) {
            effects.tell(cid, new PeerEvent.Failed(PeerJsDialect.LIMIT));
            effects.close(cid, CloseCode.NORMAL);
            return;
        }
        peers.put(cid, peer);
        effects.claim(name, cid, peer.fingerprint, null);
    }

    /** @param holder who holds the name that this connection has claimed */
    public void claimed(long now, Cid cid, Cid holder) {
        Peer peer = peers.get(cid);
        if (peer == null) {
            return; // gone meanwhile, and its release is behind its claim
        }
        if (holder.equals(cid)) {
            opened(now, peer);
        } else if (peers.containsKey(holder) || ++peer.refusals > MAX_REFUSALS) {
            refuse(peer);
        } else if (holder.node().id() == cid.node().id()) {
            effects.claim(peer.name, cid, peer.fingerprint, holder);
        } else {
            effects.confirm(peer.name, holder, cid);
        }
    }

    /** @param holds whether the other node says that its connection holds the name, or could not be asked in time */
    public void confirmed(Cid cid, Cid holder, boolean holds) {
        Peer peer = peers.get(cid);
        if (peer != null && holds) {
            refuse(peer);
        } else if (peer != null) {
            effects.claim(peer.name, cid, peer.fingerprint, holder);
        }
    }

    private void refuse(Peer peer) {
        peers.remove(peer.cid);
        effects.tell(peer.cid, new PeerEvent.IdTaken());
        effects.close(peer.cid, CloseCode.NORMAL);
    }

    /** Nobody can say whether the name is free. */
    public void unclaimed(Cid cid) {
        if (peers.remove(cid) != null) {
            effects.tell(cid, new PeerEvent.Failed("The server cannot tell whether the id is free; try again"));
            effects.close(cid, CloseCode.OVERLOADED);
        }
    }

    private void opened(long now, Peer peer) {
        peer.isOpen = true;
        peer.heardAt = now;
        Peer before = open.get(peer.name);
        if (before != null) {
            // Lost it to a node that died before it could say so.
            end(before, CloseCode.REPLACED);
        }
        open.put(peer.name, peer);
        effects.tell(peer.cid, new PeerEvent.Open());
        effects.announce(peer.name, peer.cid);
        routes.here(peer.name, peer.cid);
        List<PeerMessage> early = List.copyOf(peer.early);
        peer.early.clear();
        early.forEach(message -> receive(now, peer.cid, message));
    }

    /** A client says something. */
    public void receive(long now, Cid cid, PeerMessage message) {
        Peer peer = peers.get(cid);
        if (peer == null) {
            return;
        }
        if (!peer.isOpen) {
            wait(peer, message);
            return;
        }
        switch (message) {
            case PeerMessage.Heartbeat beat -> peer.heardAt = now;
            case PeerMessage.Farewell bye -> end(peer, CloseCode.NORMAL);
            case PeerMessage.Relay(var type, var to, var frame) -> routes.send(now, peer, type, to, frame);
        }
    }

    private void wait(Peer peer, PeerMessage message) {
        if (peer.early.size() < options.waitingMessages()) {
            peer.early.add(message);
        } else {
            effects.tell(peer.cid, new PeerEvent.Failed("Too much was sent before the id was given"));
            end(peer, CloseCode.RATE_LIMITED);
        }
    }

    /** A socket is closed. */
    public void gone(Cid cid) {
        Peer peer = peers.get(cid);
        if (peer != null) {
            forget(peer);
        }
    }

    private void end(Peer peer, CloseCode code) {
        forget(peer);
        effects.close(peer.cid, code);
    }

    private void forget(Peer peer) {
        peers.remove(peer.cid);
        open.remove(peer.name, peer);
        effects.release(peer.name, peer.cid);
    }

    /** A connection, of any node, holds its name no longer. */
    public void lost(Name name, Cid cid) {
        Peer peer = peers.get(cid);
        if (peer == null) {
            effects.replaced(name, cid);
        } else if (peer.name.equals(name)) {
            replaced(name, cid);
        }
    }

    /** Another connection has the place of one that may be here. */
    public void replaced(Name name, Cid cid) {
        Peer peer = peers.get(cid);
        if (peer != null && peer.name.equals(name)) {
            end(peer, CloseCode.REPLACED);
        }
    }

    /** Whether a connection of this node holds a name, or is about to. */
    public boolean holds(Name name, Cid cid) {
        Peer peer = peers.get(cid);
        return peer != null && peer.name.equals(name);
    }

    /** See {@link PeerEffects#find}; null where nobody holds the name. */
    public void found(long now, Name name, @Nullable Cid holder) {
        routes.found(now, name, holder);
    }

    /** See {@link PeerEffects#find}: the table did not answer. */
    public void unknown(long now, Name name) {
        routes.unknown(now, name);
    }

    /** A client has come up on another node. */
    public void here(Name name, Cid cid) {
        routes.here(name, cid);
    }

    /** The connection of this node that holds a name; null where there is none. */
    public @Nullable Cid sought(Name name) {
        Peer peer = open.get(name);
        return peer == null ? null : peer.cid;
    }

    /** See {@link PeerEffects#relay}. */
    public void relayed(long now, Name to, Cid holder, boolean taken) {
        routes.relayed(now, to, holder, taken);
    }

    /** Messages from another node. False where that connection does not hold that name here. */
    public boolean deliver(Name to, Cid holder, List<Parcel> parcels) {
        Peer peer = open.get(to);
        if (peer == null || !peer.cid.equals(holder)) {
            return false;
        }
        for (Parcel parcel : parcels) {
            if (peer.takes(parcel)) {
                effects.hand(holder, parcel);
            }
        }
        return true;
    }

    /** The socket of a client did not take a message: the client's next connection gets it, or the sender is told. */
    public void dead(Name name, Cid cid, Parcel parcel) {
        Peer peer = open.get(name);
        if (peer != null && !peer.cid.equals(cid)) {
            effects.hand(peer.cid, parcel);
        } else if (parcel.type() != PeerType.LEAVE && peers.containsKey(parcel.sender())) {
            left(name, parcel.sender());
        } else if (parcel.type() != PeerType.LEAVE) {
            effects.left(parcel.sender(), name);
        }
    }

    /** Tells a connection of this node that a client is dead. */
    public void left(Name dead, Cid sender) {
        if (peers.containsKey(sender)) {
            effects.tell(sender, new PeerEvent.Left(dead));
        }
    }

    /** Ends who was silent too long, and gives up what waited too long. */
    public void tick(long now) {
        routes.tick(now);
        for (Peer peer : List.copyOf(peers.values())) {
            if (now - peer.heardAt >= options.silentMillis()) {
                end(peer, CloseCode.PING_TIMEOUT);
            } else if (now >= peer.expiresAtMillis) {
                end(peer, CloseCode.TOKEN_EXPIRED);
            }
        }
    }

    /** Connections of clients, with a name or about to get one. */
    public int size() {
        return peers.size();
    }

    /** Bytes that wait for clients that are not here. */
    public long waitingBytes() {
        return routes.waitingBytes();
    }
}
