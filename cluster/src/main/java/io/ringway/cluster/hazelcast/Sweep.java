package io.ringway.cluster.hazelcast;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Removes from the tables what a node that is gone has left. Looks for its rows first, and then ends one by one: only so does
 * a backup do what the row's owner has decided. Blocks: call it on a worker thread.
 */
record Sweep(IMap<String, Shares> groups, IMap<String, Shares> users, IMap<String, byte[]> claims) {
    private static final int ROWS_AT_ONCE = 64;

    /** Returns whether a row was spared, since the node is a member after all: it is to be looked at again. */
    boolean spares(NodeRef node) {
        boolean spared = rows(groups, new Processors.FindShare(node), () -> new Processors.EndShare(node));
        spared |= rows(users, new Processors.FindShare(node), () -> new Processors.EndShare(node));
        spared |= rows(claims, new Processors.FindClaim(node), () -> ClaimProcessor.end(node));
        return spared;
    }

    private static <V> boolean rows(
            IMap<String, V> map, EntryProcessor<String, V, Boolean> find, Supplier<EntryProcessor<String, V, V>> end) {
        List<String> keys = List.copyOf(map.executeOnEntries(find).keySet());
        boolean spared = false;
        for (int from = 0; from < keys.size(); from += ROWS_AT_ONCE) {
            long began = System.nanoTime();
            List<CompletableFuture<V>> steps = new ArrayList<>();
            for (String key : keys.subList(from, Math.min(from + ROWS_AT_ONCE, keys.size()))) {
                steps.add(map.submitToKey(key, end.get()).toCompletableFuture());
            }
            spared |= steps.stream()
                            .map(CompletableFuture::join)
                            .filter(Objects::nonNull)
                            .count()
                    > 0;
            // The clients of the node come to the others just now: it takes no more than half of what they could have.
            LockSupport.parkNanos(System.nanoTime() - began);
        }
        return spared;
    }
}
