package io.ringway.cluster.listing;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Users with how many connections each has, sorted by id, for each tenant. Owned by one thread. */
public final class UserTable {
    private final Map<Tenant, NavigableMap<String, Integer>> tenants = new HashMap<>();

    /** One connection more; returns how many there are now. */
    public int connected(UserId user) {
        return tenants.computeIfAbsent(user.tenant(), tenant -> new TreeMap<>(CodePoints.ORDER))
                .merge(user.id(), 1, Integer::sum);
    }

    /** One connection less, if there is one; returns how many are left. */
    public int disconnected(UserId user) {
        NavigableMap<String, Integer> users = tenants.get(user.tenant());
        if (users == null) {
            return 0;
        }
        Integer left = users.computeIfPresent(user.id(), (id, count) -> count == 1 ? null : count - 1);
        if (users.isEmpty()) {
            tenants.remove(user.tenant());
        }
        return left == null ? 0 : left;
    }

    public int count(UserId user) {
        NavigableMap<String, Integer> users = tenants.get(user.tenant());
        return users == null ? 0 : users.getOrDefault(user.id(), 0);
    }

    /** At most {@code limit} users after that id. */
    public List<UserId> page(Tenant tenant, String after, int limit) {
        NavigableMap<String, Integer> users = tenants.get(tenant);
        return users == null
                ? List.of()
                : users.tailMap(after, false).keySet().stream()
                        .limit(limit)
                        .map(id -> new UserId(tenant, id))
                        .toList();
    }

    /** Every user of every tenant. */
    public Collection<UserId> all() {
        return tenants.entrySet().stream()
                .flatMap(tenant -> tenant.getValue().keySet().stream().map(id -> new UserId(tenant.getKey(), id)))
                .toList();
    }
}
