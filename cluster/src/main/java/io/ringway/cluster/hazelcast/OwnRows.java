package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.GroupTable;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The groups and users of this node by their names, so that its part of a page costs what is on the page, and not what there is. Owned by
 * the hub context.
 */
final class OwnRows {
    private static final int HERE = 1;

    private final ToIntFunction<Group> members;
    private final UserDirectory users;
    private final GroupTable groups = new GroupTable();

    /** @param members how many this node has of a group */
    OwnRows(ToIntFunction<Group> members, UserDirectory users) {
        this.members = members;
        this.users = users;
    }

    /** This node has so many members of a group from now on. */
    void counted(Group group, int now) {
        // How many there are is looked up for a page; a place in the order is kept for whoever has any.
        groups.put(group, now == 0 ? 0 : HERE);
    }

    /** @param query that goes {@link GroupQuery#isByNameAlone by names alone} */
    List<GroupCount> groups(GroupQuery query) {
        return groups.page(query).stream()
                .map(row -> new GroupCount(row.group(), members.applyAsInt(row.group())))
                .toList();
    }

    List<UserId> users(Tenant tenant, String after, int limit) {
        return users.page(tenant, after, limit);
    }
}
