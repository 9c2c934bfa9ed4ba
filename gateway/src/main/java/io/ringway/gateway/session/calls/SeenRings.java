package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.envelope.CallHandover;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rings of other nodes of which this node is the witness, by call and by whoever is in one. Hub only. */
final class SeenRings {
    /** More than ring at a time on all other nodes; what is beyond that ends with its node. */
    private static final int MOST = 100_000;

    private final Map<CallId, Seen> rings = new HashMap<>();

    /** Many connections come back at once where a node is lost. */
    private final Map<Cid, Set<CallId>> parties = new HashMap<>();

    /**
     * @param owner by now
     * @param ring with whoever hears it as its suspects
     * @param since when this node knows it so
     * @param given whether its owner was lost, and this one is to go on with it
     */
    record Seen(NodeRef owner, CallHandover.Owned ring, long since, boolean given) {
        /** For so long a device may come back while the ring is on its way to its next owner. */
        private static final long GIVEN_MS = 10_000;

        long until() {
            return since + (given ? GIVEN_MS : ring.ring().leftMs());
        }

        List<Cid> devices() {
            return ring.suspects().stream().map(CallHandover.Suspect::party).toList();
        }

        Cid caller() {
            return Objects.requireNonNull(ring.caller().cid(), "only connections ring");
        }

        /** Whose it was counts one less than whose it is. */
        private int term() {
            return ring.progress().term() + (given ? 1 : 0);
        }

        private Stream<Cid> parties() {
            return Stream.concat(Stream.of(caller()), devices().stream());
        }
    }

    @Nullable
    Seen find(CallId call) {
        return rings.get(call);
    }

    List<Seen> all() {
        return List.copyOf(rings.values());
    }

    /** Those that a connection rings or hears. */
    List<Seen> of(Cid party) {
        return parties.getOrDefault(party, Set.of()).stream()
                .map(call -> Objects.requireNonNull(rings.get(call), "parties go with their rings"))
                .toList();
    }

    /** False where it is of a former owner, or too many ring. */
    boolean put(Seen ring) {
        CallId call = ring.ring.call();
        Seen before = rings.get(call);
        if (before == null ? rings.size() >= MOST : ring.term() < before.term()) {
            return false;
        }
        remove(call);
        rings.put(call, ring);
        ring.parties()
                .forEach(party ->
                        parties.computeIfAbsent(party, none -> new HashSet<>()).add(call));
        return true;
    }

    void remove(CallId call) {
        Seen ring = rings.remove(call);
        if (ring != null) {
            ring.parties()
                    .forEach(party -> parties.computeIfPresent(party, (same, calls) -> {
                        calls.remove(call);
                        return calls.isEmpty() ? null : calls;
                    }));
        }
    }
}
