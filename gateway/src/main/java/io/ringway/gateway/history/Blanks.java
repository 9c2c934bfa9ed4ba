package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The epochs of groups that nothing was said in, as this node would write them: worked out anew whenever one is asked for, so that
 * nothing has to be kept of a group for the sake of who reads it. What is read before the first message and what begins with it
 * are the same epoch.
 *
 * <p>An offset of an epoch is one message for ever: a group whose messages this node has forgotten gets another epoch, and so do all
 * once another node has gone, which may have written any of them meanwhile.
 */
final class Blanks {
    private static final int USED = 10_000;

    private final LongSupplier random;
    /** How often an epoch of these was used up. */
    private final Map<Group, Integer> used = new HashMap<>();

    private long secret;

    /** @param random numbers that nobody else has */
    Blanks(LongSupplier random) {
        this.random = random;
        this.secret = random.getAsLong();
    }

    long epoch(Group group) {
        return Rendezvous.mix(Rendezvous.seed(group) ^ Rendezvous.mix(secret + used.getOrDefault(group, 0)));
    }

    /** What was said in this epoch of the group is forgotten. */
    void forgotten(Group group, long epoch) {
        if (epoch != epoch(group)) {
            return;
        }
        if (used.size() >= USED) {
            renew();
        } else {
            used.merge(group, 1, Integer::sum);
        }
    }

    /** No group has the epoch that it had. */
    void renew() {
        secret = random.getAsLong();
        used.clear();
    }
}
