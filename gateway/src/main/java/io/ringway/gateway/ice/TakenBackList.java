package io.ringway.gateway.ice;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Whose credentials were taken back, until those would have ended. Bounded by tenant, so that none can take the others'
 * places; the tenants are those that the configuration has TURN keys for. On this node; any thread.
 */
final class TakenBackList {
    static final int MAX_OF_TENANT = 10_000;

    private final ConcurrentHashMap<String, ConcurrentHashMap<TurnOwner, Long>> byTenant = new ConcurrentHashMap<>();

    /** Whether one more of this owner's tenant is kept. */
    boolean hasRoom(TurnOwner owner, long now) {
        ConcurrentHashMap<TurnOwner, Long> others = byTenant.get(owner.tenantPart());
        if (others == null || others.size() < MAX_OF_TENANT || others.containsKey(owner)) {
            return true;
        }
        others.values().removeIf(end -> end <= now);
        return others.size() < MAX_OF_TENANT;
    }

    void add(TurnOwner owner, long until, long now) {
        if (until > now && hasRoom(owner, now)) {
            byTenant.computeIfAbsent(owner.tenantPart(), first -> new ConcurrentHashMap<>())
                    .merge(owner, until, Math::max);
        }
    }

    /** When the owner may be given new ones, in milliseconds since 1970; 0 where that is now. */
    long until(TurnOwner owner, long now) {
        ConcurrentHashMap<TurnOwner, Long> others = byTenant.get(owner.tenantPart());
        Long until = others == null ? null : others.get(owner);
        if (others == null || until == null) {
            return 0;
        }
        if (until <= now) {
            others.remove(owner, until);
            return 0;
        }
        return until;
    }
}
