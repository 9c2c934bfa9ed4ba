package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Joining, leaving and looking at groups. Hub only. */
final class Membership {
    private static final String NOT_JOINED = "join the group first";

    private final Cluster cluster;
    private final Sessions sessions;
    private final Limits limits;
    private final Seats seats;
    private Consumer<Session> whenJoined = session -> {};

    Membership(Cluster cluster, Sessions sessions, Limits limits, Seats seats) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.limits = limits;
        this.seats = seats;
    }

    /** Who goes on with a session's commands after a join that took its time. */
    void whenJoined(Consumer<Session> resume) {
        whenJoined = resume;
    }

    void join(Session session, Command.Join command) {
        if (!session.principal().grants().allows(Action.JOIN, command.group())) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow joining this group");
        } else if (session.groups().containsKey(command.group())) {
            rejoin(session, command);
        } else if (session.groups().size() >= limits.groupsPerConnection()) {
            session.fail(command, ErrorCode.LIMIT_REACHED, "this connection is in as many groups as it may be");
        } else {
            enter(session, command, command.group(), command.meta());
        }
    }

    /** What a join means where the connection is a member already: new metadata, and the roster again. */
    private void rejoin(Session session, Command.Join command) {
        Group group = session.group(command.group());
        cluster.update(group, session.member(command.meta()));
        session.tell(joined(command, view(group)));
    }

    /** The view of a group that a session of this node is in. */
    private GroupView view(Group group) {
        return Objects.requireNonNull(cluster.view(group), "a group with members here has a view");
    }

    private void enter(Session session, Command command, String name, Bytes meta) {
        Group group = session.group(name);
        Future<GroupView> joining = seats.enter(session, group, () -> cluster.join(group, session.member(meta)));
        boolean waits = !joining.isComplete();
        if (waits) {
            session.waiting(new ArrayDeque<>());
        }
        joining.onComplete(done -> {
            try {
                joined(session, command, group, done);
            } finally {
                if (waits) {
                    whenJoined.accept(session);
                }
            }
        });
    }

    private void joined(Session session, Command command, Group group, AsyncResult<GroupView> done) {
        if (session.closed()) {
            cluster.leave(group, session.cid(), LeaveReason.DISCONNECTED);
        } else if (done.succeeded()) {
            entered(session, command, done.result());
        } else if (done.cause() instanceof Seats.RoomFullException full) {
            session.fail(command, ErrorCode.ROOM_FULL, full.getMessage());
        } else {
            session.fail(command, ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
        }
    }

    private void entered(Session session, Command command, GroupView view) {
        sessions.enter(session, view.group());
        session.tell(joined(command, view));
        if (session.dialect().echoes()) {
            session.tell(
                    new Event.Notice(view.group(), view.version(), new Change.Joined(session.member(Bytes.EMPTY))));
        }
    }

    private static Event joined(Command command, GroupView view) {
        return new Event.Joined(command.id(), view.group().name(), view.version(), view.complete(), view.members());
    }

    /** One group at a time, for dialects that know no other way: enters the new one and leaves every other. */
    void switchTo(Session session, Command.Switch command) {
        String target = command.group();
        if (target != null && !session.principal().grants().allows(Action.JOIN, target)) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow joining this group");
            return;
        }
        for (String name : List.copyOf(session.groups().keySet())) {
            if (!name.equals(target)) {
                exit(session, session.group(name), LeaveReason.LEFT);
            }
        }
        if (target != null && !session.groups().containsKey(target)) {
            enter(session, command, target, Bytes.EMPTY);
        } else {
            session.tell(new Event.Done(command.id()));
        }
    }

    void leave(Session session, Command.Leave command) {
        if (exit(session, session.group(command.group()), LeaveReason.LEFT)) {
            session.tell(new Event.Done(command.id()));
        } else {
            session.fail(command, ErrorCode.NOT_JOINED, NOT_JOINED);
        }
    }

    void leaveAll(Session session, LeaveReason reason) {
        seats.withdraw(session);
        for (String name : List.copyOf(session.groups().keySet())) {
            exit(session, session.group(name), reason);
        }
    }

    private boolean exit(Session session, Group group, LeaveReason reason) {
        boolean wasIn = sessions.exit(session, group);
        if (wasIn) {
            cluster.leave(group, session.cid(), reason);
        }
        return wasIn;
    }

    void update(Session session, Command.Update command) {
        if (!session.groups().containsKey(command.group())) {
            session.fail(command, ErrorCode.NOT_JOINED, NOT_JOINED);
            return;
        }
        Group group = session.group(command.group());
        cluster.update(group, session.member(command.meta()));
        session.tell(new Event.Updated(command.id(), view(group).version()));
    }

    void members(Session session, Command.Members command) {
        Group group = session.group(command.group());
        if (session.groups().containsKey(command.group())) {
            GroupView view = view(group);
            session.tell(new Event.Roster(command.id(), group.name(), view.version(), view.complete(), view.members()));
        } else if (session.principal().grants().allows(Action.MEMBERS, command.group())) {
            session.answer(command, cluster.roster(group), members -> roster(command, members));
        } else {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow looking into this group");
        }
    }

    /** A group seen from outside: no version, since no notices follow. */
    private static Event roster(Command.Members command, List<Member> members) {
        return new Event.Roster(command.id(), command.group(), -1, true, members);
    }

    void groups(Session session, Command.Groups command) {
        if (!session.principal().grants().allows(Action.LIST, command.prefix())) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow listing groups");
            return;
        }
        session.answer(command, cluster.groups(query(session, command)), rows -> page(command, rows));
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

    private static Event page(Command.Groups command, List<GroupCount> rows) {
        boolean full = rows.size() == command.limit();
        return new Event.GroupList(
                command.id(), rows, full ? rows.get(rows.size() - 1).group().name() : null);
    }
}
