package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;

/** Whose credentials these are, and when they end, in milliseconds since 1970. */
public record Owned(TurnOwner owner, long expiresAt) {
    /** @param owner as {@link TurnOwner#text} has it */
    public static Owned of(String owner, long expiresAt) {
        return new Owned(new TurnOwner(owner), expiresAt);
    }

    public boolean isOf(Tenant tenant) {
        return owner.isOf(tenant);
    }
}
