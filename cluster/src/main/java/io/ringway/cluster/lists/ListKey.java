package io.ringway.cluster.lists;

import io.ringway.cluster.Tenant;

/** Whose list: a name within a tenant, so that no list is reached from another one. */
public record ListKey(Tenant tenant, String name) {
    /** One text for both, which no other pair has: the tenant's length goes first. */
    public String text() {
        return tenant.name().length() + ":" + tenant.name() + name;
    }

    /** Says nothing of whose it is: it may come into messages. */
    @Override
    public String toString() {
        return "a list of tenant " + tenant;
    }
}
