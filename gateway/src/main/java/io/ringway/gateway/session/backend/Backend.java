package io.ringway.gateway.session.backend;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.calls.CallChoices;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.log.CallLog;
import io.ringway.gateway.session.clients.Admission;
import io.ringway.gateway.session.clients.Exclusion;
import io.ringway.gateway.session.groups.GroupRules;
import io.ringway.gateway.session.groups.GroupStates;
import io.ringway.gateway.session.groups.TooManyException;
import io.ringway.gateway.session.groups.Transfers;
import io.ringway.gateway.session.meetings.Gatherings;
import io.ringway.gateway.session.meetings.Hosts;
import io.ringway.gateway.session.messages.Messaging;
import io.ringway.gateway.session.messages.Reached;
import io.ringway.gateway.session.virtual.OnBehalf;
import io.ringway.gateway.session.virtual.VirtualLives;
import io.ringway.gateway.session.virtual.VirtualSteering;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the app's backend, and the HTTP front doors, may ask of a node. Any thread; futures complete on the caller's
 * context. Names are taken as valid, rights as checked.
 */
public final class Backend {
    private final Hub hub;
    private final Cluster cluster;
    private final Sessions sessions;
    private final Messaging messaging;
    private final OnBehalf onBehalf;
    private final VirtualSteering steering;
    private final Admission admission;
    private final CallLog log;
    private final BackendCalls calls;
    private final Exclusion exclusion;
    private final Revocations revocations;
    private final Whereabouts whereabouts;
    private final GroupRules rules;
    private final Groups groups;
    private final Hosts hosts;
    private final Gatherings gatherings;
    private final TurnNames turn;

    public Backend(
            Hub hub,
            Cluster cluster,
            Sessions sessions,
            Messaging messaging,
            OnBehalf onBehalf,
            VirtualSteering steering,
            Admission admission,
            CallLog log,
            BackendCalls calls,
            Exclusion exclusion,
            Revocations revocations,
            Whereabouts whereabouts,
            GroupRules rules,
            GroupStates states,
            Transfers transfers,
            Hosts hosts,
            Gatherings gatherings,
            TurnNames turn) {
        this.hub = hub;
        this.cluster = cluster;
        this.sessions = sessions;
        this.messaging = messaging;
        this.onBehalf = onBehalf;
        this.steering = steering;
        this.admission = admission;
        this.log = log;
        this.calls = calls;
        this.exclusion = exclusion;
        this.revocations = revocations;
        this.whereabouts = whereabouts;
        this.rules = rules;
        this.hosts = hosts;
        this.gatherings = gatherings;
        this.turn = turn;
        this.groups = new Groups(this, cluster, rules, states, transfers);
    }

    /** What may be said of groups. */
    public Groups groups() {
        return groups;
    }

    /** What nodes know of each other's TURN credentials. */
    public TurnNames turn() {
        return turn;
    }

    /** Those who may let others into meetings. */
    public Hosts hosts() {
        return hosts;
    }

    /** Sessions of meetings. */
    public Gatherings gatherings() {
        return gatherings;
    }

    /**
     * Completes with how many connections it was handed to; 0 where nobody is in the group. Fails with a {@link GroupRefusal} where it is
     * too much for a meeting, or the group is closed.
     *
     * @param key the same where the message may come again, which groups with a history see; empty where there is none
     */
    public Future<Integer> publish(Group group, UserId from, Content content, String key) {
        return whileOpen(group, () -> messaging.announce(group, new Sender(from, null), content, key));
    }

    /** Fails with {@link NotFound} where no connection takes it, and no device is pushed to. */
    public Future<Reached> send(UserId to, UserId from, Content content, @Nullable Notification notification) {
        return onHub(() -> messaging
                .send(to, new Sender(from, null), content, null, notification)
                .compose(reached -> reached.connections() + reached.pushed() == 0
                        ? NotFound.future()
                        : Future.succeededFuture(reached)));
    }

