package io.ringway.gateway.session.backend;

import io.ringway.cluster.UserId;
import io.ringway.gateway.session.Session;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When users were last connected to this node, for those whose last connection here has ended. Bounded: those who have been
 * away for longest are forgotten. Hub only.
 */
public final class LastSeen {
    private static final int MOST_USERS = 100_000;

    private final InstantSource clock;
    private final Map<UserId, Long> ended = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Long> eldest) {
            return size() > MOST_USERS;
        }
    };

    public LastSeen(InstantSource clock) {
        this.clock = clock;
    }

    /** A session has ended. Those who were given an id for one connection do not come again. */
    public void ended(Session session) {
        if (!session.principal().passing()) {
            ended(session.user());
        }
    }

    /** A user's member without a connection has ended. */
    public void ended(UserId user) {
        ended.put(user, clock.millis());
    }

    /** In milliseconds since 1970; 0 where nothing is known. */
    long of(UserId user) {
        return ended.getOrDefault(user, 0L);
    }
}
