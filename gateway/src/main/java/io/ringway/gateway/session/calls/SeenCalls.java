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

/** The calls of other nodes of which this node is the witness, by their ids and by whoever is in one. Hub only. */
final class SeenCalls {
    /** More than there are at a time on all other nodes that know of nobody else; what is beyond that ends with its node. */
    private static final int MOST = 100_000;

    private final Map<CallId, Seen> calls = new HashMap<>();

    /** Many connections come back at once where a node is lost. */
    private final Map<Cid, Set<CallId>> parties = new HashMap<>();

    /**
     * @param owner by now
     * @param call while it rings with whoever hears it as its suspects
     * @param since when this node knows it so
     * @param given whether its owner was lost, and this one is to go on with it
     */
    record Seen(NodeRef owner, CallHandover.Owned call, long since, boolean given) {
        /** For so long a device may come back while the ring is on its way to its next owner. */
        private static final long GIVEN_MS = 10_000;

        long until() {
            return since + (given ? GIVEN_MS : call.ring().leftMs());
        }

        List<Cid> devices() {
            return call.suspects().stream().map(CallHandover.Suspect::party).toList();
        }

        Cid caller() {
            return Objects.requireNonNull(call.caller().cid(), "only connections call");
        }

        /** Whose it was counts one less than whose it is. */
        private int term() {
            return call.progress().term() + (given ? 1 : 0);
        }

        private Stream<Cid> parties() {
            Stream<Cid> callee = Stream.ofNullable(call.callee()).flatMap(one -> Stream.ofNullable(one.cid()));
            return Stream.concat(Stream.concat(Stream.of(caller()), callee), devices().stream());
        }
    }

    @Nullable
    Seen find(CallId call) {
        return calls.get(call);
    }

    List<Seen> all() {
        return List.copyOf(calls.values());
    }

    /** Those that a connection is in, rings or hears. */
    List<Seen> of(Cid party) {
        return parties.getOrDefault(party, Set.of()).stream()
                .map(call -> Objects.requireNonNull(calls.get(call), "parties go with their calls"))
                .toList();
    }

    /** False where it is of a former owner, or too many ring. */
    boolean put(Seen seen) {
        CallId call = seen.call.call();
        Seen before = calls.get(call);
        if (before == null ? calls.size() >= MOST : seen.term() < before.term()) {
            return false;
        }
        remove(call);
        calls.put(call, seen);
        seen.parties()
                .forEach(party ->
                        parties.computeIfAbsent(party, none -> new HashSet<>()).add(call));
        return true;
    }

    void remove(CallId call) {
        Seen seen = calls.remove(call);
        if (seen != null) {
            seen.parties()
                    .forEach(party -> parties.computeIfPresent(party, (same, theirs) -> {
                        theirs.remove(call);
                        return theirs.isEmpty() ? null : theirs;
                    }));
        }
    }
}
