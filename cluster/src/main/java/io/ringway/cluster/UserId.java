package io.ringway.cluster;

/** A user within a tenant; the token's {@code sub}. A user may hold any number of connections, on any nodes. */
public record UserId(Tenant tenant, String id) {
    public UserId {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a user id cannot be empty");
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
