package io.ringway.cluster.listing;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.UserId;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A page of what several nodes have, from the pages that each has of its own, made with the same limit after the same row. What is among the
 * first of all is among the first of each node that has it: so each row of the page is whole, and nothing else is needed. Pure; any
 * thread.
 */
public final class Pages {
    private Pages() {}

    /** By name; of a group that several nodes have, with the members of all of them. */
    public static List<GroupCount> groups(Collection<List<GroupCount>> parts, boolean ascending, int limit) {
        TreeMap<String, GroupCount> byName = new TreeMap<>(ascending ? CodePoints.ORDER : CodePoints.ORDER.reversed());
        parts.forEach(part -> part.forEach(row -> byName.merge(row.group().name(), row, Pages::sum)));
        return byName.values().stream().limit(limit).toList();
    }

    private static GroupCount sum(GroupCount one, GroupCount other) {
        Group group = one.group();
        return new GroupCount(group, one.members() + other.members());
    }

    /** By id, each once. */
    public static List<UserId> users(Collection<List<UserId>> parts, int limit) {
        TreeSet<UserId> byId = new TreeSet<>((one, other) -> CodePoints.ORDER.compare(one.id(), other.id()));
        parts.forEach(byId::addAll);
        return byId.stream().limit(limit).toList();
    }
}
