package io.ringway.gateway.ice;

import io.ringway.cluster.UserId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose credentials are that were given once, and are not given again: their owner may take them back, and nobody else. Those
 * that have ended go, and of more than there is room for the oldest. One owner.
 */
final class OwnerBook {
    private static final int MAX_NAMES = 100_000;

    private final Map<String, Owned> byUsername = new LinkedHashMap<>();

    void add(UserId user, TurnGrant grant, long now) {
        Owned owned = new Owned(TurnOwner.of(user), grant.expiresAt());
        for (TurnServer server : grant.turn()) {
            byUsername.remove(server.credentials().username());
            byUsername.put(server.credentials().username(), owned);
        }
        Iterator<Owned> oldest = byUsername.values().iterator();
        while (oldest.hasNext() && (oldest.next().expiresAt() <= now || byUsername.size() > MAX_NAMES)) {
            oldest.remove();
        }
    }

    Optional<Owned> owner(String username) {
        return Optional.ofNullable(byUsername.get(username));
    }

    void forget(String username) {
        byUsername.remove(username);
    }
}
