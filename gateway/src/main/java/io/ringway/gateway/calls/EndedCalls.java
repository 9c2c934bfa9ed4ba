package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.envelope.CallHandover;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last calls of each connection of which nothing may reach it any more: those that it was in and that are over, and those
 * that it asked for in vain. Ids that somebody makes up are among the latter, and give no rights.
 */
final class EndedCalls {
    private static final int PER_CONNECTION = 64;

    /** Whether the connection took part. */
    private final Map<Cid, Map<CallId, Boolean>> ended = new HashMap<>();

    /** Who took part once is not taken for one who asked in vain afterwards. */
    void add(Cid local, CallId call, boolean tookPart) {
        ended.computeIfAbsent(local, first -> new Recent<>(PER_CONNECTION)).merge(call, tookPart, Boolean::logicalOr);
    }

    void remove(Cid local, CallId call) {
        Map<CallId, Boolean> known = ended.get(local);
        if (known != null) {
            known.remove(call);
        }
    }

    boolean contains(Cid local, CallId call) {
        return ended.getOrDefault(local, Map.of()).containsKey(call);
    }

    boolean tookPart(Cid local, CallId call) {
        return ended.getOrDefault(local, Map.of()).getOrDefault(call, false);
    }

    List<CallHandover.Ended> of(Cid local) {
        return ended.getOrDefault(local, Map.of()).entrySet().stream()
                .map(one -> new CallHandover.Ended(one.getKey(), one.getValue()))
                .toList();
    }

    void gone(Cid local) {
        ended.remove(local);
    }
}
