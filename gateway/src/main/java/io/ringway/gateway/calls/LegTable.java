package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Legs by connection, the newest call last. Pure and single threaded. */
final class LegTable {
    private final Map<Cid, Map<CallId, Leg>> legs = new HashMap<>();

    @Nullable
    Leg find(Cid local, CallId call) {
        return legs.getOrDefault(local, Map.of()).get(call);
    }

    /** In the place of the connection's leg in that call, if it has one. */
    Leg put(Leg leg) {
        legs.computeIfAbsent(leg.local(), first -> new LinkedHashMap<>()).put(leg.call(), leg);
        return leg;
    }

    void remove(Leg leg) {
        legs.computeIfPresent(leg.local(), (local, calls) -> {
            calls.remove(leg.call());
            return calls.isEmpty() ? null : calls;
        });
    }

    /** Those that the connection had. */
    List<Leg> removeAll(Cid local) {
        Map<CallId, Leg> gone = legs.remove(local);
        return gone == null ? List.of() : List.copyOf(gone.values());
    }

    Stream<Leg> of(Cid local) {
        return legs.getOrDefault(local, Map.of()).values().stream();
    }

    Stream<Leg> all() {
        return legs.values().stream().flatMap(calls -> calls.values().stream());
    }

    /** Those of a connection to one that it names as its wire does, the newest first. */
    List<Leg> between(Cid local, Cid peerOnWire) {
        List<Leg> found = new ArrayList<>();
        of(local).filter(leg -> peerOnWire.equals(leg.peerOnWire())).forEach(found::add);
        return found.reversed();
    }

    int size() {
        return legs.values().stream().mapToInt(Map::size).sum();
    }
}
