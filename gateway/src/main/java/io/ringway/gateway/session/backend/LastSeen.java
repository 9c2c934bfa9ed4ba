package io.ringway.gateway.session.backend;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.seen.SeenStore;
import io.ringway.gateway.session.Session;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When users were last at this node, for those whose last connection here has ended; and, where there is a store that outlives the nodes, at
 * any. Bounded: those who have been away for longest are forgotten. The store is written to once a second, what has come together
 * at once, and nobody waits for it; what it does not take is offered again. Hub only.
 */
public final class LastSeen {
    private static final int MOST_USERS = 100_000;
    private static final int BATCH = 500;

    private final SeenStore store;
    private final InstantSource clock;
    private final Map<UserId, Long> ended = new Times();
    private final Map<UserId, Long> unsaved = new Times();
    private Future<Void> saving = Future.succeededFuture();

    /** Some of one tenant. */
    private record Batch(Tenant tenant, Map<String, Long> times) {}

    /** Those that were put in last. */
    private static final class Times extends LinkedHashMap<UserId, Long> {
        private static final long serialVersionUID = 1;

        Times() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Long> eldest) {
            return size() > MOST_USERS;
        }
    }

    public LastSeen(SeenStore store, InstantSource clock) {
        this.store = store;
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
        long now = clock.millis();
        ended.put(user, now);
        if (store.isThere()) {
            unsaved.put(user, now);
        }
    }

    /** At this node, in milliseconds since 1970; 0 where nothing is known. */
    long of(UserId user) {
        return ended.getOrDefault(user, 0L);
    }

    /** What the store knows, in this order; nothing where it is away: whoever asks is not to wait for it then. */
    Future<List<Long>> kept(Tenant tenant, List<String> users) {
        SeenStore asked = store.trouble().isEmpty() && !users.isEmpty() ? store : SeenStore.NONE;
        return asked.times(tenant, users).recover(away -> SeenStore.NONE.times(tenant, users));
    }

    /** Once a second. */
    public void tick() {
        if (saving.isComplete() && !unsaved.isEmpty()) {
            saving = save();
        }
    }

    private Future<Void> save() {
        return unsaved.isEmpty()
                ? Future.succeededFuture()
                // What has come meanwhile is next.
                : save(batches()).compose(saved -> save());
    }

    private Future<Void> save(Deque<Batch> batches) {
        Batch batch = batches.poll();
        return batch == null
                ? Future.succeededFuture()
                : store.keep(batch.tenant, batch.times).compose(kept -> {
                    batch.times.forEach((user, at) -> unsaved.remove(new UserId(batch.tenant, user), at));
                    return save(batches);
                });
    }

    /** All that there is now, looked at once. */
    private Deque<Batch> batches() {
        Deque<Batch> batches = new ArrayDeque<>();
        Map<Tenant, Batch> last = new HashMap<>();
        unsaved.forEach((user, at) -> {
            Batch batch = last.get(user.tenant());
            if (batch == null || batch.times.size() == BATCH) {
                batch = new Batch(user.tenant(), new HashMap<>());
                last.put(user.tenant(), batch);
                batches.add(batch);
            }
            batch.times.put(user.id(), at);
        });
        return batches;
    }

    /** Completes when the store has what it takes. */
    public Future<Void> settled() {
        return saving.transform(done -> save());
    }
}
