package io.ringway.cluster.lists;

import io.ringway.cluster.Tenant;

/** Whose list: a name within a tenant, so that no list is reached from another one. */
public record ListKey(Tenant tenant, String name) {
    /** One text for both, which no other pair has: the tenant's length goes first. */
    public String text() {
        return tenant.name().length() + ":" + tenant.name() + name;
    }

    /** Of a {@link #text}, what all lists of its tenant have in common, and those of no other. */
    public static String tenantOf(String text) {
        int colon = text.indexOf(':');
        return text.substring(0, colon + 1 + Integer.parseInt(text.substring(0, colon)));
    }

    /** Says nothing of whose it is: it may come into messages. */
    @Override
    public String toString() {
        return "a list of tenant " + tenant;
    }
}
