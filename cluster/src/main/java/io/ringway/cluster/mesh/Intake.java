package io.ringway.cluster.mesh;

import io.ringway.cluster.wire.Opening;
import org.jspecify.annotations.Nullable;

/**
 * How much this node has taken from one other, over all connections. Owned by the hub context. A stream continues where it
 * was left, so what comes twice is known, and what comes late, over a connection that another has replaced, is ignored.
 */
final class Intake {
    /** The sender is told what was taken after this much at the latest, or by the next tick. */
    private static final long ACKNOWLEDGE_BYTES = 256L << 10;
    /** Senders say something every second. */
    private static final long SILENCE_MS = 10_000;

    private final long node;
    private long stream;
    private long taken;
    private long acknowledged;
    private long heardAt;
    private @Nullable Arrival connection;

    /** What has become of a batch. */
    enum Verdict {
        TAKEN,
        /** It was taken already. */
        DOUBLED,
        /** It leaves a gap; or it belongs in part to what was taken. The sender begins again. */
        OUT_OF_PLACE
    }

    Intake(long node) {
        this.node = node;
    }

    /** The sender has opened a connection. Returns false where it speaks of a stream that a later one has ended. */
    boolean opened(Arrival arrival, Opening opening, long now) {
        if (opening.stream() < stream) {
            return false;
        }
        if (opening.stream() > stream) {
            stream = opening.stream();
            taken = 0;
        }
        taken = Math.max(taken, opening.oldest());
        Arrival before = connection;
        if (before != null) {
            before.close();
        }
        connection = arrival;
        heardAt = now;
        acknowledge();
        return true;
    }

    long node() {
        return node;
    }

    boolean isCurrent(Arrival arrival) {
        return connection == arrival;
    }

    /** A batch has come. One without frames asks for an answer at once. */
    Verdict take(long start, int bytes, long now) {
        heardAt = now;
        if (start == taken) {
            taken += bytes;
            if (bytes == 0 || taken - acknowledged >= ACKNOWLEDGE_BYTES) {
                acknowledge();
            }
            return Verdict.TAKEN;
        }
        return start < taken && start + bytes <= taken ? Verdict.DOUBLED : Verdict.OUT_OF_PLACE;
    }

    /** @param late by how much this tick comes later than it may: what was heard in this turn has the time of the one before */
    void tick(long now, long late) {
        heardAt += Math.max(0, late);
        if (connection != null && now - heardAt > SILENCE_MS) {
            disconnect();
        } else if (taken != acknowledged) {
            acknowledge();
        }
    }

    void closed(Arrival arrival) {
        if (connection == arrival) {
            connection = null;
        }
    }

    void disconnect() {
        Arrival current = connection;
        if (current != null) {
            connection = null;
            current.close();
        }
    }

    private void acknowledge() {
        Arrival current = connection;
        if (current != null) {
            acknowledged = taken;
            current.acknowledge(taken);
        }
    }
}
