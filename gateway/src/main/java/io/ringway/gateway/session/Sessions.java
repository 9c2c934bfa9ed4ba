package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.Roll;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Dialect;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who is connected to this node, by connection, by user and by group. Hub only. */
public final class Sessions {
    /** In which they are listed: the same on every node, and cheaper than by what is written. */
    public static final Comparator<Cid> ORDER = Comparator.<Cid>comparingLong(
                    cid -> cid.node().id())
            .thenComparingInt(cid -> cid.node().incarnation())
            .thenComparingLong(Cid::random1)
            .thenComparingLong(Cid::random2);

    private final Map<Cid, Session> byCid = new HashMap<>();
    private final Map<UserId, List<Session>> byUser = new HashMap<>();
    private final Map<TokenOf, List<Session>> byToken = new HashMap<>();
    private final Roll<Tenant, Cid, Session> byTenant = new Roll<>(ORDER);
    private final Map<Group, GroupChannel> channels = new HashMap<>();
    private final Map<Group, GroupChannel> watchers = new HashMap<>();
    /** Of each connection that is on its way into a group, the session that began with it last. */
    private final Map<Way, Entering> entering = new HashMap<>();

    private final Metrics metrics;
    private Consumer<Session> whenGone = session -> {};
    private Consumer<Group> whenInhabited = group -> {};
    private BiPredicate<Cid, Group> staysFor = (cid, group) -> false;

    private record TokenOf(Tenant tenant, String id) {}

    private record Way(Cid cid, Group group) {}

    private record Entering(Session session, Future<?> entered) {}

    public Sessions(Metrics metrics) {
        this.metrics = metrics;
    }

    public void add(Session session) {
        byCid.put(session.cid(), session);
        byUser.computeIfAbsent(session.user(), user -> new ArrayList<>(1)).add(session);
        index(session);
        byTenant.put(session.tenant(), session.cid(), session);
    }

    /** Its connection may have another one here by then, which stays. */
    public void remove(Session session) {
        if (byCid.remove(session.cid(), session)) {
            byTenant.remove(session.tenant(), session.cid());
        }
        unindex(session);
        byUser.computeIfPresent(session.user(), (user, sessions) -> without(sessions, session));
        if (!byUser.containsKey(session.user())) {
            whenGone.accept(session);
        }
    }

    private static @Nullable List<Session> without(List<Session> sessions, Session gone) {
        sessions.remove(gone);
        return sessions.isEmpty() ? null : sessions;
    }

    public @Nullable Session find(Cid cid) {
        return byCid.get(cid);
    }

    /**
     * Does what is for one connection alone. Where that is on its way to this node, what was for it before comes by the node that it had
     * been on, and is waited for.
     *
     * @param what looks where the connection is by then
     */
    public void inTurn(Cid to, Runnable what) {
        Session session = find(to);
        Arrival arrival = session == null ? null : session.arrival();
        if (arrival == null) {
            what.run();
        } else {
            arrival.gates.own(what);
        }
    }

    /** As {@link #inTurn}, with what comes of it. */
    public <T> Future<T> askInTurn(Cid to, Supplier<Future<T>> what) {
        Promise<T> outcome = Promise.promise();
        inTurn(to, () -> what.get().onComplete(outcome));
        return outcome.future();
    }

    /** The user's connections to this node; do not keep the list. */
    public List<Session> of(UserId user) {
        return byUser.getOrDefault(user, List.of());
    }

    private static TokenOf token(Session session) {
        return new TokenOf(session.tenant(), session.principal().profile().tokenId());
    }

    /** The connections to this node with this token; do not keep the list. */
    public List<Session> with(Tenant tenant, String token) {
        return byToken.getOrDefault(new TokenOf(tenant, token), List.of());
    }

    /** A session goes on with another token of the same user. */
    public void renew(Session session, Principal principal) {
        unindex(session);
        session.principal(principal);
        if (byCid.get(session.cid()) == session) {
            index(session);
        }
    }

    /** Whoever has no token, as a visitor with a publishable key, has none that could be revoked. */
    private void index(Session session) {
        if (!token(session).id().isEmpty()) {
            byToken.computeIfAbsent(token(session), token -> new ArrayList<>(1)).add(session);
        }
    }

    private void unindex(Session session) {
        byToken.computeIfPresent(token(session), (token, sessions) -> without(sessions, session));
    }

    public int count(Tenant tenant) {
        return byTenant.count(tenant);
    }

    /** Whether the connection of a session that is over has another one here, which is in that group, or comes with it. */
    private boolean goesOn(Session over, Group group) {
        Session now = byCid.get(over.cid());
        if (now == null || now == over) {
            return false;
        }
        Arrival arrival = now.arrival();
        return now.groups().containsKey(group.name()) || (arrival != null && arrival.isIn(group.name()));
    }

    /** A session is on its way into a group, until that is complete. */
    public void entering(Session session, Group group, Future<?> entered) {
        if (!entered.isComplete()) {
            Way way = new Way(session.cid(), group);
            Entering latest = new Entering(session, entered);
            entering.put(way, latest);
            entered.onComplete(over -> entering.remove(way, latest));
        }
    }

