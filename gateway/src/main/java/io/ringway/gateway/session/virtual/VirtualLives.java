package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The members without a connection that this node owns, and how long they live that have to be spoken of again and again. Pure; one owner. */
public final class VirtualLives {
    /** Says that a member lives as long as nothing else is said. */
    static final long FOR_EVER = 0;
    /** Says that a member lives as long again as was said last. */
    public static final long AGAIN = -1;

    private static final Life ENDLESS = new Life(FOR_EVER, Long.MAX_VALUE);

    private static final long SECOND_MS = 1_000;

    private final Map<Cid, Map<Group, Life>> lives = new LinkedHashMap<>();
    private final Map<Group, Set<Cid>> byGroup = new HashMap<>();
    /** Those that end, by the second in which they do. */
    private final NavigableMap<Long, Set<Key>> bySecond = new TreeMap<>();

    private long looked;

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

        private long second() {
            return Math.floorDiv(end, SECOND_MS);
        }
    }

    /** This node owns it from now on; it lives as it did where it owned it already. */
    void own(Group group, Cid cid) {
        own(group, cid, ENDLESS);
    }

    /** As {@link #own(Group, Cid)}, of a member that another node had. */
    void own(Group group, Cid cid, long ttlMillis, long leftMillis, long now) {
        own(group, cid, ttlMillis == FOR_EVER ? ENDLESS : new Life(ttlMillis, now + leftMillis));
    }

    private void own(Group group, Cid cid, Life life) {
        if (!owns(group, cid)) {
            put(group, cid, life);
        }
    }

    private void put(Group group, Cid cid, Life life) {
        Life before =
                lives.computeIfAbsent(cid, fresh -> new LinkedHashMap<>(1)).put(group, life);
        if (before == null) {
            byGroup.computeIfAbsent(group, fresh -> new LinkedHashSet<>(1)).add(cid);
        } else if (before.second() != life.second()) {
            unschedule(group, cid, before);
        }
        if (life.ttlMillis != FOR_EVER && (before == null || before.second() != life.second())) {
            bySecond.computeIfAbsent(life.second(), fresh -> new LinkedHashSet<>(1))
                    .add(new Key(group, cid));
        }
    }

    private void unschedule(Group group, Cid cid, Life life) {
        bySecond.computeIfPresent(life.second(), (same, keys) -> without(keys, new Key(group, cid)));
    }

    private static <T> @Nullable Set<T> without(Set<T> all, T one) {
        all.remove(one);
        return all.isEmpty() ? null : all;
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
        Set<Cid> there = byGroup.getOrDefault(group, Set.of());
        looked += there.size();
        return List.copyOf(there);
    }

    /** Of a member that this node does not own nothing is known. */
    void set(Group group, Cid cid, long ttlMillis, long now) {
        Life life = life(group, cid);
        if (life != null && ttlMillis != AGAIN) {
            put(group, cid, ttlMillis == FOR_EVER ? ENDLESS : new Life(ttlMillis, now + ttlMillis));
        } else if (life != null && life.ttlMillis != FOR_EVER) {
            put(group, cid, new Life(life.ttlMillis, now + life.ttlMillis));
        }
    }

    void forget(Group group, Cid cid) {
        Life life = life(group, cid);
        if (life != null) {
            lives.computeIfPresent(cid, (same, groups) -> {
                groups.remove(group);
                return groups.isEmpty() ? null : groups;
            });
            byGroup.computeIfPresent(group, (same, cids) -> without(cids, cid));
            unschedule(group, cid, life);
        }
    }

    /** Those whose time is over. Looks at no others, but for those that end within this second. */
    List<Key> due(long now) {
        List<Key> due = new ArrayList<>();
        bySecond.headMap(Math.floorDiv(now, SECOND_MS), true)
                .values()
                .forEach(keys -> keys.forEach(key -> {
                    looked++;
                    Life life = life(key.group, key.cid);
                    if (life != null && life.end <= now) {
                        due.add(key);
                    }
                }));
        return due;
    }

    /** How many members {@link #due} and {@link #in} have looked at so far: no more than there was to be done. */
    long looked() {
        return looked;
    }
}
