package io.ringway.gateway.http.ws;

import io.ringway.cluster.Tenant;
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
    /** All outboxes of a loop together. */
    static final long MAX_BYTES = 64L << 20;

    /** How much may be held for each byte that is left free. */
    private static final double USER = 0.25;

    private static final double ADDRESS = 3;
    private static final double TENANT = 8;

    private final Map<Party, Long> parts = new HashMap<>();
    private long held;

    /** Those for whom an outbox counts. */
    private sealed interface Party {
        /** How much it may hold for each byte that it leaves free. */
        double weight();
    }

    private record User(UserId id) implements Party {
        @Override
        public double weight() {
            return USER;
        }
    }

    private record Address(String network) implements Party {
        @Override
        public double weight() {
            return ADDRESS;
        }
    }

    private record Customer(Tenant tenant) implements Party {
        @Override
        public double weight() {
            return TENANT;
        }
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
        long free = MAX_BYTES - held - bytes;
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
            parties.add(new User(user));
            parties.add(new Customer(user.tenant()));
        }
        if (!address.local()) {
            parties.add(new Address(address.network()));
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
