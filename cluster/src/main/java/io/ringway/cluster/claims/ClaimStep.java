package io.ringway.cluster.claims;

import io.ringway.cluster.Cid;
import org.jspecify.annotations.Nullable;

/** What a node does to a name's row: one atomic step where the row is stored. */
public sealed interface ClaimStep {
    /**
     * The row after it.
     *
     * @param before the row so far; null where there is none, as for what is returned
     */
    @Nullable
    Claim after(@Nullable Claim before);

    /** @param stale a holder that is gone; null where none is known to be */
    record Take(Claim claim, @Nullable Cid stale) implements ClaimStep {
        @Override
        public Claim after(@Nullable Claim before) {
            return Claim.taken(before, claim, stale);
        }
    }

    record Keep(Claim claim) implements ClaimStep {
        @Override
        public Claim after(@Nullable Claim before) {
            return Claim.kept(before, claim);
        }
    }

    /** @param cid whose claim ends; that of another is left alone */
    record Release(Cid cid) implements ClaimStep {
        @Override
        public @Nullable Claim after(@Nullable Claim before) {
            return before != null && before.cid().equals(cid) ? null : before;
        }
    }
}
