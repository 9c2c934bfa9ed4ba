package io.ringway.gateway.session.groups;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Announcer;
import io.ringway.gateway.session.GroupChannel;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Takes this node's sessions out of groups that are closed, or closed to them. Each is told of its own leaving. Hub only. */
public final class Expulsions {
    private final Cluster cluster;
    private final Sessions sessions;
    private final GroupRules rules;
    private final Announcer announcer;

    Expulsions(Cluster cluster, Sessions sessions, GroupRules rules, Announcer announcer) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.rules = rules;
        this.announcer = announcer;
    }

    /** A group is closed: every session of this node that is in it is told so, and of no other's going. */
    public void close(Group group) {
        GroupChannel channel = sessions.channel(group);
        if (channel == null) {
            return;
        }
        List<Session> members = members(group, channel);
        long version = nextVersion(group);
        for (Session session : members) {
            sessions.exit(session, group);
            tellGone(session, group, version, LeaveReason.CLOSED);
        }
        members.forEach(session -> cluster.leave(group, session.cid(), LeaveReason.CLOSED));
    }

    /** By the group's members, as there may be many sessions; by those where the cluster does not know all of them. */
    private List<Session> members(Group group, GroupChannel channel) {
        List<Session> members = new ArrayList<>(channel.size());
        for (Member member : view(group).members()) {
            Session session = sessions.find(member.cid());
            if (session != null && isIn(session, group)) {
                members.add(session);
            }
        }
        return members.size() == channel.size()
                ? members
                : sessions.all().stream()
                        .filter(session -> isIn(session, group))
                        .toList();
    }

    private static boolean isIn(Session session, Group group) {
        return session.tenant().equals(group.tenant()) && session.groups().containsKey(group.name());
    }

    /** A session has come from another node: groups that were closed while it was on its way are closed to it, too. */
    public void leaveClosed(Session session) {
        for (String name : List.copyOf(session.groups().keySet())) {
            if (rules.wasJustClosed(session.group(name))) {
                expel(session, session.group(name), LeaveReason.CLOSED);
            }
        }
    }

    /** Takes a session out of the groups that its token, a new one, does not let it join any more. */
    public void leaveForbidden(Session session) {
        for (String name : List.copyOf(session.groups().keySet())) {
            if (!Membership.mayBeIn(session, name)) {
                expel(session, session.group(name), LeaveReason.LEFT);
            }
        }
    }

    /** The app's backend says that it has left. */
    void leave(Session session, Group group) {
        expel(session, group, LeaveReason.LEFT);
    }

    private void expel(Session session, Group group, LeaveReason reason) {
        long version = nextVersion(group);
        sessions.exit(session, group);
        cluster.leave(group, session.cid(), reason);
        tellGone(session, group, version, reason);
    }

    /** What happens next in a group: for who leaves it nothing follows. */
    private long nextVersion(Group group) {
        return announcer.version(view(group)) + 1;
    }

    private GroupView view(Group group) {
        return Objects.requireNonNull(cluster.view(group), "a group with members here has a view");
    }

    private static void tellGone(Session session, Group group, long version, LeaveReason reason) {
        session.tell(new Event.Notice(group, version, new Change.Left(session.member(Bytes.EMPTY), reason)));
    }
}