    /**
     * A session is not to be in a group that it was brought into, or is over. Where its connection has another one here, what that one has
     * begun is not ended.
     *
     * @param leave takes it out
     */
    public void abandon(Session session, Group group, Runnable leave) {
        Entering latest = entering.get(new Way(session.cid(), group));
        if (latest != null && latest.session != session) {
            latest.entered.onFailure(refused -> abandon(session, group, leave));
        } else if (!goesOn(session, group) && !staysFor.test(session.cid(), group)) {
            leave.run();
        }
    }

    /** How a session that is over leaves a group. Where its connection has another one here, that is not in it: nobody is to wait for it there. */
    public LeaveReason leaving(Session over) {
        Session now = byCid.get(over.cid());
        if (now != null && now != over) {
            return LeaveReason.LEFT;
        }
        return over.ending();
    }

    /**
     * The next of a tenant's connections to this node, in {@link #ORDER}.
     *
     * @param after the last one of the page before, which need not be there; null for the first page
     * @param limit how many at most
     */
    public List<Session> page(Tenant tenant, @Nullable Cid after, int limit) {
        return byTenant.page(tenant, after, limit);
    }

    /** Everybody, for what happens seldom: there may be many. */
    public Collection<Session> all() {
        return byCid.values();
    }

    public int size() {
        return byCid.size();
    }

    /** The groups that have members here. */
    public Set<Group> inhabited() {
        return Set.copyOf(channels.keySet());
    }

    public @Nullable GroupChannel channel(Group group) {
        return channels.get(group);
    }

    /** Those of this node who want to know who is lost and may come back; null where there are none. */
    @Nullable
    GroupChannel watchers(Group group) {
        return watchers.get(group);
    }

    /** The metadata of a session's member has changed, and not because its client said so. */
    public void note(Cid cid, Group group, Bytes meta) {
        Session session = byCid.get(cid);
        if (session != null) {
            session.groups()
                    .computeIfPresent(
                            group.name(),
                            (name, joined) -> new Session.Joined(joined.channel(), meta, joined.suspects()));
        }
    }

    /** Who is told of sessions that were the last of their user here. */
    public void whenGone(Consumer<Session> listener) {
        whenGone = listener;
    }

    /** Who is told of groups that come to have members here. */
    public void whenInhabited(Consumer<Group> listener) {
        whenInhabited = listener;
    }

    /** Whether this node stays in a group for a connection that it has given away, and may take back. */
    public void staysFor(BiPredicate<Cid, Group> those) {
        staysFor = those;
    }

    /** Puts a session into a group's fan-out, or notes its new metadata where it is in already. */
    public void enter(Session session, Group group, Bytes meta, boolean suspects) {
        if (session.groups().containsKey(group.name())) {
            note(session, group, meta, suspects);
            return;
        }
        GroupChannel channel = channels.computeIfAbsent(group, this::open);
        metrics.members(1);
        channel.add(session.dialect(), session.line());
        if (channel.size() == 1) {
            whenInhabited.accept(group);
        }
        session.groups().put(group.name(), new Session.Joined(channel, meta, false));
        note(session, group, meta, suspects);
    }

    private void note(Session session, Group group, Bytes meta, boolean suspects) {
        Session.Joined before = Objects.requireNonNull(session.groups().get(group.name()));
        session.groups().put(group.name(), new Session.Joined(before.channel(), meta, suspects));
        if (suspects && !before.suspects()) {
            watchers.computeIfAbsent(group, GroupChannel::new).add(session.dialect(), session.line());
        } else if (!suspects && before.suspects()) {
            unwatch(session, group);
        }
    }

    private void unwatch(Session session, Group group) {
        watchers.computeIfPresent(group, (same, channel) -> {
            channel.remove(session.dialect(), session.line());
            return channel.size() == 0 ? null : channel;
        });
    }

    /** Takes a session out of a group's fan-out; false where it was not in. */
    public boolean exit(Session session, Group group) {
        Session.Joined joined = session.groups().remove(group.name());
        if (joined == null) {
            return false;
        }
        GroupChannel channel = joined.channel();
        metrics.members(-1);
        channel.remove(session.dialect(), session.line());
        if (joined.suspects()) {
            unwatch(session, group);
        }
        if (channel.size() == 0) {
            metrics.groups(-1);
            channels.remove(group);
        }
        return true;
    }

    /** Whatever is for the session goes to another line from now on: what was handed over before, to the old one. */
    public void redirect(Session session, Line next) {
        Line old = session.line();
        for (Session.Joined joined : session.groups().values()) {
            move(joined.channel(), session.dialect(), old, next);
            GroupChannel watching =
                    joined.suspects() ? watchers.get(joined.channel().group()) : null;
            if (watching != null) {
                move(watching, session.dialect(), old, next);
            }
        }
        session.line(next);
    }

    private static void move(GroupChannel channel, Dialect dialect, Line old, Line next) {
        channel.remove(dialect, old);
        channel.add(dialect, next);
    }

    private GroupChannel open(Group group) {
        metrics.groups(1);
        return new GroupChannel(group);
    }
}
