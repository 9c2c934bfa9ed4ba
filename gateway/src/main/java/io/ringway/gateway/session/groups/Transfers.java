package io.ringway.gateway.session.groups;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections out of one group and into another, because the backend says so. The node of the connection does it: into the
 * new group first, so that who is refused there stays where he was. Hub only.
 */
public final class Transfers {
    private static final String NO_GROUP = "";

    private final Cluster cluster;
    private final Sessions sessions;
    private final Membership membership;
    private final GroupRules rules;
    private final Limits limits;
    private final Gone gone;
    private Others others = (tenant, cid, from, to) -> null;

    /** Who moves members of this node that are no connections. */
    public interface Others {
        /** Null where this node has no such member; else as {@link Transfers#move}. */
        @Nullable
        Future<Void> move(Tenant tenant, Cid cid, String from, String to);
    }

    /** Which connections this node has given away. */
    public interface Gone {
        /** The node to which one has gone that is not known to have arrived there; null for every other. */
        @Nullable
        NodeRef whereTo(Cid cid);

        /** Whether it is not known that the other node has it: it may come back here. */
        boolean isUntaken(Cid cid);
    }

    public Transfers(
            Cluster cluster, Sessions sessions, Membership membership, GroupRules rules, Limits limits, Gone gone) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.membership = membership;
        this.rules = rules;
        this.limits = limits;
        this.gone = gone;
    }

    public void others(Others those) {
        others = those;
    }

    /**
     * Wherever the connection is. Fails with {@link NotFound}, or {@link GroupRefusal}.
     *
     * @param from empty for the only group that it is in
     * @param to empty for none, where it says which one it is to leave
     */
    public Future<Void> move(Tenant tenant, Cid cid, String from, String to) {
        Future<Void> here = moveHere(tenant, cid, from, to);
        if (here != null) {
            return here;
        }
        NodeRef where = cluster.locate(cid);
        if (where == null || where.id() == cluster.self().id()) {
            return NotFound.future();
        }
        return moveThere(where, new BackendStep.MemberMove(tenant, cid, from, to));
    }

    private Future<Void> moveThere(NodeRef where, BackendStep.MemberMove step) {
        return cluster.ask(where, EnvelopeCodec.encode(new Envelope.OfBackend(step)))
                .recover(silence ->
                        GroupRefusal.future(ErrorCode.UNAVAILABLE, "it is not known whether the connection was moved"))
                .compose(Transfers::outcome)
                .recover(failure -> failure instanceof NotFound && gone.isUntaken(step.cid())
                        ? GroupRefusal.future(ErrorCode.UNAVAILABLE, "the connection is on its way to another node")
                        : Future.failedFuture(failure));
    }

    /** Null where this node has nobody of that id. */
    private @Nullable Future<Void> moveHere(Tenant tenant, Cid cid, String from, String to) {
        Session session = sessions.find(cid);
        if (session == null) {
            return others.move(tenant, cid, from, to);
        }
        return session.tenant().equals(tenant) ? carryOut(session, from, to) : NotFound.future();
    }

    private static Future<Void> outcome(Buffer answer) {
        try {
            if (EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(BackendStep.MemberMoved moved)) {
                if (moved.isDone()) {
                    return Future.succeededFuture();
                }
                return moved.refusal().isEmpty()
                        ? NotFound.future()
                        : GroupRefusal.future(code(moved.refusal()), moved.message());
            }
        } catch (EnvelopeException notOurs) {
            // said below
        }
        return GroupRefusal.future(ErrorCode.UNAVAILABLE, "another node's answer is none");
    }

    /** One that this node does not know yet is that of a newer node. */
    private static ErrorCode code(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.code().equals(name.toLowerCase(Locale.ROOT))) {
                return code;
            }
        }
        return ErrorCode.UNAVAILABLE;
    }

    /** Another node was told to move a connection of this one. */
    public Future<Buffer> answer(BackendStep.MemberMove question) {
        Future<Void> here = moveHere(question.tenant(), question.cid(), question.from(), question.to());
        Future<Void> moving = here == null ? moveAfter(question) : here;
        return moving.transform(done -> {
            BackendStep answer = switch (done.cause()) {
                case null -> new BackendStep.MemberMoved(question.tenant(), true, "", "");
                case GroupRefusal refusal ->
                    new BackendStep.MemberMoved(
                            question.tenant(), false, refusal.code().code(), String.valueOf(refusal.getMessage()));
                default -> new BackendStep.MemberMoved(question.tenant(), false, "", "");
            };
            return Future.succeededFuture(EnvelopeCodec.encode(new Envelope.OfBackend(answer)));
        });
    }

    /** Whoever asks may not know yet that it has left this node. What is sent after it finds it, as its session was sent before. */
    private Future<Void> moveAfter(BackendStep.MemberMove question) {
        NodeRef next = gone.whereTo(question.cid());
        return next == null ? NotFound.future() : moveThere(next, question);
    }

    private Future<Void> carryOut(Session session, String wanted, String to) {
        Arrival arrival = session.arrival();
        if (arrival != null) {
            // It enters its groups only now, and may be elsewhere again by then.
            return arrival.arrived().compose(over -> move(session.tenant(), session.cid(), wanted, to));
        }
        if (session.closed()) {
            return NotFound.future();
        }
        return origin(session.groups().keySet(), wanted).compose(from -> {
            if (to.isEmpty()) {
                membership.expulsions().leave(session, session.group(from));
                return Future.succeededFuture();
            }
            GroupRefusal refusal = refusal(session, from, to);
            return refusal != null ? Future.failedFuture(refusal) : transfer(session, from, to);
        });
    }

    /** The group that is to be left of those that somebody is in; empty for none. */
    public static Future<String> origin(Collection<String> groups, String wanted) {
        if (wanted.isEmpty() && groups.size() > 1) {
            return GroupRefusal.future(ErrorCode.BAD_REQUEST, "the connection is in several groups: say `from`");
        }
        String from = wanted.isEmpty() ? groups.stream().findFirst().orElse(NO_GROUP) : wanted;
        return from.isEmpty() || groups.contains(from)
                ? Future.succeededFuture(from)
                : GroupRefusal.future(ErrorCode.NOT_FOUND, "the connection is not in the group that it is to leave");
    }

    private @Nullable GroupRefusal refusal(Session session, String from, String to) {
        if (!Membership.mayBeIn(session, to)) {
            return new GroupRefusal(ErrorCode.FORBIDDEN, "the connection's token does not allow joining this group");
        }
        if (rules.isClosed(session.group(to))) {
            return new GroupRefusal(ErrorCode.GROUP_CLOSED, "the group is closed");
        }
        return from.isEmpty() && session.groups().size() >= limits.groupsPerConnection()
                ? new GroupRefusal(ErrorCode.LIMIT_REACHED, "the connection is in as many groups as it may be")
                : null;
    }

    private Future<Void> transfer(Session session, String from, String to) {
        if (session.groups().containsKey(to)) {
            return from.equals(to) || from.isEmpty()
                    ? Future.succeededFuture()
                    : GroupRefusal.future(ErrorCode.BAD_REQUEST, "the connection is in that group already");
        }
        Session.Joined before = session.groups().get(from);
        Bytes meta = before == null ? session.principal().profile().meta() : before.meta();
        return membership.admit(session, session.group(to), meta).map(joined -> {
            // In the turn in which it is a member of the one group, it is none of the other.
            boolean hasLeft = !from.isEmpty() && membership.exit(session, session.group(from), LeaveReason.TRANSFERRED);
            session.tell(new Event.Transferred(hasLeft ? from : null, joined));
            if (session.dialect().echoes()) {
                echo(session, hasLeft ? from : null, to);
            }
            return null;
        });
    }

    /** A client that knows no such event sees that it left, and that it is somewhere else. */
    private void echo(Session session, @Nullable String from, String to) {
        if (from != null) {
            Change left = new Change.Left(session.member(Bytes.EMPTY), LeaveReason.TRANSFERRED);
            session.tell(new Event.Notice(session.group(from), 0, left));
        }
        GroupView view = cluster.view(session.group(to));
        Change joined = new Change.Joined(session.member(Bytes.EMPTY));
        session.tell(new Event.Notice(session.group(to), view == null ? 0 : view.version(), joined));
    }
}
