package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.gateway.metrics.Metrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is connected to this node, by connection, by user and by group. Hub only. */
final class Sessions {
    private final Map<Cid, Session> byCid = new HashMap<>();
    private final Map<UserId, List<Session>> byUser = new HashMap<>();
    private final Map<Group, GroupChannel> channels = new HashMap<>();
    private final Metrics metrics;

    Sessions(Metrics metrics) {
        this.metrics = metrics;
    }

    void add(Session session) {
        byCid.put(session.cid(), session);
        byUser.computeIfAbsent(session.user(), user -> new ArrayList<>(1)).add(session);
    }

    void remove(Session session) {
        byCid.remove(session.cid());
        byUser.computeIfPresent(session.user(), (user, sessions) -> without(sessions, session));
    }

    private static @Nullable List<Session> without(List<Session> sessions, Session gone) {
        sessions.remove(gone);
        return sessions.isEmpty() ? null : sessions;
    }

    @Nullable
    Session find(Cid cid) {
        return byCid.get(cid);
    }

    /** The user's connections to this node; do not keep the list. */
    List<Session> of(UserId user) {
        return byUser.getOrDefault(user, List.of());
    }

    Collection<Session> all() {
        return byCid.values();
    }

    int size() {
        return byCid.size();
    }

    @Nullable
    GroupChannel channel(Group group) {
        return channels.get(group);
    }

    void enter(Session session, Group group) {
        GroupChannel channel = channels.computeIfAbsent(group, this::open);
        metrics.members(1);
        channel.add(session.dialect(), session.socket());
        session.groups().put(group.name(), channel);
    }

    /** Takes a session out of a group's fan-out; false where it was not in. */
    boolean exit(Session session, Group group) {
        GroupChannel channel = session.groups().remove(group.name());
        if (channel == null) {
            return false;
        }
        metrics.members(-1);
        channel.remove(session.dialect(), session.socket());
        if (channel.size() == 0) {
            metrics.groups(-1);
            channels.remove(group);
        }
        return true;
    }

    private GroupChannel open(Group group) {
        metrics.groups(1);
        return new GroupChannel(group);
    }
}
