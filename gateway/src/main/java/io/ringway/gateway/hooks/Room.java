package io.ringway.gateway.hooks;

import io.ringway.cluster.Tenant;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may have how many of something that is bounded. A tenant may have three times as many as are left to all others: alone
 * three of four, and who comes late finds room. Pure; for one thread.
 */
final class Room {
    private static final int PARTS = 3;

    private final int most;
    private final Map<Tenant, Integer> byTenant = new HashMap<>();
    private int taken;

    Room(int most) {
        this.most = most;
    }

    boolean has(Tenant tenant) {
        return byTenant.getOrDefault(tenant, 0) < (long) PARTS * (most - taken);
    }

    void take(Tenant tenant) {
        taken++;
        byTenant.merge(tenant, 1, Integer::sum);
    }

    void give(Tenant tenant) {
        taken--;
        byTenant.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
    }
}
