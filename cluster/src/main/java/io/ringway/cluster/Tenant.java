package io.ringway.cluster;

/** One customer's world. Part of every address: nothing is routed by a name alone, so nothing crosses tenants. */
public record Tenant(String name) {
    public Tenant {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a tenant needs a name");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
