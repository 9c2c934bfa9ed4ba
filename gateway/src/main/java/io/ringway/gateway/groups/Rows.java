package io.ringway.gateway.groups;

import io.ringway.gateway.groups.Entry.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries by id, in rows, with a sum over what each row has: two nodes find by their sums in which rows they differ, and need to tell
 * each other no others. All state of a group is in one row, in the order of keys. One owner.
 */
final class Rows {
    /** Every node has to have as many: which row something is in follows from this. */
    static final int COUNT = 256;

    private final List<NavigableMap<Entry.Id, Entry>> rows = new ArrayList<>(COUNT);
    private final long[] sums = new long[COUNT];

    Rows() {
        for (int i = 0; i < COUNT; i++) {
            rows.add(new TreeMap<>());
        }
    }

    @Nullable
    Entry find(Entry.Id id) {
        return row(id).get(id);
    }

    boolean has(Entry.Id id) {
        return row(id).containsKey(id);
    }

    /** Where nothing is known of the same. */
    void add(Entry entry) {
        row(entry.id()).put(entry.id(), entry);
        sums[number(entry.id())] += sum(entry);
    }

    void remove(Entry entry) {
        if (row(entry.id()).remove(entry.id(), entry)) {
            sums[number(entry.id())] -= sum(entry);
        }
    }

    /** Everything in the row of an id from that id on, in the order of ids. */
    Collection<Entry> from(Entry.Id id) {
        return row(id).tailMap(id).values();
    }

    List<Long> sums() {
        return Arrays.stream(sums).boxed().toList();
    }

    /**
     * Some of what some rows have; empty at their end.
     *
     * @param after where the page before ended; null for the first
     * @param bytes how much goes into one, roughly
     * @param room what an entry takes beside its value
     */
    List<Entry> page(BitSet wanted, Entry.@Nullable Id after, int bytes, int room) {
        List<Entry> page = new ArrayList<>();
        int left = bytes;
        int first = after == null ? 0 : number(after);
        for (int i = wanted.nextSetBit(first); i >= 0 && i < COUNT; i = wanted.nextSetBit(i + 1)) {
            NavigableMap<Entry.Id, Entry> row = rows.get(i);
            for (Entry entry : (after != null && i == first ? row.tailMap(after, false) : row).values()) {
                if (left <= 0) {
                    return page;
                }
                page.add(entry);
                left -= entry.value().size() + room;
            }
        }
        return page;
    }

    private NavigableMap<Entry.Id, Entry> row(Entry.Id id) {
        return rows.get(number(id));
    }

    private static int number(Entry.Id id) {
        // Who is kept out of a tenant would all be in one row, else.
        return (int) mix(id.kind() == Kind.EXCLUSION ? 31 * hash(id) + id.key().hashCode() : hash(id)) & (COUNT - 1);
    }

    /** The hash of a string is the same in every process. */
    private static long hash(Entry.Id id) {
        return 31L * id.group().tenant().name().hashCode() + id.group().name().hashCode();
    }

    /** No node says two things of the same with the same stamp. */
    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    private static long sum(Entry entry) {
        Entry.Id id = entry.id();
        long name = mix(31L * (31L * hash(id) + id.kind().ordinal()) + id.key().hashCode());
        return mix(mix(name + entry.version()) + entry.node());
    }

    /** Finalizer of SplitMix64: every bit of the result depends on every bit given. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
