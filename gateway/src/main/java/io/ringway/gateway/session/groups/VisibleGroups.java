package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.listing.CodePoints;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.MeetingGroups;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a tenant that a client may know of: whoever may list them is not shown meetings, nor who waits for one, that its
 * grants do not name. Hub only.
 */
public record VisibleGroups(Cluster cluster, Grants grants) {
    /** So often the cluster is asked for one page: what is hidden may be thousands of rows one after the other. */
    static final int READS = 4;

    /** What is shown of a hidden name tells where a page ended, and is not the id that makes a meeting known. */
    private static final int SHOWN_CHARS = MeetingGroups.MEETINGS.length() + 8;

    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    /**
     * A page.
     *
     * @param rows fewer than were asked for where there are no more, or where too much that is hidden was on the way
     * @param next after what the next page begins, which need not be a group; null where there are no more
     */
    public record Page(List<GroupCount> rows, @Nullable GroupCount next) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A page. Fails as the cluster does.
     *
     * @param query with as many rows as the page is to have, at most
     */
    public Future<Page> page(GroupQuery query) {
        return fill(query, query, READS, new ArrayList<>());
    }

    private Future<Page> fill(GroupQuery asked, GroupQuery query, int reads, List<GroupCount> rows) {
        return cluster.groups(query).compose(found -> {
            found.stream()
                    .filter(row -> grants.reveals(row.group().name()))
                    .limit(asked.limit() - rows.size())
                    .forEach(rows::add);
            if (rows.size() == asked.limit()) {
                return Future.succeededFuture(new Page(rows, rows.getLast()));
            }
            if (found.size() < query.limit()) {
                return Future.succeededFuture(new Page(rows, null));
            }
            GroupCount end = reads > 1 ? null : end(asked, found.getLast(), rows);
            return end == null
                    ? fill(asked, following(query, found.getLast()), reads - 1, rows)
                    : Future.succeededFuture(new Page(rows, end));
        });
    }

    private static GroupQuery following(GroupQuery query, GroupCount last) {
        return new GroupQuery(
                query.tenant(), query.by(), query.filter(), query.ascending(), GroupQuery.MAX_LIMIT, last);
    }

    /**
     * Where the next page goes on, without a name that is hidden: that may be before what was looked at last, and not before what is
     * shown. Null where the page has not got on by that: so many wait for one meeting.
     */
    private @Nullable GroupCount end(GroupQuery asked, GroupCount last, List<GroupCount> rows) {
        GroupCount end = veiled(last, asked.ascending());
        if (!rows.isEmpty() && !isAfter(asked, end, rows.getLast())) {
            end = rows.getLast();
        }
        return asked.after() == null || isAfter(asked, end, asked.after()) ? end : null;
    }

    private GroupCount veiled(GroupCount last, boolean ascending) {
        String name = last.group().name();
        if (grants.reveals(name)) {
            return last;
        }
        int chars = Math.min(SHOWN_CHARS, name.length());
        String shown = name.substring(0, Character.isHighSurrogate(name.charAt(chars - 1)) ? chars - 1 : chars);
        return new GroupCount(new Group(last.group().tenant(), ascending ? shown : shown + LAST), last.members());
    }

    private static boolean isAfter(GroupQuery query, GroupCount row, GroupCount other) {
        int byMembers = query.by() == GroupQuery.Key.MEMBERS ? Integer.compare(row.members(), other.members()) : 0;
        int order = byMembers != 0
                ? byMembers
                : CodePoints.ORDER.compare(row.group().name(), other.group().name());
        return query.ascending() ? order > 0 : order < 0;
    }
}
