package io.ringway.gateway.session;

import io.ringway.cluster.UserId;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When users were last connected to this node, for those whose last connection here has ended. Bounded: those who have been
 * away for longest are forgotten. Hub only.
 */
final class LastSeen {
    private static final int MOST_USERS = 100_000;

    private final InstantSource clock;
    private final Map<UserId, Long> ended = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Long> eldest) {
            return size() > MOST_USERS;
        }
    };

    LastSeen(InstantSource clock) {
        this.clock = clock;
    }

    /** A session has ended. Those who were given an id for one connection do not come again. */
    void ended(Session session) {
        if (!session.principal().passing()) {
            ended.put(session.user(), clock.millis());
        }
    }

    /** In milliseconds since 1970; 0 where nothing is known. */
    long of(UserId user) {
        return ended.getOrDefault(user, 0L);
    }
}
