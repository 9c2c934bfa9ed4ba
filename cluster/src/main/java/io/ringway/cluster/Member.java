package io.ringway.cluster;

/**
 * A connection's presence in one group.
 *
 * @param cid the connection
 * @param user whose connection it is; same tenant as the group
 * @param meta public metadata, opaque here
 */
public record Member(Cid cid, UserId user, Bytes meta) {
    public Member withMeta(Bytes newMeta) {
        return new Member(cid, user, newMeta);
    }
}
