package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may have how much of something that is bounded. A tenant may have as much as is left to all others: alone half of it,
 * beside another a third, and what comes late finds room. What is urgent may have all that is left. Any thread.
 */
final class Shares {
    private final int most;
    private final Map<Tenant, Integer> byTenant = new HashMap<>();
    private int taken;

    Shares(int most) {
        this.most = most;
    }

    /** False where there is no room. */
    synchronized boolean take(Tenant tenant, Urgency urgency) {
        int left = most - taken;
        boolean hasRoom = switch (urgency) {
            case HIGH -> left > 0;
            case NORMAL -> of(tenant) < left;
        };
        if (hasRoom) {
            taken++;
            byTenant.merge(tenant, 1, Integer::sum);
        }
        return hasRoom;
    }

    /** Whether the tenant may have more, and has room for other things beside. */
    synchronized boolean hasRoom(Tenant tenant) {
        return 2 * of(tenant) < most - taken;
    }

    private int of(Tenant tenant) {
        return byTenant.getOrDefault(tenant, 0);
    }

    synchronized void give(Tenant tenant) {
        taken--;
        byTenant.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
    }

    synchronized int taken() {
        return taken;
    }
}
