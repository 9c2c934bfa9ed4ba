package io.ringway.cluster.shelves;

import io.ringway.cluster.Tenant;

/** Whose shelf: a name within a tenant, so that no shelf is reached from another one. */
public record ShelfKey(Tenant tenant, String name) {
    /** One text for both, which no other pair has: the tenant's length goes first. */
    public String text() {
        return tenant.name().length() + ":" + tenant.name() + name;
    }

    /** Says nothing of what is on it: it may come into messages. */
    @Override
    public String toString() {
        return "a shelf of tenant " + tenant;
    }
}
