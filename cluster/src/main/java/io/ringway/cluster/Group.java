package io.ringway.cluster;

/** A group within a tenant. It exists while it has members. */
public record Group(Tenant tenant, String name) {
    public Group {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a group name cannot be empty");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
