package io.ringway.cluster.listing;

import io.ringway.cluster.GroupQuery.Filter;
import org.jspecify.annotations.Nullable;

/** What the filters of a group listing mean. */
public final class Filters {
    private Filters() {}

    public static boolean matches(Filter filter, String name, int members) {
        return switch (filter) {
            case Filter.All all -> true;
            case Filter.NamePrefix prefix -> name.startsWith(prefix.prefix());
            case Filter.NameSuffix suffix -> name.endsWith(suffix.suffix());
            case Filter.NameNot not -> !name.equals(not.name());
            case Filter.NameBetween range ->
                isAbove(name, range.from(), range.fromInclusive()) && isBelow(name, range.to(), range.toInclusive());
            case Filter.MembersBetween range -> range.from() <= members && members <= range.to();
            case Filter.MembersNot not -> members != not.count();
        };
    }

    private static boolean isAbove(String name, @Nullable String from, boolean inclusive) {
        return from == null || CodePoints.ORDER.compare(name, from) >= (inclusive ? 0 : 1);
    }

    private static boolean isBelow(String name, @Nullable String to, boolean inclusive) {
        return to == null || CodePoints.ORDER.compare(name, to) <= (inclusive ? 0 : -1);
    }
}
