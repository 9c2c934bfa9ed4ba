package io.ringway.gateway.ice;

import java.util.concurrent.ConcurrentHashMap;

/** Whose credentials were taken back, until those would have ended. On this node; any thread. */
final class TakenBackList {
    private static final int MAX_OWNERS = 100_000;

    private final ConcurrentHashMap<TurnOwner, Long> untilByOwner = new ConcurrentHashMap<>();

    void add(TurnOwner owner, long until, long now) {
        if (untilByOwner.size() >= MAX_OWNERS) {
            untilByOwner.values().removeIf(end -> end <= now);
        }
        if (until > now && untilByOwner.size() < MAX_OWNERS) {
            untilByOwner.merge(owner, until, Math::max);
        }
    }

    /** When the owner may be given new ones, in milliseconds since 1970; 0 where that is now. */
    long until(TurnOwner owner, long now) {
        Long until = untilByOwner.get(owner);
        if (until != null && until <= now) {
            untilByOwner.remove(owner, until);
            return 0;
        }
        return until == null ? 0 : until;
    }
}
