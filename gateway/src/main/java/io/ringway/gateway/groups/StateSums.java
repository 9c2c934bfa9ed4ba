package io.ringway.gateway.groups;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.HashMap;
import java.util.Map;

/** How much state groups and tenants have. One owner. */
final class StateSums {
    /** What an entry takes in memory beside its key and value, roughly. */
    static final int ROOM = 300;

    /** So many times the keys that a group may have are there in all, with the marks of those that were removed. */
    static final int MARKS = 4;

    private final Map<Group, Sum> byGroup = new HashMap<>();
    private final Map<Tenant, Long> byTenant = new HashMap<>();

    private record Sum(int live, int all, long bytes) {
        private static final Sum NONE = new Sum(0, 0, 0);

        Sum plus(Entry entry, int sign) {
            return entry.isRemoved()
                    ? new Sum(live, all + sign, bytes)
                    : new Sum(live + sign, all + sign, bytes + sign * size(entry));
        }
    }

    private static long size(Entry entry) {
        return entry.id().key().length() + (long) entry.value().size();
    }

    void add(Entry entry) {
        count(entry, 1);
    }

    void remove(Entry entry) {
        count(entry, -1);
    }

    private void count(Entry entry, int sign) {
        Group group = entry.id().group();
        Sum sum = byGroup.getOrDefault(group, Sum.NONE).plus(entry, sign);
        if (sum.all == 0) {
            byGroup.remove(group);
        } else {
            byGroup.put(group, sum);
        }
        byTenant.merge(
                group.tenant(), sign * (ROOM + size(entry)), (one, other) -> one + other == 0 ? null : one + other);
    }

    /** Whether there is room for an entry, where the one before it goes. */
    boolean hasRoom(Entry entry, Entry before, StateBounds bounds) {
        Sum sum = byGroup.getOrDefault(entry.id().group(), Sum.NONE)
                .plus(before, -1)
                .plus(entry, 1);
        return hasRoom(
                entry, sum, byTenant.getOrDefault(entry.id().group().tenant(), 0L) - ROOM - size(before), bounds);
    }

    boolean hasRoom(Entry entry, StateBounds bounds) {
        Sum sum = byGroup.getOrDefault(entry.id().group(), Sum.NONE).plus(entry, 1);
        return hasRoom(entry, sum, byTenant.getOrDefault(entry.id().group().tenant(), 0L), bounds);
    }

    private static boolean hasRoom(Entry entry, Sum sum, long tenant, StateBounds bounds) {
        return sum.live <= bounds.keys()
                && sum.all <= MARKS * bounds.keys()
                && sum.bytes <= bounds.groupBytes()
                && tenant + ROOM + size(entry) <= bounds.tenantBytes();
    }
}
