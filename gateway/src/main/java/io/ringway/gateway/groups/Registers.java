package io.ringway.gateway.groups;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.groups.Entry.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is said of groups, as one node knows it: a map in which the later word about the same thing wins, so that
 * nodes that have heard the same words know the same, in whatever order they heard them, twice or late. Of what was removed a
 * mark stays for a while, so that a node that comes back does not bring it back. Pure; one owner.
 */
public final class Registers {
    /** How long it is remembered that something was removed: for longer than a node that comes back was away, as a rule. */
    public static final long MARK_MILLIS = 3_600_000;

    /** The same of state, which changes more often. */
    static final long STATE_MARK_MILLIS = 600_000;

    /** What an entry takes beside its value, roughly. */
    private static final int ROOM = 200;

    private final Rows rows = new Rows();
    private final Map<Cid, Set<Entry.Id>> owned = new HashMap<>();
    private final List<Entry> wiped = new ArrayList<>();
    private final StateSums sums = new StateSums();
    private final TreeSet<Due> due = new TreeSet<>();
    private final TreeSet<Due> lifetimes = new TreeSet<>();
    private final Map<Tenant, Map<Kind, Integer>> sizes = new HashMap<>();
    private long latest;

    /** When something ends. */
    private record Due(long at, Entry.Id id) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : id.compareTo(other.id);
        }
    }

    /**
     * A word that follows upon everything known here.
     *
     * @param node that says so
     */
    public Entry say(long now, long node, Entry.Id id, long ends, @Nullable Cid owner, Bytes value) {
        return new Entry(id, next(now), node, ends, owner, value);
    }

    /**
     * A key of a group's state.
     *
     * @param ends when it goes by itself, in milliseconds since 1970
     */
    public Entry state(long now, long node, Group group, String key, Bytes value, long ends, @Nullable Cid owner) {
        return say(now, node, new Entry.Id(group, Kind.STATE, key), ends, owner, value);
    }

    /** Whether a group may have this state, beside what it has. */
    public boolean hasRoom(Entry entry, StateBounds bounds) {
        Entry before = rows.find(entry.id());
        return before == null ? sums.hasRoom(entry, bounds) : sums.hasRoom(entry, before, bounds);
    }

    /** As {@link #say}: it is gone. */
    public Entry remove(long now, long node, Entry.Id id) {
        return say(now, node, id, now + mark(id.kind()), null, Bytes.EMPTY);
    }

    public Entry settings(long now, long node, Group group, GroupSettings settings) {
        return say(now, node, new Entry.Id(group, Kind.SETTINGS, ""), settings.ends(), null, settings.bytes());
    }

    /** @param until when the group opens again; {@link Entry#NEVER} where it does not close */
    public Entry closure(long now, long node, Group group, long until) {
        return closure(now, node, group, new Closure(next(now), until));
    }

    /** It was closed when it was, and everybody may come in again. */
    public Entry opening(long now, long node, Group group) {
        return closure(now, node, group, new Closure(closedAt(group), Entry.NEVER));
    }

    private Entry closure(long now, long node, Group group, Closure closure) {
        long ends = Math.max(closure.until(), now + MARK_MILLIS);
        return say(now, node, new Entry.Id(group, Kind.CLOSURE, ""), ends, null, closure.bytes());
    }

    private static long mark(Kind kind) {
        return kind == Kind.STATE ? STATE_MARK_MILLIS : MARK_MILLIS;
    }

    private long next(long now) {
        return Math.max(now, latest + 1);
    }

    /** Takes what this node or another has said; whether it was news. */
    public boolean take(long now, Entry entry) {
        latest = Math.max(latest, entry.version());
        Entry before = rows.find(entry.id());
        boolean isLate = entry.id().kind() == Kind.STATE
                && entry.version() <= wipedAt(entry.id().group(), now);
        if (isLate || (before == null ? entry.isOver(now) : !entry.isLaterThan(before))) {
            return false;
        }
        forget(before);
        if (!entry.isOver(now)) {
            keep(entry);
        }
        if (entry.id().kind() == Kind.CLOSURE) {
            wipe(entry.id().group(), entry.closedAt());
        }
        return true;
    }

    /** State of before the last closing of a group is none any more, whenever it is heard of. */
    private long wipedAt(Group group, long now) {
        // Stamps may be ahead of the time, as clocks may: a group that is over has no state, whatever its stamp.
        return hasEnded(group, now) ? Long.MAX_VALUE : closedAt(group);
    }

    /** Whether a group's lifetime is over. */
    public boolean hasEnded(Group group, long now) {
        GroupSettings settings = settings(group);
        return settings != null && settings.hasEnded(now);
    }

    private void wipe(Group group, long upTo) {
        for (Entry entry : ofState(group)) {
            if (entry.version() <= upTo) {
                forget(entry);
                wiped.add(entry);
            }
        }
    }

    /** State that went with its group since this was asked last. */
    public List<Entry> takeWiped() {
        List<Entry> taken = List.copyOf(wiped);
        wiped.clear();
        return taken;
    }

    /** The keys of a group, in their order, with the marks of those that were removed. */
    private List<Entry> ofState(Group group) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : rows.from(new Entry.Id(group, Kind.STATE, ""))) {
            if (!entry.id().group().equals(group) || entry.id().kind() != Kind.STATE) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    /** The state of a group, in the order of keys. */
    public List<Entry> state(Group group) {
        return ofState(group).stream().filter(entry -> !entry.isRemoved()).toList();
    }

    /** Whether a group has state, or had some a short while ago. */
    public boolean hasHadState(Group group) {
        return !ofState(group).isEmpty();
    }

    /** Who owns keys. */
    public Set<Cid> owners() {
        return Set.copyOf(owned.keySet());
    }

    /** The keys that end with a connection. */
    public List<Entry.Id> owned(Cid owner) {
        return List.copyOf(owned.getOrDefault(owner, Set.of()));
    }

    private void keep(Entry entry) {
        rows.add(entry);
        sizes.computeIfAbsent(entry.id().group().tenant(), tenant -> new EnumMap<>(Kind.class))
                .merge(entry.id().kind(), 1, Integer::sum);
        if (entry.id().kind() == Kind.STATE) {
            sums.add(entry);
        }
        if (entry.owner() != null) {
            owned.computeIfAbsent(entry.owner(), cid -> new HashSet<>(1)).add(entry.id());
        }
        if (entry.ends() != Entry.NEVER) {
            due.add(new Due(entry.ends(), entry.id()));
        }
        if (lifetime(entry) != Entry.NEVER) {
            lifetimes.add(new Due(lifetime(entry), entry.id()));
        }
    }

    private void forget(@Nullable Entry before) {
        if (before != null) {
            rows.remove(before);
            sizes.computeIfPresent(before.id().group().tenant(), (tenant, kinds) -> {
                kinds.computeIfPresent(before.id().kind(), (kind, size) -> size > 1 ? size - 1 : null);
                return kinds.isEmpty() ? null : kinds;
            });
            if (before.id().kind() == Kind.STATE) {
                sums.remove(before);
            }
            if (before.owner() != null) {
                owned.computeIfPresent(
                        before.owner(), (cid, ids) -> ids.remove(before.id()) && ids.isEmpty() ? null : ids);
            }
            due.remove(new Due(before.ends(), before.id()));
            lifetimes.remove(new Due(lifetime(before), before.id()));
        }
    }

    /** When the group of some settings ends. */
    private static long lifetime(Entry entry) {
        return entry.id().kind() == Kind.SETTINGS && !entry.isRemoved()
                ? GroupSettings.read(entry.value()).expiresAt()
                : Entry.NEVER;
    }

    /** Groups whose lifetime is over; each is said once, and has no state any more. */
    public List<Group> ended(long now) {
        List<Group> ended = new ArrayList<>();
        while (!lifetimes.isEmpty() && lifetimes.first().at <= now) {
            Due end = Objects.requireNonNull(lifetimes.pollFirst());
            wipe(end.id.group(), Long.MAX_VALUE);
            ended.add(end.id.group());
        }
        return ended;
    }

    /** Forgets what has ended; what it was. Of state a mark stays, so that nothing older comes back. */
    public List<Entry> expire(long now) {
        List<Entry> ended = new ArrayList<>();
        while (!due.isEmpty() && due.first().at <= now) {
            Entry entry = rows.find(due.first().id);
            if (entry == null) {
                throw new IllegalStateException("something ends that is not there");
            }
            forget(entry);
            ended.add(entry);
            if (entry.id().kind() == Kind.STATE && !entry.isRemoved()) {
                Entry mark = new Entry(
                        entry.id(), entry.version(), entry.node(), entry.ends() + STATE_MARK_MILLIS, null, Bytes.EMPTY);
                if (!mark.isOver(now)) {
                    keep(mark);
                }
            }
        }
        return ended;
    }

    /** What was said last; null where nothing is known, or it was removed. */
    public @Nullable Entry find(Entry.Id id) {
        Entry entry = rows.find(id);
        return entry == null || entry.isRemoved() ? null : entry;
    }

    /** What the backend wants of a group; null where it has said nothing. */
    public @Nullable GroupSettings settings(Group group) {
        Entry entry = find(new Entry.Id(group, Kind.SETTINGS, ""));
        return entry == null ? null : GroupSettings.read(entry.value());
    }

    private Closure closure(Group group) {
        Entry entry = find(new Entry.Id(group, Kind.CLOSURE, ""));
        return entry == null ? Closure.NONE : Closure.read(entry.value());
    }

    /** Until when nobody gets into a group, in milliseconds since 1970; {@link Entry#NEVER} where it was not closed. */
    public long closedUntil(Group group) {
        return closure(group).until();
    }

    /** When it was closed, in milliseconds since 1970; {@link Entry#NEVER} where it was not, or that is long ago. */
    public long closedAt(Group group) {
        return closure(group).at();
    }

    /** How many things of a kind are known of a tenant's groups, marks of what was removed among them. */
    public int size(Tenant tenant, Kind kind) {
        return sizes.getOrDefault(tenant, Map.of()).getOrDefault(kind, 0);
    }

    /** Whether something is known of this already, be it that it was removed. */
    public boolean has(Entry.Id id) {
        return rows.has(id);
    }

    /** Of each row a number that says what is in it: nodes whose numbers are alike know the same. */
    public List<Long> sums() {
        return rows.sums();
    }

    /**
     * Some of what is known, row after row; empty at the end of those that are wanted.
     *
     * @param wanted the numbers of rows
     * @param after where the page before ended; null for the first page
     * @param bytes how much goes into one, roughly
     */
    public List<Entry> page(BitSet wanted, Entry.@Nullable Id after, int bytes) {
        return rows.page(wanted, after, bytes, ROOM);
    }
}
