package io.ringway.gateway.session;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is due when, for many things that each wait for a moment: one sorted table by the second rather than a timer for
 * each. Pure; one owner. Times are milliseconds since 1970; a part of a second is cut off.
 */
public final class Timetable<T> {
    private static final long SECOND = 1_000;

    private final TreeMap<Long, Set<T>> table = new TreeMap<>();

    public void put(long at, T item) {
        table.computeIfAbsent(at / SECOND, second -> new LinkedHashSet<>(2)).add(item);
    }

    /** Takes out what was put in for this time; nothing happens where it is not there any more. */
    public void take(long at, T item) {
        table.computeIfPresent(at / SECOND, (second, items) -> {
            items.remove(item);
            return items.isEmpty() ? null : items;
        });
    }

    /** Takes out whatever is due by now, the earliest first. */
    public Set<T> due(long now) {
        Set<T> due = new LinkedHashSet<>();
        while (!table.isEmpty() && table.firstKey() * SECOND <= now) {
            due.addAll(table.pollFirstEntry().getValue());
        }
        return due;
    }

    boolean isEmpty() {
        return table.isEmpty();
    }
}
