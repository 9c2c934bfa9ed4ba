package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.NodeRef;

/**
 * That a node owns a call. Whoever owns it next has a higher term, so that a node which was away meanwhile, and does not know that
 * another has taken its place, can be told so.
 *
 * @param term how often the call has changed hands before
 */
public record Tenure(NodeRef owner, int term) {
    /** Of the node that the id of a call names. */
    public static Tenure first(NodeRef owner) {
        return new Tenure(owner, 0);
    }

    public Tenure next(NodeRef heir) {
        return new Tenure(heir, term + 1);
    }

    /**
     * Whether this one holds against another that somebody knows of. Two nodes that could not see each other may both have
     * become the next owner: then the lower id holds, for everybody alike.
     */
    public boolean holdsAgainst(Tenure other) {
        int byTerm = Integer.compare(term, other.term);
        return byTerm > 0 || (byTerm == 0 && Long.compareUnsigned(owner.id(), other.owner.id()) <= 0);
    }
}
