package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.gateway.auth.Grants;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The groups of a tenant that a client may know of: whoever may list them is not shown meetings, nor who waits for one, that its
 * grants do not name. Hub only.
 */
public record VisibleGroups(Cluster cluster, Grants grants) {
    /**
     * A page, which is full unless there are no more. Fails as the cluster does.
     *
     * @param query with as many rows as the page is to have, at most
     */
    public Future<List<GroupCount>> page(GroupQuery query) {
        return fill(query, query.limit(), new ArrayList<>());
    }

    /** All that is hidden is about meetings, of which so many have somebody in them at once: there is an end soon. */
    private Future<List<GroupCount>> fill(GroupQuery query, int rows, List<GroupCount> page) {
        return cluster.groups(query).compose(found -> {
            found.stream()
                    .filter(row -> grants.reveals(row.group().name()))
                    .limit(rows - page.size())
                    .forEach(page::add);
            return page.size() == rows || found.size() < query.limit()
                    ? Future.succeededFuture(List.copyOf(page))
                    : fill(following(query, found.getLast()), rows, page);
        });
    }

    private static GroupQuery following(GroupQuery query, GroupCount last) {
        return new GroupQuery(
                query.tenant(), query.by(), query.filter(), query.ascending(), GroupQuery.MAX_LIMIT, last);
    }
}
