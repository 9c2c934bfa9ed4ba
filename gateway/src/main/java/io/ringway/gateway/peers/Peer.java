package io.ringway.gateway.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One connection of a PeerJS client. */
final class Peer {
    private static final int EXPIRED_KEPT = 256;
    private static final int NODES_KEPT = 64;

    final Name name;
    final Cid cid;
    final Bytes fingerprint;
    final long expiresAtMillis;
    /** Whether it holds its name. */
    boolean isOpen;

    /** When its last heartbeat came. */
    long heardAt;

    /** How often its claim was refused for the sake of a holder that turned out to be gone. */
    int refusals;

    /** What it said before it held its name. */
    final List<PeerMessage> early = new ArrayList<>(0);

    int waitingMessages;
    long waitingBytes;

    /** Who did not come in time: what follows such an offer is of no use without it, and not answered a second time. */
    private final Set<Name> expired = new LinkedHashSet<>(2);

    /**
     * Of each node, the last parcel that was taken; of those heard last, where there were many. A node that is gone is not
     * forgotten sooner: something of it may be on its way a second time.
     */
    private final Map<Long, Long> taken = new LinkedHashMap<>(2);

    Peer(Switchboard.Ticket ticket, long now) {
        this.name = ticket.name();
        this.cid = ticket.cid();
        this.fingerprint = ticket.fingerprint();
        this.expiresAtMillis = ticket.expiresAtMillis();
        this.heardAt = now;
    }

    boolean isSameClient(Peer other) {
        return fingerprint.equals(other.fingerprint);
    }

    void expired(Name absent) {
        if (expired.size() == EXPIRED_KEPT) {
            expired.remove(expired.iterator().next());
        }
        expired.add(absent);
    }

    void reached(Name there) {
        expired.remove(there);
    }

    boolean hasGivenUp(Name absent) {
        return expired.contains(absent);
    }

    /** Whether a parcel of another node comes for the first time. */
    boolean takes(Parcel parcel) {
        long node = parcel.sender().node().id();
        if (parcel.number() <= taken.getOrDefault(node, 0L)) {
            return false;
        }
        taken.remove(node);
        taken.put(node, parcel.number());
        if (taken.size() > NODES_KEPT) {
            taken.remove(taken.keySet().iterator().next());
        }
        return true;
    }
}
