package io.ringway.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Which groups of a tenant to list, and in what order.
 *
 * @param tenant whose groups
 * @param by what the bounds, and the order, are about
 * @param filter which of them
 * @param ascending the order, by {@code by} and then by name
 * @param limit rows at most, 1 to 1000
 * @param after the last row of the page before; null for the first page
 */
public record GroupQuery(
        Tenant tenant,
        Key by,
        Filter filter,
        boolean ascending,
        int limit,
        @Nullable GroupCount after) {
    public static final int MAX_LIMIT = 1000;

    public GroupQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT);
        }
    }

    /**
     * Whether order and filter go by names alone, in their order, so that every node can say which of its own groups are on the page and
     * looks at no others. What goes by counts needs those of all nodes together: a group that is small on each may be the largest. Names
     * that end alike are anywhere in the order.
     */
    public boolean isByNameAlone() {
        return by == Key.NAME
                && switch (filter) {
                    case Filter.All all -> true;
                    case Filter.NamePrefix prefix -> true;
                    case Filter.NameSuffix suffix -> false;
                    case Filter.NameNot not -> true;
                    case Filter.NameBetween range -> true;
                    case Filter.MembersBetween range -> false;
                    case Filter.MembersNot not -> false;
                };
    }

    public enum Key {
        NAME,
        MEMBERS
    }

    /** A condition on the name. */
    public sealed interface Filter {
        record All() implements Filter {}

        record NamePrefix(String prefix) implements Filter {}

        record NameSuffix(String suffix) implements Filter {}

        record NameNot(String name) implements Filter {}

        /** Bounds in code-point order; null is open. */
        record NameBetween(
                @Nullable String from,
                boolean fromInclusive,
                @Nullable String to,
                boolean toInclusive) implements Filter {}

        /** Bounds, both inclusive. */
        record MembersBetween(int from, int to) implements Filter {}

        record MembersNot(int count) implements Filter {}
    }
}
