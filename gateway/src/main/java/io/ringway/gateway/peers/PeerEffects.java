package io.ringway.gateway.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Switchboard} asks of its surroundings. What is answered is answered by a call of the method named. */
public interface PeerEffects {
    /** Tells a connection of this node. */
    void tell(Cid to, PeerEvent event);

    /** Hands a message to a connection of this node; {@link Switchboard#dead} where its socket does not take it. */
    void hand(Cid to, Parcel parcel);

    /** Ends a connection of this node, after what it was told. */
    void close(Cid cid, CloseCode code);

    /** Claims a name: {@link Switchboard#claimed} or {@link Switchboard#unclaimed}. */
    void claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale);

    void release(Name name, Cid cid);

    /** Asks the node of a connection whether it holds a name: {@link Switchboard#confirmed}. */
    void confirm(Name name, Cid holder, Cid asker);

    /** Looks up who holds a name: {@link Switchboard#found} or {@link Switchboard#unknown}. */
    void find(Name name);

    /** Carries messages to a connection of another node: {@link Switchboard#relayed}. */
    void relay(Name to, Cid holder, List<Parcel> parcels);

    /** Tells every other node that a name is held by this connection. */
    void announce(Name name, Cid cid);

    /** Asks every other node to announce a name if it is held there. */
    void seek(Name name);

    /** Tells a connection of another node that its place was taken. */
    void replaced(Name name, Cid cid);

    /** Tells a sender on another node that a client is dead. */
    void left(Cid sender, Name dead);
}
