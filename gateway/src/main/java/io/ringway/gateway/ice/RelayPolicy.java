package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.config.IceConfig;
import java.util.Set;

/** Whose calls go through relays alone: everybody's, those of a tenant, or those of whom a token says it. Any thread. */
public final class RelayPolicy {
    private final boolean everybody;
    private final Set<String> tenants;

    public RelayPolicy(IceConfig config) {
        this.everybody = config.relayOnly();
        this.tenants = Set.copyOf(config.relayOnlyTenants());
    }

    public boolean relayOnly(Principal user) {
        return relayOnly(user.user().tenant()) || user.grants().relayOnly();
    }

    /** Whether it is so for everybody in this tenant. */
    public boolean relayOnly(Tenant tenant) {
        return everybody || tenants.contains(tenant.name());
    }
}
