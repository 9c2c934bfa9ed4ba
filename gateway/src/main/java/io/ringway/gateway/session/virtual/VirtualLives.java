package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
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

    private static final long SECOND_MS = 1_000;

    private final Map<Cid, Owned> lives = new LinkedHashMap<>();
    private final VirtualUsers users = new VirtualUsers();
    private final Map<Group, Set<Cid>> byGroup = new HashMap<>();
    /** Those that end, by the second in which they do. */
    private final NavigableMap<Long, Set<Key>> bySecond = new TreeMap<>();

    private long looked;

    record Key(Group group, Cid cid) {}

    private record Owned(UserId user, Map<Group, Life> groups) {}

    /**
     * How long a member lives.
     *
     * @param ttlMillis each time it is heard of; {@link #FOR_EVER}
     * @param since when it came into the group, as far as this node has been told
     */
    record Life(long ttlMillis, long end, long since) {
        /** From now on. */
        static Life of(long ttlMillis, long leftMillis, long since, long now) {
            return new Life(ttlMillis, ttlMillis == FOR_EVER ? Long.MAX_VALUE : now + leftMillis, since);
        }

        long left(long now) {
            return ttlMillis == FOR_EVER ? FOR_EVER : Math.max(1, end - now);
        }

        private long second() {
            return Math.floorDiv(end, SECOND_MS);
        }
    }

    /** This node owns it from now on; it lives as it did where it owned it already. */
    void own(Group group, Cid cid, UserId user, long now) {
        own(group, cid, user, FOR_EVER, FOR_EVER, now);
    }

    /** As {@link #own(Group, Cid, UserId, long)}, of a member that another node had. */
    void own(Group group, Cid cid, UserId user, long ttlMillis, long leftMillis, long now) {
        if (!owns(group, cid)) {
            lives.computeIfAbsent(cid, fresh -> new Owned(user, new LinkedHashMap<>(1)));
            users.put(user, cid);
            put(group, cid, Life.of(ttlMillis, leftMillis, now, now));
        }
    }

    /** Another node says since when a member has been in a group that it has given to this one. */
    void since(Group group, Cid cid, long since) {
        Life life = life(group, cid);
        if (life != null && since < life.since) {
            put(group, cid, new Life(life.ttlMillis, life.end, since));
        }
    }

    private void put(Group group, Cid cid, Life life) {
        Owned owned = lives.get(cid);
        if (owned == null) {
            return;
        }
        Life before = owned.groups.put(group, life);
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
        Owned owned = lives.get(cid);
        return owned == null ? null : owned.groups.get(group);
    }

    Set<Cid> cids() {
        return lives.keySet();
    }

    /** Whose they are. */
    VirtualUsers users() {
        return users;
    }

    /** Whose it is; null where this node does not own it. */
    @Nullable
    UserId user(Cid cid) {
        Owned owned = lives.get(cid);
        return owned == null ? null : owned.user;
    }

    List<Group> groups(Cid cid) {
        Owned owned = lives.get(cid);
        return owned == null ? List.of() : List.copyOf(owned.groups.keySet());
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
            put(group, cid, Life.of(ttlMillis, ttlMillis, life.since, now));
        } else if (life != null && life.ttlMillis != FOR_EVER) {
            put(group, cid, Life.of(life.ttlMillis, life.ttlMillis, life.since, now));
        }
    }

    void forget(Group group, Cid cid) {
        Life life = life(group, cid);
        if (life != null) {
            lives.computeIfPresent(cid, (same, owned) -> without(cid, owned, group));
            byGroup.computeIfPresent(group, (same, cids) -> without(cids, cid));
            unschedule(group, cid, life);
        }
    }

    private @Nullable Owned without(Cid cid, Owned owned, Group group) {
        owned.groups.remove(group);
        if (!owned.groups.isEmpty()) {
            return owned;
        }
        users.remove(owned.user, cid);
        return null;
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
