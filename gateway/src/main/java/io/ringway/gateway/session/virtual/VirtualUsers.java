package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.CodePoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Whose members without a connection this node owns, of each tenant by the users' ids. Pure; one owner. */
final class VirtualUsers {
    private final Map<Tenant, NavigableMap<String, Set<Cid>>> tenants = new HashMap<>();

    void put(UserId user, Cid cid) {
        tenants.computeIfAbsent(user.tenant(), first -> new TreeMap<>(CodePoints.ORDER))
                .computeIfAbsent(user.id(), first -> new LinkedHashSet<>(1))
                .add(cid);
    }

    void remove(UserId user, Cid cid) {
        tenants.computeIfPresent(user.tenant(), (same, users) -> {
            users.computeIfPresent(user.id(), (id, cids) -> {
                cids.remove(cid);
                return cids.isEmpty() ? null : cids;
            });
            return users.isEmpty() ? null : users;
        });
    }

    List<Cid> cids(UserId user) {
        NavigableMap<String, Set<Cid>> users = tenants.get(user.tenant());
        return users == null ? List.of() : List.copyOf(users.getOrDefault(user.id(), Set.of()));
    }

    /** The first users whose id begins with this. Looks at no others. */
    List<UserId> page(Tenant tenant, String prefix, int limit) {
        NavigableMap<String, Set<Cid>> users = tenants.get(tenant);
        List<UserId> page = new ArrayList<>();
        String id = users == null ? null : users.ceilingKey(prefix);
        while (users != null && id != null && id.startsWith(prefix) && page.size() < limit) {
            page.add(new UserId(tenant, id));
            id = users.higherKey(id);
        }
        return page;
    }
}