    /** Completes with how many connections took it, fails with {@link NotFound} where there are none; a connection of another tenant is not found. */
    public Future<Integer> send(Cid to, UserId from, Content content) {
        return onHub(() -> taken(messaging.send(to, new Sender(from, null), content)));
    }

    private static Future<Integer> taken(Future<Integer> delivery) {
        return delivery.compose(count -> count == 0 ? NotFound.future() : Future.succeededFuture(count));
    }

    /**
     * Sees to it that a user is in a group, as {@link OnBehalf#join} says. Fails with {@link GroupRefusal} also where the user is
     * banned.
     *
     * @param ttlMillis how long a member without a connection lives where nothing more is heard of it; 0 without end
     */
    public Future<List<Cid>> join(Group group, UserId user, Bytes meta, long ttlMillis) {
        return onHub(() -> isBanned(user)
                ? banned()
                : onBehalf.join(group, user, meta, ttlMillis).compose(cids -> {
                    if (!isBanned(user)) {
                        return Future.succeededFuture(cids);
                    }
                    // Since it was asked.
                    steering.ban(user);
                    return banned();
                }));
    }

    private boolean isBanned(UserId user) {
        return revocations.ban(user).isPresent();
    }

    private static <T> Future<T> banned() {
        return GroupRefusal.future(ErrorCode.FORBIDDEN, "the user is banned");
    }

    /**
     * Lets a member without a connection live for so long from now; as long as was said before where that is 0. Fails where the group is
     * closed.
     */
    public Future<List<Cid>> heartbeat(Group group, UserId user, long ttlMillis) {
        return whileOpen(group, () -> onBehalf.heartbeat(group, user, ttlMillis == 0 ? VirtualLives.AGAIN : ttlMillis));
    }

    /** What a user's members of a group are doing, {@code ""} for nothing; completes with them as they were. Fails where the group is closed. */
    public Future<List<Member>> state(Group group, UserId user, String state) {
        return whileOpen(group, () -> onBehalf.state(group, user, state));
    }

    /**
     * Keeps out a token or a user. Completes when every node that answers knows it; fails with {@link TooManyException}, or where no
     * other node has heard of it: then it holds here, and may be said again.
     */
    public Future<Void> exclude(Revocation revocation) {
        return onHub(() -> {
            if (revocations.isFull(revocation.tenant())) {
                return Future.failedFuture(new TooManyException());
            }
            return exclusion.add(revocation);
        });
    }

    /** Lifts a user's ban; fails with {@link NotFound} where there is none. */
    public Future<Void> pardon(UserId user, long now) {
        return onHub(() -> revocations
                .ban(user)
                .map(ban -> exclusion.add(
                        new Revocation(Revocation.Kind.BAN, user.tenant(), user.id(), now, 0, ban.kept())))
                .orElseGet(NotFound::future));
    }

    /** Who of these is connected, in this order. */
    public Future<List<BackendStep.Seen>> users(Tenant tenant, List<String> ids) {
        return onHub(() -> whereabouts.users(tenant, ids));
    }

    public Future<List<BackendStep.Connected>> connections(UserId user) {
        return onHub(() -> whereabouts.connections(user));
    }

    /**
     * Connections of all nodes, in an order of their own.
     *
     * @param after the last one of the page before
     */
    public Future<List<BackendStep.Held>> connections(Tenant tenant, @Nullable Cid after, int limit) {
        return onHub(() -> whereabouts.lists().page(tenant, after, limit));
    }

    /** One connection, wherever it is; fails with {@link NotFound}. */
    public Future<BackendStep.Held> connection(Tenant tenant, Cid cid) {
        return onHub(() -> whereabouts.lists().one(tenant, cid));
    }

    /** A user's ban, which every node knows; fails with {@link NotFound} where there is none. */
    public Future<Revocation> ban(UserId user) {
        return onHub(() -> revocations.ban(user).map(Future::succeededFuture).orElseGet(NotFound::future));
    }

    /** Changes the metadata of a user's members, or of one of them; fails with {@link NotFound}, or where the group is closed. */
    public Future<List<Cid>> update(Group group, UserId user, @Nullable Cid only, Bytes meta) {
        return whileOpen(group, () -> onBehalf.update(group, user, only, meta));
    }

