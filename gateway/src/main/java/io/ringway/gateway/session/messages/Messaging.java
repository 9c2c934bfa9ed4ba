package io.ringway.gateway.session.messages;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.meetings.ChatLimit;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.Recipient;
import io.ringway.gateway.session.GroupChannel;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.histories.HistoryRequests;
import io.ringway.gateway.session.moves.Moving;
import io.ringway.gateway.webhooks.Witness;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages to groups, users and connections, here and on other nodes. Hub only. */
public final class Messaging {
    private static final String NOBODY = "nobody there to take it";

    private final Cluster cluster;
    private final Sessions sessions;
    private final Witness witness;
    private final HistoryRequests history;
    private final Notifications notifications;
    private final Repetitions repetitions;
    private final Departures departures;
    private final Moving moving;
    private final ChatLimit chat;

    public Messaging(
            Cluster cluster,
            Sessions sessions,
            Moving moving,
            Witness witness,
            HistoryRequests history,
            Notifications notifications,
            Repetitions repetitions,
            Departures departures,
            ChatLimit chat) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.moving = moving;
        this.witness = witness;
        this.history = history;
        this.notifications = notifications;
        this.repetitions = repetitions;
        this.departures = departures;
        this.chat = chat;
    }

    /** Whose messages wait for others of theirs. */
    public Departures departures() {
        return departures;
    }

    public void publish(Session session, Command.Publish command) {
        Session.Joined joined = session.groups().get(command.group());
        if (joined == null) {
            session.fail(command, ErrorCode.NOT_JOINED, "join the group first");
        } else if (!session.principal().grants().allows(Action.PUBLISH, command.group())) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow publishing to this group");
        } else if (!chat.allows(command.group(), command.content())) {
            session.fail(command, ErrorCode.TOO_LARGE, chat.refusal());
        } else if (history.covers(joined.channel().group())) {
            Group group = joined.channel().group();
            history.publish(session, group, command, () -> {
                if (command.notification() != null && repetitions.isFirst(session.user(), command)) {
                    notifications.group(group, session.sender(), command.notification());
                }
            });
        } else {
            repetitions.once(session, command, () -> publish(joined.channel().group(), session, command));
        }
    }

    private int publish(Group group, Session session, Command.Publish command) {
        int reached = publish(group, session, command.content());
        notifications.group(group, session.sender(), command.notification());
        return reached;
    }

    private int publish(Group group, Session session, Content content) {
        Socket except = session.dialect().echoes() ? null : session.line();
        return publish(group, session.sender(), content, except) - 1;
    }

    /** To every member's connection, on all nodes; returns how many those are, the excepted one among them. */
    int publish(Group group, Sender from, Content content, @Nullable Socket except) {
        int here = deliver(cluster.self(), group, from, content, except);
        witness.said(group, from, content, null);
        return here + cluster.publish(group, EnvelopeCodec.encode(new Envelope.GroupMessage(group, from, content)));
    }

    /**
     * As {@link #publish}, from a node that may have no member of the group itself. Fails with a {@link GroupRefusal} where it is too
     * much for a meeting.
     *
     * @param key the same where the message may come again; known in groups with a history alone. Empty where there is none
     */
    public Future<Integer> announce(Group group, Sender from, Content content, String key) {
        if (!chat.allows(group.name(), content)) {
            return GroupRefusal.future(ErrorCode.TOO_LARGE, chat.refusal());
        }
        if (history.covers(group)) {
            return history.announce(group, from, content, key);
        }
        if (cluster.view(group) != null) {
            return Future.succeededFuture(publish(group, from, content, null));
        }
        witness.said(group, from, content, null);
        return cluster.announce(group, EnvelopeCodec.encode(new Envelope.GroupMessage(group, from, content)));
    }

    /** To the members' connections on this node; returns how many those are, without any that move. */
    public int deliver(NodeRef origin, Group group, Sender from, Content content, @Nullable Socket except) {
        GroupChannel channel = sessions.channel(group);
        Event message = new Event.GroupMessage(group, from, content);
        moving.tell(origin, group, message);
        if (channel == null) {
            return 0;
        }
        Set<Socket> deaf = moving.deafness().leaveOut(group, origin);
        channel.deliver(message, except, deaf);
        return channel.size() - deaf.size();
    }

    public void sendUser(Session session, Command.SendUser command) {
        if (!session.principal().grants().allows(Action.SEND)) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow private messages");
            return;
        }
        UserId to = new UserId(session.tenant(), command.userId());
        if (!chat.allows(shared(session, view -> hasUser(view, to)), command.content())) {
            session.fail(command, ErrorCode.TOO_LARGE, chat.refusal());
            return;
        }
        Session except = session.dialect().echoes() ? null : session;
        Sender from = session.sender();
        Future<Integer> sent = departures.send(session, leaves -> send(to, from, command.content(), except, leaves));
        answer(session, command, sent.compose(taken -> notifications.message(to, from, command.notification(), taken)));
    }

    /** The meetings of a session that somebody else is in, too; looked for as far as they are asked for. */
    private Stream<String> shared(Session session, Predicate<GroupView> isThere) {
        return session.groups().values().stream()
                .map(joined -> joined.channel().group())
                .filter(group -> MeetingGroups.isMeeting(group.name()))
                .filter(group -> {
                    GroupView view = cluster.view(group);
                    return view != null && isThere.test(view);
                })
                .map(Group::name);
    }

    private static boolean hasUser(GroupView view, UserId user) {
        for (Member member : view.members()) {
            if (member.user().equals(user)) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #send(UserId, Sender, Content, Session)}, with a push where it is wanted. */
    public Future<Reached> send(
            UserId to, Sender from, Content content, @Nullable Session except, @Nullable Notification notification) {
        return send(to, from, content, except).compose(taken -> notifications.message(to, from, notification, taken));
    }

    /** To every connection of a user, on all nodes, but one; completes with how many took it. */
    Future<Integer> send(UserId to, Sender from, Content content, @Nullable Session except) {
        return send(to, from, content, except, () -> {});
    }

    /** @param leaves run in the turn in which it leaves for other nodes */
    private Future<Integer> send(UserId to, Sender from, Content content, @Nullable Session except, Runnable leaves) {
        return cluster.send(
                Traffic.MESSAGES,
                to,
                EnvelopeCodec.encode(new Envelope.PrivateMessage(new Recipient.User(to), from, content)),
                () -> {
                    leaves.run();
                    return deliver(cluster.self(), to, from, content, except);
                });
    }

    /** To the user's connections on this node, and to those that have just left it. */
    public int deliver(NodeRef origin, UserId to, Sender from, Content content, @Nullable Session except) {
        Event message = new Event.PrivateMessage(from, content);
        int delivered = moving.tell(origin, to, message);
        for (Session session : sessions.of(to)) {
            if (session != except && moving.deafness().takes(session, origin) && session.tell(origin, message)) {
                delivered++;
            }
        }
        return delivered;
    }

    public void sendCid(Session session, Command.SendCid command) {
        if (!session.principal().grants().allows(Action.SEND)) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow private messages");
        } else if (!chat.allows(shared(session, view -> view.member(command.cid()) != null), command.content())) {
            session.fail(command, ErrorCode.TOO_LARGE, chat.refusal());
        } else if (command.id() == Command.NO_ID && isPeer(command.cid())) {
            Envelope message = new Envelope.PostedMessage(command.cid(), session.sender(), command.content());
            if (!cluster.post(Traffic.MESSAGES, command.cid(), EnvelopeCodec.encode(message))) {
                session.fail(command, ErrorCode.UNAVAILABLE, "its node takes no messages now");
            }
        } else {
            answer(
                    session,
                    command,
                    send(command.cid(), session.sender(), command.content()).map(taken -> new Reached(taken, 0)));
        }
    }

    private boolean isPeer(Cid to) {
        NodeRef where = sessions.find(to) == null ? cluster.locate(to) : null;
        return where != null && where.id() != cluster.self().id();
    }

    /** What a connection of another node posted; it is told where nobody takes it. */
    public boolean deliver(Envelope.PostedMessage message) {
        Sender from = message.from();
        boolean taken = deliver(message.to(), from, message.content());
        if (!taken && from.cid() != null) {
            Envelope undelivered = new Envelope.Undelivered(message.tenant(), from.cid());
            cluster.post(from.cid(), EnvelopeCodec.encode(undelivered));
        }
        return taken;
    }

    /** Tells a connection of this node that nobody took what it posted. */
    public boolean undelivered(Envelope.Undelivered news) {
        Session session = sessions.find(news.to());
        if (session == null || !session.tenant().equals(news.tenant())) {
            return false;
        }
        session.tell(new Event.Failed(Command.NO_ID, ErrorCode.NOT_FOUND, NOBODY, 0));
        return true;
    }

    /** To one connection, wherever it is; completes with how many took it. */
    public Future<Integer> send(Cid to, Sender from, Content content) {
        return sessions.askInTurn(to, () -> carry(to, from, content));
    }

    private Future<Integer> carry(Cid to, Sender from, Content content) {
        if (sessions.find(to) != null) {
            return Future.succeededFuture(deliver(to, from, content) ? 1 : 0);
        }
        Recipient recipient = new Recipient.Connection(from.user().tenant(), to);
        return cluster.send(
                        Traffic.MESSAGES,
                        to,
                        EnvelopeCodec.encode(new Envelope.PrivateMessage(recipient, from, content)))
                .map(taken -> taken ? 1 : 0);
    }

    /** To one connection of this node; false where there is none of the sender's tenant. */
    public boolean deliver(Cid to, Sender from, Content content) {
        Session session = sessions.find(to);
        if (session == null || !session.tenant().equals(from.user().tenant())) {
            return false;
        }
        session.tell(new Event.PrivateMessage(from, content));
        return true;
    }

    private static void answer(Session session, Command command, Future<Reached> delivery) {
        delivery.onComplete(done -> {
            if (done.failed()) {
                session.fail(command, ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
            } else if (done.result().connections() + done.result().pushed() == 0) {
                session.fail(command, ErrorCode.NOT_FOUND, NOBODY);
            } else {
                Reached reached = done.result();
                session.tell(new Event.Delivered(command.id(), reached.connections(), 0, reached.pushed()));
            }
        });
    }
}
