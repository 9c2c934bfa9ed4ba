package io.ringway.gateway.ice;

import io.ringway.cluster.UserId;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that cost a question, by user: given again while more than half of their life is left, so that a user's tabs
 * and reconnects share them. Who asks while they are on their way waits for the same ones. Bounded; one owner.
 */
final class GrantCache {
    private static final int MAX_USERS = 20_000;

    private final Map<Key, Kept> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > MAX_USERS;
        }
    };

    private record Key(UserId user, long ttlSeconds) {}

    private record Kept(Future<TurnGrant> grant, long reusableUntil) {
        boolean holds(String username) {
            return grant.succeeded() && grant.result().holds(username);
        }
    }

    /** What is there for the user; null where there is nothing, or too little of its life left. */
    @Nullable
    Future<TurnGrant> find(UserId user, long ttlSeconds, long now) {
        Kept entry = entries.get(new Key(user, ttlSeconds));
        return entry == null || entry.reusableUntil() <= now ? null : entry.grant();
    }

    /** Keeps what was asked for, unless it fails. */
    Future<TurnGrant> keep(UserId user, long ttlSeconds, long now, Supplier<Future<TurnGrant>> question) {
        Key key = new Key(user, ttlSeconds);
        entries.remove(key);
        Future<TurnGrant> grant = question.get();
        Kept entry = new Kept(grant, now + ttlSeconds * 1000 / 2);
        entries.put(key, entry);
        return grant.onFailure(failed -> entries.remove(key, entry));
    }

    /** Whose credentials these are, where they are among these. */
    Optional<Owned> owner(String username) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().holds(username))
                .findFirst()
                .map(entry -> new Owned(
                        TurnOwner.of(entry.getKey().user()),
                        entry.getValue().grant().result().expiresAt()));
    }

    void forget(String username) {
        entries.values().removeIf(kept -> kept.holds(username));
    }
}