    /** Takes a user's members, or one of them, out of a group; fails with {@link NotFound}. */
    public Future<List<Cid>> leave(Group group, UserId user, @Nullable Cid only) {
        return onHub(() -> onBehalf.leave(group, user, only));
    }

    public Future<List<Member>> members(Group group) {
        return groups.members(group);
    }

    public Future<List<GroupCount>> groups(GroupQuery query) {
        return onHub(() -> cluster.groups(query));
    }

    public Future<List<UserId>> users(Tenant tenant, String after, int limit) {
        return onHub(() -> cluster.users(tenant, after, limit));
    }

    /** What happened in a call, in order; fails with {@link NotFound} where nothing is known of it. */
    public Future<List<CallLine>> call(Tenant tenant, CallId call) {
        return onHub(() -> log.lines(tenant, call)
                .compose(lines -> lines.isEmpty() ? NotFound.future() : Future.succeededFuture(lines)));
    }

    /**
     * Asks the devices of one user to call another; completes when they are being asked. Fails with {@link CallRefused}.
     *
     * @param data shown with both rings
     */
    public Future<CallId> startCall(UserId caller, UserId callee, Bytes data, RingOptions ring) {
        return onHub(() -> calls.start(caller, callee, data, ring));
    }

    /**
     * Calls of all nodes that are not over, in the order of their ids.
     *
     * @param user one of the two; empty for all of the tenant
     * @param after the last one of the page before
     */
    public Future<List<LiveCall>> calls(Tenant tenant, String user, @Nullable CallId after, int limit) {
        return onHub(() -> calls.list(tenant, user, after, limit));
    }

    /** Ends a call of which one side or both are told that nobody of the two did; fails with {@link NotFound}. */
    public Future<Void> endCall(Tenant tenant, CallId call) {
        return onHub(() -> calls.end(tenant, call));
    }

    /** What holds of calls to a user; fails where that is not known yet. */
    public Future<CallChoices> callChoices(UserId user) {
        return onHub(() -> calls.settings().choices(user));
    }

    /** Says anew all that is to hold of calls to a user; where it fails it may hold all the same, and may be said again. */
    public Future<Void> choose(UserId user, CallChoices choices) {
        return onHub(() -> calls.settings().choose(user, choices));
    }

    /** As {@link Whereabouts#lost}. On the hub. */
    public void lost(Group group, Member member) {
        whereabouts.lost(group, member);
    }

    /** Ends a connection, or a member without one, wherever it is; fails with {@link NotFound}. */
    public Future<Void> disconnect(Tenant tenant, Cid cid) {
        return onHub(() -> {
            Future<Boolean> done = kick(tenant, cid, CloseCode.KICKED)
                    ? Future.succeededFuture(true)
                    : cluster.send(cid, EnvelopeCodec.encode(new Envelope.Kick(tenant, cid, CloseCode.KICKED)));
            return done.compose(found -> found ? Future.succeededFuture() : NotFound.future());
        });
    }

    /** Ends a connection of this node, or a member without one; false where the tenant has none such. */
    public boolean kick(Tenant tenant, Cid cid, CloseCode code) {
        Session session = sessions.find(cid);
        if (session == null || !session.tenant().equals(tenant)) {
            return steering.end(tenant, cid, code);
        }
        admission.dismiss(session, code);
        return true;
    }

    /** From the moment on in which a group has ended nothing is said to it, also while its members are being taken out. */
    private <T> Future<T> whileOpen(Group group, Supplier<Future<T>> work) {
        return onHub(() -> rules.isClosed(group)
                ? GroupRefusal.future(ErrorCode.GROUP_CLOSED, "the group is closed")
                : work.get());
    }

    /** Carries something out on the hub, unless this node is cut off from its cluster. */
    public <T> Future<T> onHub(Supplier<Future<T>> work) {
        return hub.ask(() -> cluster.isFenced() ? Future.failedFuture(new CutOffException()) : work.get());
    }
}
