package io.ringway.gateway.peers;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.gateway.protocol.peerjs.Parcel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits on this node for one client that is not here, in the order it came. There is one as long as something waits. */
final class Route {
    private static final int BATCH_PARCELS = 64;
    private static final int BATCH_BYTES = 256 * 1024;

    enum State {
        /** The client is being looked up. */
        LOOKING,
        /** The first parcels are on their way to {@link #target}. */
        SENDING,
        /** Nobody has that name, or where it is cannot be found out: until it is announced, or a sender's time is up. */
        ABSENT
    }

    /** @param since when it was sent */
    record Waiting(Peer sender, Parcel parcel, long since) {}

    final Name to;
    final Deque<Waiting> queue = new ArrayDeque<>(4);
    State state = State.LOOKING;
    int inFlight;

    @Nullable
    Cid target;

    /** Where the client has come up while another answer was awaited. */
    @Nullable
    Cid announced;

    /** Whether somebody's time is up, and this is the last try. */
    boolean isLastTry;

    Route(Name to) {
        this.to = to;
    }

    /** The first parcels, as many as go at once. */
    List<Parcel> batch() {
        List<Parcel> batch = new ArrayList<>();
        int bytes = 0;
        for (Waiting waiting : queue) {
            bytes += waiting.parcel.frame().size();
            if (!batch.isEmpty() && (bytes > BATCH_BYTES || batch.size() == BATCH_PARCELS)) {
                break;
            }
            batch.add(waiting.parcel);
        }
        return batch;
    }

    /** Whether the one that waits longest has waited that long. */
    boolean isDue(long now, long waitMillis) {
        Waiting first = queue.peek();
        return first != null && now - first.since >= waitMillis;
    }
}
