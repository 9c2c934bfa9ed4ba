package io.ringway.cluster;

/** A name within a tenant that one connection of the whole cluster holds at a time; see {@link Claims}. */
public record Name(Tenant tenant, String text) {
    public Name {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a name cannot be empty");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
