package io.ringway.cluster.claims;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A connection's claim to a name, and what becomes of two. Pure: every table of names asks here, in one atomic step for
 * each name.
 *
 * @param atMillis when it was made, in milliseconds since 1970, by the clock of its node
 */
public record Claim(Cid cid, Bytes fingerprint, long atMillis) {
    /**
     * Who holds the name after a new claim.
     *
     * @param held the claim that stands so far; null where the name is free
     * @param stale a holder whose claim counts for nothing; null where there is none
     */
    public static Claim taken(@Nullable Claim held, Claim wanted, @Nullable Cid stale) {
        return held == null || held.cid.equals(stale) || held.isSameClient(wanted) ? wanted : held;
    }

    /**
     * Who holds the name after a holder has said once more that it does, as all do when nodes have come or gone. Of two
     * strangers, whom a split network has both let in, the earlier one stays: it is the one that others know. Of one
     * client's two connections the later one does: the client has moved there. Every node decides alike.
     */
    public static Claim kept(@Nullable Claim held, Claim own) {
        if (held == null || held.cid.equals(own.cid)) {
            return own;
        }
        boolean earlier = own.isBefore(held);
        return earlier != own.isSameClient(held) ? own : held;
    }

    private boolean isSameClient(Claim other) {
        return MessageDigest.isEqual(fingerprint.array(), other.fingerprint.array());
    }

    private boolean isBefore(Claim other) {
        return atMillis != other.atMillis
                ? atMillis < other.atMillis
                : cid.toString().compareTo(other.cid.toString()) < 0;
    }
}
