package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members without a connection that this node owns, and how long they live that have to be spoken of again and again. Pure; one owner. */
final class VirtualLives {
    /** Says that a member lives as long as nothing else is said. */
    static final long FOR_EVER = 0;
    /** Says that a member lives as long again as was said last. */
    static final long AGAIN = -1;

    private static final Life ENDLESS = new Life(FOR_EVER, Long.MAX_VALUE);

    private final Map<Cid, Map<Group, Life>> lives = new LinkedHashMap<>();

    record Key(Group group, Cid cid) {}

    /**
     * How long a member lives.
     *
     * @param ttlMillis each time it is heard of; {@link #FOR_EVER}
     */
    record Life(long ttlMillis, long end) {
        long left(long now) {
            return ttlMillis == FOR_EVER ? FOR_EVER : Math.max(1, end - now);
        }
    }

    /** This node owns it from now on; it lives as it did where it owned it already. */
    void own(Group group, Cid cid) {
        of(cid).putIfAbsent(group, ENDLESS);
    }

    /** As {@link #own(Group, Cid)}, of a member that another node had. */
    void own(Group group, Cid cid, long ttlMillis, long leftMillis, long now) {
        of(cid).putIfAbsent(group, ttlMillis == FOR_EVER ? ENDLESS : new Life(ttlMillis, now + leftMillis));
    }

    private Map<Group, Life> of(Cid cid) {
        return lives.computeIfAbsent(cid, fresh -> new LinkedHashMap<>(1));
    }

    boolean owns(Cid cid) {
        return lives.containsKey(cid);
    }

    boolean owns(Group group, Cid cid) {
        return life(group, cid) != null;
    }

    @Nullable
    Life life(Group group, Cid cid) {
        Map<Group, Life> groups = lives.get(cid);
        return groups == null ? null : groups.get(group);
    }

    Set<Cid> cids() {
        return lives.keySet();
    }

    List<Group> groups(Cid cid) {
        return List.copyOf(lives.getOrDefault(cid, Map.of()).keySet());
    }

    /** Those of a group. */
    List<Cid> in(Group group) {
        return lives.entrySet().stream()
                .filter(one -> one.getValue().containsKey(group))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of a member that this node does not own nothing is known. */
    void set(Group group, Cid cid, long ttlMillis, long now) {
        Life life = life(group, cid);
        if (life != null && ttlMillis != AGAIN) {
            of(cid).put(group, ttlMillis == FOR_EVER ? ENDLESS : new Life(ttlMillis, now + ttlMillis));
        } else if (life != null && life.ttlMillis != FOR_EVER) {
            of(cid).put(group, new Life(life.ttlMillis, now + life.ttlMillis));
        }
    }

    void forget(Group group, Cid cid) {
        lives.computeIfPresent(cid, (same, groups) -> {
            groups.remove(group);
            return groups.isEmpty() ? null : groups;
        });
    }

    /** Those whose time is over. */
    List<Key> due(long now) {
        List<Key> due = new ArrayList<>();
        lives.forEach((cid, groups) -> groups.forEach((group, life) -> {
            if (life.end <= now) {
                due.add(new Key(group, cid));
            }
        }));
        return due;
    }
}
