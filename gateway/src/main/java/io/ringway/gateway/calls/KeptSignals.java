package io.ringway.gateway.calls;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Signal;
import java.util.HashMap;
import java.util.Map;

/**
 * What callers say before somebody accepts, a part of {@link CallCore}: so much of one call, and so much of all of this node's
 * together. Of that a tenant may have as much as it leaves to all others: alone half, and who comes late finds room.
 */
final class KeptSignals {
    private final CallOptions options;
    private final Map<Tenant, Long> byTenant = new HashMap<>();
    private long total;

    KeptSignals(CallOptions options) {
        this.options = options;
    }

    /** Whether there is room for a call that begins with its offer, and with what its ring brings along. */
    boolean hasRoomFor(CallInput.Ring ring) {
        int offer = ring.offer() == null ? 0 : ring.offer().json().size();
        return hasRoom(ring.caller().user().tenant(), (long) offer + ring.data().size());
    }

    private boolean hasRoom(Tenant tenant, long bytes) {
        return byTenant.getOrDefault(tenant, 0L) + bytes <= options.bounds().waitingBytes() - total;
    }

    /**
     * Keeps a signal until somebody accepts; false where there is no room for it. Candidates leave as many places to
     * descriptions, without which the others are worth nothing.
     */
    boolean keep(Call call, Signal signal) {
        int bytes = signal.json().size();
        int places = isDescription(signal) ? 2 * options.keptSignals() : options.keptSignals();
        if (call.kept.size() >= places
                || call.keptBytes + bytes > options.keptBytes()
                || (call.counted && !hasRoom(call.tenant(), bytes))) {
            return false;
        }
        call.keptBytes += bytes;
        if (call.counted) {
            count(call.tenant(), bytes);
        }
        return call.kept.add(signal);
    }

    /** Whether a call cannot go on without it. */
    static boolean isDescription(Signal signal) {
        return switch (signal) {
            case Signal.Offer offer -> true;
            case Signal.Answer answer -> true;
            case Signal.Rollback rollback -> true;
            case Signal.Candidate candidate -> false;
            case Signal.Candidates candidates -> false;
        };
    }

    /** A ring that is this node's from now on; one that comes from another node is, whether there is room or not. */
    void take(Call call) {
        if (!call.counted) {
            call.counted = true;
            count(call.tenant(), bytes(call));
        }
    }

    /** It rings no more, or not here. */
    void give(Call call) {
        if (call.counted) {
            call.counted = false;
            count(call.tenant(), -bytes(call));
        }
    }

    private static long bytes(Call call) {
        return (long) call.keptBytes + call.ring.data().size();
    }

    private void count(Tenant tenant, long bytes) {
        total += bytes;
        if (byTenant.merge(tenant, bytes, Long::sum) == 0) {
            byTenant.remove(tenant);
        }
    }

    boolean isEmpty() {
        return total == 0 && byTenant.isEmpty();
    }
}
