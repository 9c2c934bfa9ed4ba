package io.ringway.cluster.listing;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.Tenant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Groups with their sizes, sorted by name and by size, for each tenant. Owned by one thread. */
public final class GroupTable {
    private static final Comparator<Row> BY_NAME = Comparator.comparing(Row::name, CodePoints.ORDER);
    private static final Comparator<Row> BY_MEMBERS =
            Comparator.comparingInt(Row::members).thenComparing(BY_NAME);

    private final Map<Tenant, Rows> tenants = new HashMap<>();

    /** Sets a group's size; zero removes the group. */
    public void put(Group group, int members) {
        Rows rows = tenants.computeIfAbsent(group.tenant(), tenant -> new Rows());
        rows.put(group.name(), members);
        if (rows.sizes.isEmpty()) {
            tenants.remove(group.tenant());
        }
    }

    public List<GroupCount> page(GroupQuery query) {
        Rows rows = tenants.get(query.tenant());
        if (rows == null) {
            return List.of();
        }
        return rows.from(query)
                .filter(row -> Filters.matches(query.filter(), row.name, row.members))
                .limit(query.limit())
                .map(row -> new GroupCount(new Group(query.tenant(), row.name), row.members))
                .toList();
    }

    private record Row(int members, String name) {}

    private static final class Rows {
        final Map<String, Integer> sizes = new HashMap<>();
        final NavigableSet<Row> byName = new TreeSet<>(BY_NAME);
        /** Made for the first who asks for that order: most tables are asked for names alone. */
        @Nullable
        NavigableSet<Row> byMembers;

        void put(String name, int members) {
            Integer before = members == 0 ? sizes.remove(name) : sizes.put(name, members);
            if (before != null && before == members) {
                return;
            }
            if (before != null) {
                Row old = new Row(before, name);
                byName.remove(old);
                if (byMembers != null) {
                    byMembers.remove(old);
                }
            }
            if (members != 0) {
                Row row = new Row(members, name);
                byName.add(row);
                if (byMembers != null) {
                    byMembers.add(row);
                }
            }
        }

        private NavigableSet<Row> byMembers() {
            NavigableSet<Row> rows = byMembers;
            if (rows == null) {
                rows = new TreeSet<>(BY_MEMBERS);
                rows.addAll(byName);
                byMembers = rows;
            }
            return rows;
        }

        Stream<Row> from(GroupQuery query) {
            boolean named = query.by() == GroupQuery.Key.NAME;
            NavigableSet<Row> rows = named ? byName : byMembers();
            Comparator<Row> order = named ? BY_NAME : BY_MEMBERS;
            Span span = named ? Span.ofNames(query.filter()) : Span.ofSizes(query.filter());
            GroupCount after = query.after();
            Row last = after == null
                    ? null
                    : new Row(after.members(), after.group().name());
            return query.ascending() ? span.up(rows, order, last) : span.down(rows, order, last);
        }
    }

    /** The part of a table a filter can select from; null is open. */
    private record Span(@Nullable Row low, @Nullable Row high) {
        /** Sorts after every name that a prefix is the beginning of. */
        private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

        static Span ofNames(Filter filter) {
            return switch (filter) {
                case Filter.NamePrefix prefix -> new Span(row(prefix.prefix()), row(prefix.prefix() + LAST));
                case Filter.NameBetween range -> new Span(row(range.from()), row(range.to()));
                case Filter.All all -> new Span(null, null);
                case Filter.NameSuffix suffix -> new Span(null, null);
                case Filter.NameNot not -> new Span(null, null);
                case Filter.MembersBetween range -> new Span(null, null);
                case Filter.MembersNot not -> new Span(null, null);
            };
        }

        static Span ofSizes(Filter filter) {
            return filter instanceof Filter.MembersBetween range
                    ? new Span(new Row(range.from(), ""), new Row(range.to(), LAST))
                    : new Span(null, null);
        }

        private static @Nullable Row row(@Nullable String name) {
            return name == null ? null : new Row(0, name);
        }

        Stream<Row> up(NavigableSet<Row> rows, Comparator<Row> order, @Nullable Row after) {
            return walk(rows, order, low, high, after);
        }

        Stream<Row> down(NavigableSet<Row> rows, Comparator<Row> order, @Nullable Row after) {
            return walk(rows.descendingSet(), order.reversed(), high, low, after);
        }

        private static Stream<Row> walk(
                NavigableSet<Row> rows,
                Comparator<Row> order,
                @Nullable Row first,
                @Nullable Row last,
                @Nullable Row after) {
            boolean resumed = after != null && (first == null || order.compare(after, first) >= 0);
            Row start = resumed ? after : first;
            return (start == null ? rows : rows.tailSet(start, !resumed))
                    .stream().takeWhile(row -> last == null || order.compare(row, last) <= 0);
        }
    }
}
