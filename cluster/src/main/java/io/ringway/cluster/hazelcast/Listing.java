package io.ringway.cluster.hazelcast;

import com.hazelcast.map.IMap;
import com.hazelcast.query.PagingPredicate;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pages of groups by how many members they have, of those that have so many, or of those whose names end alike. No node can give its part of
 * the first two by itself, as what a group has in all stands in the cluster's table alone, and for the last one it would have to go through
 * all names on the hub. The table's sorted index is read where the last page ended. A page is sent as it is, but
 * whoever has a part of the table gathers and sorts all rows of the tenant there that fit, for as long as that takes: so only a few of
 * these are made at once, and more than {@link BlockingCalls} lets wait are refused. Bounds on the counts make them cheaper, and so does every
 * page that is done with.
 *
 * <p>Blocks: call it on a worker thread. What nodes that are gone have left in the table is not counted.
 */
final class Listing {
    private static final String KEY = "__key";
    private static final String SIZE_KEY = "sizeKey";

    private final IMap<String, Shares> groups;

    Listing(IMap<String, Shares> groups) {
        this.groups = groups;
    }

    List<GroupCount> groups(GroupQuery query, Set<NodeRef> alive) {
        String attribute = query.by() == GroupQuery.Key.NAME ? KEY : SIZE_KEY;
        Predicate<String, Shares> filter = filter(query.tenant(), query.filter());
        String prefix = Keys.tenant(query.tenant());
        GroupCount after = query.after();
        String last = after == null
                ? null
                : sortKey(query.by(), Keys.of(query.tenant(), after.group().name()), after.members());
        List<GroupCount> page = new ArrayList<>();
        while (page.size() < query.limit()) {
            int wanted = query.limit() - page.size();
            Range range = Range.of(prefix).after(last, query.ascending());
            List<Map.Entry<String, Shares>> rows = page(
                    groups,
                    Predicates.and(range.on(attribute), filter),
                    new Order(query.by() == GroupQuery.Key.MEMBERS, query.ascending()),
                    wanted);
            for (Map.Entry<String, Shares> row : rows) {
                int members = row.getValue().total(alive::contains);
                if (members > 0) {
                    page.add(new GroupCount(new Group(query.tenant(), Keys.name(row.getKey())), members));
                }
            }
            if (rows.size() < wanted) {
                break;
            }
            Map.Entry<String, Shares> end = rows.getLast();
            last = query.by() == GroupQuery.Key.NAME
                    ? end.getKey()
                    : end.getValue().sizeKey();
        }
        return page;
    }

    private static String sortKey(GroupQuery.Key by, String key, int members) {
        return by == GroupQuery.Key.NAME ? key : Keys.bySize(key, members);
    }

    private static List<Map.Entry<String, Shares>> page(
            IMap<String, Shares> map, Predicate<String, Shares> predicate, Order order, int limit) {
        PagingPredicate<String, Shares> paging = Predicates.pagingPredicate(predicate, order, limit);
        return List.copyOf(map.entrySet(paging));
    }

    private static Predicate<String, Shares> filter(Tenant tenant, Filter filter) {
        String prefix = Keys.tenant(tenant);
        return switch (filter) {
            case Filter.All all -> Predicates.alwaysTrue();
            case Filter.NamePrefix it ->
                Range.of(prefix + Keys.encode(it.prefix())).on(KEY);
            case Filter.NameSuffix it ->
                Predicates.regex(KEY, Pattern.quote(prefix) + "(?s:.*)" + Pattern.quote(Keys.encode(it.suffix())));
            case Filter.NameNot it -> Predicates.notEqual(KEY, prefix + Keys.encode(it.name()));
            case Filter.NameBetween it -> {
                Range range = Range.of(prefix);
                if (it.from() != null) {
                    range = range.from(prefix + Keys.encode(it.from()), it.fromInclusive());
                }
                if (it.to() != null) {
                    range = range.to(prefix + Keys.encode(it.to()), it.toInclusive());
                }
                yield range.on(KEY);
            }
            case Filter.MembersBetween it ->
                new Range(
                                prefix + Keys.padded(Math.max(0, it.from())),
                                true,
                                prefix + Keys.padded(Math.max(0, it.to())) + Keys.END,
                                false)
                        .on(SIZE_KEY);
            case Filter.MembersNot it ->
                Predicates.not(
                        Range.of(prefix + Keys.padded(Math.max(0, it.count()))).on(SIZE_KEY));
        };
    }

    /** A stretch of a sorted index. */
    private record Range(String from, boolean fromInclusive, String to, boolean toInclusive) {
        /** Everything that begins so. */
        static Range of(String prefix) {
            return new Range(prefix, true, prefix + Keys.END, false);
        }

        Range from(String newFrom, boolean inclusive) {
            return new Range(newFrom, inclusive, to, toInclusive);
        }

        Range to(String newTo, boolean inclusive) {
            return new Range(from, fromInclusive, newTo, inclusive);
        }

        Range after(@Nullable String last, boolean ascending) {
            if (last == null) {
                return this;
            }
            return ascending ? from(last, false) : to(last, false);
        }

        Predicate<String, Shares> on(String attribute) {
            return Predicates.and(
                    fromInclusive ? Predicates.greaterEqual(attribute, from) : Predicates.greaterThan(attribute, from),
                    toInclusive ? Predicates.lessEqual(attribute, to) : Predicates.lessThan(attribute, to));
        }
    }

    /** Sent to the members, which sort their part of a page by it. */
    private record Order(boolean bySize, boolean ascending)
            implements Comparator<Map.Entry<String, Shares>>, Serializable {
        @Override
        public int compare(Map.Entry<String, Shares> left, Map.Entry<String, Shares> right) {
            int order = sortKey(left).compareTo(sortKey(right));
            return ascending ? order : -order;
        }

        private String sortKey(Map.Entry<String, Shares> row) {
            String bySizeKey = bySize ? row.getValue().sizeKey() : null;
            return bySizeKey == null ? row.getKey() : bySizeKey;
        }
    }
}
