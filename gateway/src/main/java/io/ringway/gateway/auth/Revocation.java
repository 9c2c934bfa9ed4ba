package io.ringway.gateway.auth;

import io.ringway.cluster.Tenant;

/**
 * What is not let in, though its token is good. Of two about the same, the later one counts.
 *
 * @param id of a token or of a user, by the kind
 * @param since when it was said, in milliseconds since 1970
 * @param until when it ends
 * @param kept until when it is remembered: a ban that was lifted must win over the ban itself
 */
public record Revocation(Kind kind, Tenant tenant, String id, long since, long until, long kept) {
    /** The ordinal is on the wire between nodes: add at the end only. */
    public enum Kind {
        /** One token. */
        TOKEN,
        /** Every token of a user that was issued before. */
        TOKENS,
        /** A user, whatever the token. */
        BAN
    }

    /** Whom it is about. */
    record Subject(Kind kind, Tenant tenant, String id) {}

    Subject subject() {
        return new Subject(kind, tenant, id);
    }

    /** The same, said later than another about the same that was said at a time, maybe by a clock that is ahead. */
    public Revocation after(long before) {
        return since > before ? this : new Revocation(kind, tenant, id, before + 1, until, kept);
    }

    /** Whether it speaks against this bearer now. */
    public boolean concerns(Principal principal, long now) {
        if (until <= now || !principal.user().tenant().equals(tenant)) {
            return false;
        }
        return switch (kind) {
            case TOKEN -> principal.profile().tokenId().equals(id);
            case TOKENS -> principal.user().id().equals(id) && isOlder(principal);
            case BAN -> principal.user().id().equals(id);
        };
    }

    /** Somebody with a publishable key has no token that could be revoked. */
    private boolean isOlder(Principal principal) {
        Profile profile = principal.profile();
        return !profile.tokenId().isEmpty() && profile.issuedAtMillis() <= since;
    }
}
