package io.ringway.cluster.hazelcast;

import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes have something under a key, and how much: a row of a {@link ShareTable}. Hazelcast's compact format writes
 * it field by field.
 *
 * @param sizeKey sorts rows of a tenant by total, then by key; null where nobody lists by size
 * @param ids node ids, with {@code incarnations} and {@code counts} in the same order
 */
@SuppressWarnings("ArrayRecordComponent") // the compact format knows arrays, not lists of records
record Shares(@Nullable String sizeKey, long[] ids, int[] incarnations, int[] counts) {
    record Share(NodeRef node, int count) {}

    static @Nullable Shares of(@Nullable String key, List<Share> shares) {
        if (shares.isEmpty()) {
            return null;
        }
        int total = shares.stream().mapToInt(Share::count).sum();
        return new Shares(
                key == null ? null : Keys.bySize(key, total),
                shares.stream().mapToLong(share -> share.node.id()).toArray(),
                shares.stream().mapToInt(share -> share.node.incarnation()).toArray(),
                shares.stream().mapToInt(Share::count).toArray());
    }

    List<Share> list() {
        List<Share> list = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            list.add(new Share(new NodeRef(ids[i], incarnations[i]), counts[i]));
        }
        return list;
    }

    List<NodeRef> nodes() {
        return list().stream().map(Share::node).toList();
    }

    int total(Predicate<NodeRef> alive) {
        return list().stream()
                .filter(share -> alive.test(share.node))
                .mapToInt(Share::count)
                .sum();
    }

    @Override
    public String toString() {
        return Objects.toString(list());
    }
}
