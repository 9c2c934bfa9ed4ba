package io.ringway.gateway.groups;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was said of a group. Of two about the same, every node keeps the one with the later stamp, in whatever order
 * it hears of them.
 *
 * @param version when it was said, in milliseconds since 1970, or later where it followed upon something later
 * @param node that took it: of two in the same millisecond the one of the higher node counts
 * @param ends when it is forgotten, in milliseconds since 1970; 0 where it stays
 * @param owner the connection that it ends with; null where it has none
 * @param value as its kind has it; empty where it was removed
 */
public record Entry(
        Id id, long version, long node, long ends, @Nullable Cid owner, Bytes value) {
    /** In place of a time: never. */
    public static final long NEVER = 0;

    /** The ordinal is on the wire between nodes: add at the end only. */
    public enum Kind {
        /** {@link GroupSettings}. */
        SETTINGS,
        /** {@link Closure}. */
        CLOSURE,
        /** A key of the group's state, with JSON. */
        STATE,
        /** A token or a user of the tenant that is kept out; of no group. */
        EXCLUSION
    }

    /**
     * What it is about.
     *
     * @param key empty where a group has one of the kind
     */
    public record Id(Group group, Kind kind, String key) implements Comparable<Id> {
        private static final Comparator<Id> ORDER = Comparator.<Id, String>comparing(
                        id -> id.group.tenant().name())
                .thenComparing(id -> id.group.name())
                .thenComparing(Id::kind)
                .thenComparing(Id::key);

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

    public boolean isRemoved() {
        return value.isEmpty();
    }

    /** When the group was closed, by an entry that says so, in milliseconds since 1970; {@link #NEVER} by another. */
    public long closedAt() {
        return id.kind == Kind.CLOSURE ? Closure.read(value).at() : NEVER;
    }

    /** It has ended by itself. */
    public Entry gone() {
        return new Entry(id, version, node, ends, null, Bytes.EMPTY);
    }

    public boolean isOver(long now) {
        return ends != NEVER && ends <= now;
    }

    /** Whether it was said after the other. */
    public boolean isLaterThan(Entry other) {
        int byVersion = Long.compare(version, other.version);
        return byVersion > 0 || (byVersion == 0 && Long.compareUnsigned(node, other.node) > 0);
    }
}
