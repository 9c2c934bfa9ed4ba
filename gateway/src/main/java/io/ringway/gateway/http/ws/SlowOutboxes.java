package io.ringway.gateway.http.ws;

import io.ringway.cluster.UserId;
import io.ringway.gateway.limits.ClientAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sockets of a loop hold for clients that do not read, and may take their time to read again. There is a bound, so that a
 * crowd that stands still does not fill the memory: whoever comes beyond it has no more time than any other that is sent away. Loop
 * thread only.
 *
 * <p>The bound is for all; so that nobody uses it up, who holds something already must leave room for others, in proportion to
 * what he holds. One user alone gets to a fifth of it, one address to three quarters, one tenant to eight ninths, and all to less, the
 * more of them there are: alike, and with something left for the next.
 */
final class SlowOutboxes {
    /** All outboxes of a loop together, where there is memory enough. */
    static final long MAX_BYTES = 64L << 20;

    /** The part of the memory for buffers that those of all loops may have. */
    private static final int PART = 4;

    private final long bound;
    private final Map<Party, Long> parts = new HashMap<>();
    private long held;

    /** @param bound bytes of all outboxes together */
    SlowOutboxes(long bound) {
        this.bound = bound;
    }

    /** What each of so many loops may hold where buffers may have this much memory, in bytes. */
    static long bound(long memory, int loops) {
        return Math.min(MAX_BYTES, memory / PART / loops);
    }

    /** An outbox that has a place here, until it is given back. */
    static final class Place {
        private final List<Party> parties;
        private final long bytes;

        private Place(List<Party> parties, long bytes) {
            this.parties = parties;
            this.bytes = bytes;
        }
    }

    /**
     * Takes a place for one more; give it back once.
     *
     * @param user null where nobody has said yet who it is
     * @param address this machine itself is not counted
     * @return null where there is no room, or not for these
     */
    @Nullable
    Place hold(@Nullable UserId user, ClientAddress address, long bytes) {
        long free = bound - held - bytes;
        List<Party> parties = parties(user, address);
        if (free < 0 || !parties.stream().allMatch(party -> leaves(party, bytes, free))) {
            return null;
        }
        held += bytes;
        parties.forEach(party -> parts.merge(party, bytes, Long::sum));
        return new Place(parties, bytes);
    }

    /** The first outbox is never one too many: they may be larger than anybody's part. */
    private boolean leaves(Party party, long bytes, long free) {
        Long part = parts.get(party);
        return part == null || part + bytes <= party.weight() * free;
    }

    private static List<Party> parties(@Nullable UserId user, ClientAddress address) {
        List<Party> parties = new ArrayList<>(3);
        if (user != null) {
            parties.add(new Party.User(user));
            parties.add(new Party.Customer(user.tenant()));
        }
        if (!address.local()) {
            parties.add(new Party.Address(address.network()));
        }
        return parties;
    }

    void giveBack(Place place) {
        held -= place.bytes;
        for (Party party : place.parties) {
            parts.computeIfPresent(party, (same, part) -> part == place.bytes ? null : part - place.bytes);
        }
    }
}
