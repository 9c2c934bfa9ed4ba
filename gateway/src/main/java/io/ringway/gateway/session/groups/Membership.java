package io.ringway.gateway.session.groups;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.session.Announcer;
import io.ringway.gateway.session.Backlog;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.histories.GroupHistories;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Joining and leaving groups. Hub only. */
public final class Membership {
    private static final String NOT_JOINED = "join the group first";
    private static final String NO_ANSWER = "the cluster did not answer in time";
    private static final String NOT_ALLOWED = "the token does not allow joining this group";
    private static final String CLOSED = "the group is closed";

    private final Cluster cluster;
    private final Sessions sessions;
    private final Limits limits;
    private final Seats seats;
    private final GroupRules rules;
    private final Rosters rosters;
    private final GroupHistories histories;
    private final Expulsions expulsions;

    private Consumer<Session> whenJoined = session -> {};

    /** What a member wants to be, and to know. */
    private record Wish(
            Bytes meta, boolean suspects, @Nullable Position since) {}

    public Membership(
            Cluster cluster,
            Sessions sessions,
            Limits limits,
            Seats seats,
            GroupRules rules,
            Announcer announcer,
            GroupHistories histories) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.limits = limits;
        this.seats = seats;
        this.rules = rules;
        this.histories = histories;
        this.rosters = new Rosters(cluster, announcer);
        this.expulsions = new Expulsions(cluster, sessions, rules, announcer);
    }

    /** What sessions are told of who is in groups. */
    public Rosters rosters() {
        return rosters;
    }

    /** Who has to leave, and is told so. */
    public Expulsions expulsions() {
        return expulsions;
    }

    /** Who goes on with a session's commands after a join that took its time. */
    public void whenJoined(Consumer<Session> resume) {
        whenJoined = resume;
    }

    public void join(Session session, Command.Join command) {
        if (!mayBeIn(session, command.group())) {
            session.fail(command, ErrorCode.FORBIDDEN, NOT_ALLOWED);
        } else if (session.groups().containsKey(command.group())) {
            rejoin(session, command);
        } else if (rules.isClosed(session.group(command.group()))) {
            session.fail(command, ErrorCode.GROUP_CLOSED, CLOSED);
        } else if (session.groups().size() >= limits.groupsPerConnection()) {
            session.fail(command, ErrorCode.LIMIT_REACHED, "this connection is in as many groups as it may be");
        } else {
            Bytes meta = command.meta().isEmpty() ? former(session, command.group()) : command.meta();
            enter(session, command, command.group(), new Wish(meta, command.suspects(), command.since()));
        }
    }

    /** What one is who does not say: what the others still see of whoever was lost with its node, or what its token says. */
    private Bytes former(Session session, String name) {
        GroupView view = cluster.view(session.group(name));
        Member missed = view == null ? null : view.member(session.cid());
        return missed == null ? session.principal().profile().meta() : missed.meta();
    }

    /** What a join means where the connection is a member already: new metadata, and the roster again. */
    private void rejoin(Session session, Command.Join command) {
        Group group = session.group(command.group());
        Bytes before = Objects.requireNonNull(session.groups().get(command.group()), "a member asks")
                .meta();
        Bytes meta = command.meta().isEmpty() ? before : command.meta();
        cluster.update(group, session.member(meta));
        Relisting.ensure(cluster, group, session.member(meta));
        sessions.enter(session, group, meta, command.suspects());
        if (!histories.covers(group)) {
            session.tell(rosters.joined(session, command.id(), new Rosters.Entry(rosters.view(group), null)));
            return;
        }
        whileWaiting(session, histories.enter(group, session.cid(), command.since()), done -> {
            if (session.closed()) {
                // Its client is told that this join was not heard, where the session goes on elsewhere.
                return;
            }
            if (done.failed()) {
                session.fail(command, ErrorCode.UNAVAILABLE, NO_ANSWER);
            } else if (session.groups().containsKey(command.group())) {
                session.tell(
                        rosters.joined(session, command.id(), new Rosters.Entry(rosters.view(group), done.result())));
            } else {
                session.fail(command, ErrorCode.NOT_JOINED, NOT_JOINED);
            }
        });
    }

    private void enter(Session session, Command command, String name, Wish wish) {
        Group group = session.group(name);
        whileWaiting(session, entering(session, group, wish), done -> joined(session, command, group, wish, done));
    }

    private Future<Rosters.Entry> entering(Session session, Group group, Wish wish) {
        Future<GroupView> joining = seats.enter(session, group, () -> cluster.join(group, session.member(wish.meta)));
        // Asked when it is in: what the group keeps may have changed meanwhile, and who is in it has to know from where
        // on.
        Future<Rosters.Entry> entered = joining.compose(view -> histories.covers(group)
                ? arrive(session, group, wish)
                : Future.succeededFuture(new Rosters.Entry(view, null)));
        sessions.entering(session, group, entered);
        return entered;
    }

    /** Takes out whom a session has brought into a group that is not to be in it, or is over. */
    private void abandon(Session session, Group group, LeaveReason reason) {
        sessions.abandon(session, group, () -> cluster.leave(group, session.cid(), reason));
    }

    /**
     * Makes a session a member because the backend wants it to be. Completes with what a join would have been answered, which
     * the session has not been told; fails with {@link GroupRefusal}.
     */
    Future<Event.Joined> admit(Session session, Group group, Bytes meta) {
        Promise<Event.Joined> admitted = Promise.promise();
        Future<Rosters.Entry> entering = entering(session, group, new Wish(meta, false, null));
        Handler<AsyncResult<Rosters.Entry>> then =
                done -> admitted(session, group, meta, done).onComplete(admitted);
        if (session.waiting() == null) {
            whileWaiting(session, entering, then);
        } else {
            // Its commands wait for something of its own.
            entering.onComplete(then);
        }
        return admitted.future();
    }

    private Future<Event.Joined> admitted(Session session, Group group, Bytes meta, AsyncResult<Rosters.Entry> done) {
        if (done.cause() instanceof Seats.FullException full) {
            return GroupRefusal.future(full.code(), full.getMessage());
        }
        if (done.failed()) {
            return GroupRefusal.future(ErrorCode.UNAVAILABLE, NO_ANSWER);
        }
        GroupRefusal refusal = refusal(session, group);
        if (refusal != null) {
            // Also of one that has moved meanwhile: it knows nothing of this group where it is now.
            abandon(session, group, LeaveReason.LEFT);
            return Future.failedFuture(refusal);
        }
        sessions.enter(session, group, meta, false);
        return Future.succeededFuture(rosters.joined(session, Command.NO_ID, done.result()));
    }

    /** What has come in between while it entered; null where nothing has. */
    private @Nullable GroupRefusal refusal(Session session, Group group) {
        if (session.closed()) {
            return new GroupRefusal(ErrorCode.UNAVAILABLE, "the connection is on its way to another node, or gone");
        }
        if (!mayBeIn(session, group.name())) {
            return new GroupRefusal(ErrorCode.FORBIDDEN, NOT_ALLOWED);
        }
        return rules.isClosed(group) ? new GroupRefusal(ErrorCode.GROUP_CLOSED, CLOSED) : null;
    }

    /** Known to the others as a member, and not yet among those who are told: until it is known what it has missed. */
    private Future<Rosters.Entry> arrive(Session session, Group group, Wish wish) {
        return histories
                .enter(group, session.cid(), wish.since)
                .map(catchup -> new Rosters.Entry(rosters.view(group), catchup))
                .onFailure(silence -> abandon(session, group, LeaveReason.LEFT));
    }

    /** What the session asks for meanwhile has to wait. */
    private <T> void whileWaiting(Session session, Future<T> work, Handler<AsyncResult<T>> then) {
        boolean waits = !work.isComplete();
        if (waits) {
            session.waiting(Backlog.behindJoin());
        }
        work.onComplete(done -> {
            try {
                then.handle(done);
            } finally {
                if (waits) {
                    whenJoined.accept(session);
                }
            }
        });
    }

    private void joined(Session session, Command command, Group group, Wish wish, AsyncResult<Rosters.Entry> done) {
        if (session.closed()) {
            // One that moves joins again where it goes to: its client is told that this join was not heard.
            abandon(session, group, sessions.leaving(session));
        } else if (done.succeeded() && !mayBeIn(session, group.name())) {
            // The token was refreshed while the join was on its way.
            cluster.leave(group, session.cid(), LeaveReason.LEFT);
            session.fail(command, ErrorCode.FORBIDDEN, NOT_ALLOWED);
        } else if (done.succeeded() && rules.isClosed(group)) {
            cluster.leave(group, session.cid(), LeaveReason.CLOSED);
            session.fail(command, ErrorCode.GROUP_CLOSED, CLOSED);
        } else if (done.succeeded()) {
            entered(session, command, wish, done.result());
        } else if (done.cause() instanceof Seats.FullException full) {
            session.fail(command, full.code(), full.getMessage());
        } else {
            session.fail(command, ErrorCode.UNAVAILABLE, NO_ANSWER);
        }
    }

    private void entered(Session session, Command command, Wish wish, Rosters.Entry entry) {
        GroupView view = entry.view();
        if (command instanceof Command.Switch) {
            // Not before: who is refused stays where he is.
            leaveOthers(session, view.group().name());
        }
        Relisting.ensure(cluster, view.group(), session.member(wish.meta));
        sessions.enter(session, view.group(), wish.meta, wish.suspects);
        session.tell(rosters.joined(session, command.id(), entry));
        Announcer.echo(session, view);
    }

    /**
     * One group at a time, for dialects that know no other way: enters the new one, then leaves every other. Where it cannot be entered
     * all stays as it was. Others may see it in both for a moment, and never in none.
     */
    public void switchTo(Session session, Command.Switch command) {
        String target = command.group();
        if (target != null && !mayBeIn(session, target)) {
            session.fail(command, ErrorCode.FORBIDDEN, NOT_ALLOWED);
            return;
        }
        boolean enters = target != null && !session.groups().containsKey(target);
        if (target != null && enters && rules.isClosed(session.group(target))) {
            session.fail(command, ErrorCode.GROUP_CLOSED, CLOSED);
            return;
        }
        if (target != null && enters) {
            Bytes given = command.meta();
            Bytes meta = given == null ? session.principal().profile().meta() : given;
            enter(session, command, target, new Wish(meta, false, null));
            return;
        }
        leaveOthers(session, target);
        session.tell(new Event.Done(command.id()));
        if (target != null) {
            Announcer.echo(session, rosters.view(session.group(target)));
        }
    }

    private void leaveOthers(Session session, @Nullable String target) {
        for (String name : List.copyOf(session.groups().keySet())) {
            if (!name.equals(target)) {
                exit(session, session.group(name), LeaveReason.LEFT);
            }
        }
    }

    public void leave(Session session, Command.Leave command) {
        if (exit(session, session.group(command.group()), LeaveReason.LEFT)) {
            session.tell(new Event.Done(command.id()));
        } else {
            session.fail(command, ErrorCode.NOT_JOINED, NOT_JOINED);
        }
    }

    /** Takes a session that moves to another node out of this one's fan-outs; the cluster is told nothing yet. */
    public List<Group> handOver(Session session) {
        seats.withdraw(session);
        List<Group> groups =
                session.groups().keySet().stream().map(session::group).toList();
        groups.forEach(group -> sessions.exit(session, group));
        return groups;
    }

    /** What another node has to know of the groups that a session is in. */
    public List<SessionState.Membership> memberships(Session session) {
        List<SessionState.Membership> memberships = new ArrayList<>();
        session.groups()
                .forEach((name, joined) -> memberships.add(new SessionState.Membership(
                        name, joined.meta(), joined.suspects(), histories.delivered(session.group(name)))));
        return memberships;
    }

    /** Tells whoever wants to know that the session's connection is lost, or back. */
    public void suspect(Session session, boolean isLost) {
        for (String name : session.groups().keySet()) {
            cluster.suspect(session.group(name), session.cid(), isLost);
        }
    }

    public void leaveAll(Session session, LeaveReason reason) {
        seats.withdraw(session);
        for (String name : List.copyOf(session.groups().keySet())) {
            exit(session, session.group(name), reason);
        }
    }

    public static boolean mayBeIn(Session session, String group) {
        return session.principal().grants().allows(Action.JOIN, group);
    }

    /** Takes a session out of a group without telling it; false where it was not in. */
    boolean exit(Session session, Group group, LeaveReason reason) {
        boolean wasIn = sessions.exit(session, group);
        if (wasIn) {
            cluster.leave(group, session.cid(), reason);
        }
        return wasIn;
    }

    public void update(Session session, Command.Update command) {
        Session.Joined joined = session.groups().get(command.group());
        if (joined == null) {
            session.fail(command, ErrorCode.NOT_JOINED, NOT_JOINED);
            return;
        }
        Group group = session.group(command.group());
        cluster.update(group, session.member(command.meta()));
        sessions.enter(session, group, command.meta(), joined.suspects());
        session.tell(new Event.Updated(command.id(), rosters.version(group)));
    }
}
