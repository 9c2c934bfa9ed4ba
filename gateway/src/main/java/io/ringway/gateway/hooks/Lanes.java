package io.ringway.gateway.hooks;

import io.ringway.cluster.Tenant;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Questions that wait, the tenants taking turns; of one tenant the oldest is the next. Pure; for one thread. */
final class Lanes {
    /** Found by hash: whoever asks looks for its own question, and there may be thousands. */
    private final Map<Tenant, SequencedSet<Waiting>> byTenant = new LinkedHashMap<>();

    private final Room room;

    /** @param until when the answer is none, in milliseconds since 1970 */
    record Waiting(Question question, Promise<Answer> answer, long until) {
        Tenant tenant() {
            return question.user().tenant();
        }
    }

    /** @param most how many may wait, of all tenants */
    Lanes(int most) {
        room = new Room(most);
    }

    /** False where there is no room. */
    boolean add(Waiting waiting) {
        Tenant tenant = waiting.tenant();
        if (!room.has(tenant)) {
            return false;
        }
        room.take(tenant);
        byTenant.computeIfAbsent(tenant, first -> new LinkedHashSet<>()).add(waiting);
        return true;
    }

    /** The next one of a tenant that may; null where there is none. */
    @Nullable
    Waiting poll(Predicate<Tenant> may) {
        Tenant next = byTenant.keySet().stream().filter(may).findFirst().orElse(null);
        if (next == null) {
            return null;
        }
        SequencedSet<Waiting> lane = Objects.requireNonNull(byTenant.remove(next));
        Waiting first = lane.removeFirst();
        if (!lane.isEmpty()) {
            byTenant.put(next, lane);
        }
        room.give(next);
        return first;
    }

    boolean has(Waiting waiting) {
        SequencedSet<Waiting> lane = byTenant.get(waiting.tenant());
        return lane != null && lane.contains(waiting);
    }

    /** Takes one out before its turn; false where it does not wait any more. */
    boolean remove(Waiting waiting) {
        SequencedSet<Waiting> lane = byTenant.get(waiting.tenant());
        if (lane == null || !lane.remove(waiting)) {
            return false;
        }
        if (lane.isEmpty()) {
            byTenant.remove(waiting.tenant());
        }
        room.give(waiting.tenant());
        return true;
    }
}
