package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Session;

/** The groups of a tenant, page by page, for clients that may see them. Hub only. */
public record GroupLists(Cluster cluster) {
    public void page(Session session, Command.Groups command) {
        if (!session.principal().grants().allows(Action.LIST, command.prefix())) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow listing groups");
            return;
        }
        VisibleGroups groups = new VisibleGroups(cluster, session.principal().grants());
        session.answer(command, groups.page(query(session, command)), page -> event(command, page));
    }

    private static GroupQuery query(Session session, Command.Groups command) {
        String after = command.after();
        return new GroupQuery(
                session.tenant(),
                GroupQuery.Key.NAME,
                command.prefix().isEmpty()
                        ? new GroupQuery.Filter.All()
                        : new GroupQuery.Filter.NamePrefix(command.prefix()),
                true,
                command.limit(),
                after == null ? null : new GroupCount(session.group(after), 0));
    }

    private static Event event(Command.Groups command, VisibleGroups.Page page) {
        GroupCount next = page.next();
        return new Event.GroupList(
                command.id(), page.rows(), next == null ? null : next.group().name());
    }
}
