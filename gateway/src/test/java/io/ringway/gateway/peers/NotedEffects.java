package io.ringway.gateway.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Switchboard} asks for, in a line for each. */
final class NotedEffects implements PeerEffects {
    private final List<String> done = new ArrayList<>();

    /** What there is since it was asked for last. */
    List<String> take() {
        List<String> now = List.copyOf(done);
        done.clear();
        return now;
    }

    @Override
    public void tell(Cid to, PeerEvent event) {
        done.add("tell " + event);
    }

    @Override
    public void hand(Cid to, Parcel parcel) {
        done.add("hand " + parcel.frame().utf8());
    }

    @Override
    public void close(Cid cid, CloseCode code) {
        done.add("close " + code);
    }

    @Override
    public void claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale) {
        done.add("claim " + name + (stale == null ? "" : " over a stale one"));
    }

    @Override
    public void release(Name name, Cid cid) {
        done.add("release " + name);
    }

    @Override
    public void confirm(Name name, Cid holder, Cid asker) {
        done.add("confirm " + name);
    }

    @Override
    public void find(Name name) {
        done.add("find " + name);
    }

    @Override
    public void relay(Name to, Cid holder, List<Parcel> parcels) {
        done.add("relay " + to + " "
                + String.join(
                        " ",
                        parcels.stream().map(parcel -> parcel.frame().utf8()).toList()));
    }

    @Override
    public void announce(Name name, Cid cid) {
        done.add("announce " + name);
    }

    @Override
    public void seek(Name name) {
        done.add("seek " + name);
    }

    @Override
    public void replaced(Name name, Cid cid) {
        done.add("replaced " + name);
    }

    @Override
    public void left(Cid sender, Name dead) {
        done.add("left " + dead);
    }
}
