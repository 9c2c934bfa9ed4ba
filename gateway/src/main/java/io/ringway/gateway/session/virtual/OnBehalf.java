package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.groups.Transfers;
import io.ringway.gateway.session.moves.Moving;
import io.ringway.gateway.session.moves.Residents;
import io.ringway.gateway.session.moves.Residents.Resident;
import io.ringway.gateway.session.moves.Untaken;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the app's backend says of users in groups, whether they are there with connections or without: after {@code joined} a user is in
 * the group, after {@code left} he is not, and {@code updated} is about all that he has there. Each of these can be said twice. Completes
 * with the members that it was about; fails with {@link NotFound} where there are none. Hub only.
 */
public final class OnBehalf {
    /** A group of so few is looked through sooner than the directory of users is asked. */
    private static final int FEW = 100;

    private final Cluster cluster;
    private final Sessions sessions;
    private final Residents residents;
    private final Untaken untaken;
    private final VirtualMembers virtualMembers;
    private final VirtualLives lives;
    private final Transfers transfers;
    private final InstantSource clock;
    private final Elsewhere elsewhere;

    public OnBehalf(
            Cluster cluster,
            Sessions sessions,
            Moving moving,
            VirtualMembers virtualMembers,
            Transfers transfers,
            InstantSource clock) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.residents = moving.residents();
        this.untaken = moving.departures().untaken();
        this.virtualMembers = virtualMembers;
        this.lives = virtualMembers.lives();
        this.transfers = transfers;
        this.clock = clock;
        this.elsewhere = new Elsewhere(cluster);
        transfers.others(virtualMembers.steering()::move);
    }

    /**
     * Sees to it that the user is in the group: by a member without a connection, whose metadata it becomes, or by the connections
     * that are there, which stay as they are. Fails where the group is full or closed.
     *
     * @param ttlMillis how long a member without a connection lives where nothing more is heard of it; {@link VirtualLives#FOR_EVER}
     */
    public Future<List<Cid>> join(Group group, UserId user, Bytes meta, long ttlMillis) {
        return theirs(group, user, ttlMillis)
                .compose(theirs -> virtualMembers.join(
                        group,
                        user,
                        meta,
                        ttlMillis,
                        theirs.virtual,
                        () -> theirs.connected.get().map(OnBehalf::cids)));
    }

    /**
     * A user's members of a group.
     *
     * @param virtual those without a connection
     * @param connected gives the others
     */
    private record Theirs(List<Member> virtual, Supplier<Future<List<Member>>> connected) {}

    private Future<Theirs> theirs(Group group, UserId user, long ttlMillis) {
        GroupView view = cluster.view(group);
        if (view != null) {
            return virtualMembers
                    .found(group, user, virtualMembers.find(view, user), ttlMillis)
                    .map(found -> new Theirs(found, () -> connected(group, user)));
        }
        // Other nodes have to tell: they are asked once for both kinds.
        return all(group, user)
                .compose(all -> virtualMembers
                        .found(group, user, virtual(all), ttlMillis)
                        .map(found -> new Theirs(found, () -> Future.succeededFuture(withConnection(all)))));
    }

    private static List<Cid> cids(List<Member> members) {
        return members.stream().map(Member::cid).toList();
    }

    /** Lets a member without a connection live as long again; a connection does so by itself. */
    public Future<List<Cid>> heartbeat(Group group, UserId user, long ttlMillis) {
        return theirs(group, user, ttlMillis).compose(theirs -> {
            theirs.virtual.forEach(member -> virtualMembers.live(group, member.cid(), ttlMillis));
            return theirs.virtual.isEmpty()
                    ? some(theirs.connected.get())
                    : Future.succeededFuture(cids(theirs.virtual));
        });
    }

    private static Future<List<Cid>> some(Future<List<Member>> members) {
        return members.compose(those -> those.isEmpty() ? NotFound.future() : Future.succeededFuture(cids(those)));
    }

    /**
     * Changes the metadata. Fails where it is not known of one whether it is there to be changed.
     *
     * @param only which of the user's members; null for all
     */
    public Future<List<Cid>> update(Group group, UserId user, @Nullable Cid only, Bytes meta) {
        return members(group, user, only).compose(members -> {
            Future<List<Cid>> those = unlessMissed(members);
            virtualMembers.change(group, virtual(members), meta);
            connections(members).forEach(cid -> say(new BackendStep.MemberMeta(group, cid, meta)));
            return those;
        });
    }

    /** Of a member whose node is gone nobody knows yet whether it comes back on another: what is said of it now reaches nobody. */
    private Future<List<Cid>> unlessMissed(List<Member> members) {
        return members.stream().anyMatch(member -> cluster.locate(member.cid()) == null)
                ? GroupRefusal.future(
                        ErrorCode.UNAVAILABLE, "the node of a member is gone, and the member may come back")
                : some(Future.succeededFuture(members));
    }

    /**
     * Takes the user out of the group; connections stay open. Fails where it is not known of one whether it has left.
     *
     * @param only as in {@link #update}
     */
    public Future<List<Cid>> leave(Group group, UserId user, @Nullable Cid only) {
        return members(group, user, only).compose(members -> {
            Future<List<Cid>> those = unlessMissed(members);
            virtual(members).forEach(member -> virtualMembers.apply(group, member, false));
            List<Future<Void>> leaving = connections(members)
                    .map(cid ->
                            transfers.move(user.tenant(), cid, group.name(), "").recover(OnBehalf::unlessGone))
                    .toList();
            return Future.join(leaving).compose(left -> those);
        });
    }

    /** Somebody who has gone meanwhile has left. */
    private static Future<Void> unlessGone(Throwable failure) {
        boolean isGone = failure instanceof NotFound
                || (failure instanceof GroupRefusal refusal && refusal.code() == ErrorCode.NOT_FOUND);
        return isGone ? Future.succeededFuture() : Future.failedFuture(failure);
    }

    private static List<Member> virtual(List<Member> members) {
        return members.stream().filter(VirtualIds::isVirtual).toList();
    }

    private static Stream<Cid> connections(List<Member> members) {
        return members.stream().filter(member -> !VirtualIds.isVirtual(member)).map(Member::cid);
    }

    private Future<List<Member>> members(Group group, UserId user, @Nullable Cid only) {
        return theirs(group, user, VirtualLives.AGAIN)
                .compose(theirs -> theirs.connected
                        .get()
                        .map(connected -> Stream.concat(theirs.virtual.stream(), connected.stream())
                                .filter(member -> only == null || member.cid().equals(only))
                                .toList()));
    }

    /** The members that a user's connections are. */
    private Future<List<Member>> connected(Group group, UserId user) {
        GroupView view = cluster.view(group);
        if (view == null || view.size() <= FEW) {
            return all(group, user).map(OnBehalf::withConnection);
        }
        if (view.size() == view.ownSize()) {
            return Future.succeededFuture(own(group, user));
        }
        return cluster.nodesOf(user)
                .map(nodes -> !nodes.isEmpty())
                .otherwise(true)
                .compose(isElsewhere -> isElsewhere
                        ? all(group, user).map(OnBehalf::withConnection)
                        : Future.succeededFuture(own(group, user)));
    }

    private static List<Member> withConnection(List<Member> members) {
        return members.stream().filter(member -> !VirtualIds.isVirtual(member)).toList();
    }

    /** Also of connections that are on their way here, or from here: their groups know of those. */
    private List<Member> own(Group group, UserId user) {
        GroupView view = cluster.view(group);
        List<Member> own = new ArrayList<>(1);
        if (view != null) {
            for (Resident one : residents.of(user)) {
                Member member = view.member(one.cid());
                if (member != null) {
                    own.add(member);
                }
            }
        }
        return own;
    }

    /**
     * What a user's members of a group are doing goes into their metadata, those with a connection too; completes with those
     * that there are. Fails with {@link NotFound}, with {@link NoPlaceException} before any of them has got it, or as {@link #update}.
     */
    public Future<List<Member>> state(Group group, UserId user, String state) {
        return all(group, user).compose(theirs -> {
            if (theirs.stream()
                    .anyMatch(member -> StateMeta.with(member.meta(), state).isEmpty())) {
                return Future.failedFuture(new NoPlaceException());
            }
            virtual(theirs).forEach(member -> virtualMembers.wake(group, member, VirtualLives.AGAIN));
            Future<List<Cid>> those = unlessMissed(theirs);
            theirs.forEach(member -> say(new BackendStep.MemberState(group, member.cid(), state)));
            return those.map(theirs);
        });
    }

    private Future<List<Member>> all(Group group, UserId user) {
        GroupView view = cluster.view(group);
        return view == null
                ? elsewhere.members(group, user, () -> own(group, user))
                : Future.succeededFuture(of(user, view.members()));
    }

    private static List<Member> of(UserId user, Iterable<Member> members) {
        List<Member> theirs = new ArrayList<>(1);
        for (Member member : members) {
            if (member.user().id().equals(user.id())) {
                theirs.add(member);
            }
        }
        return theirs;
    }

    /** What this node has of what another asks for: its own members alone, of either kind, as every node of the group is asked. */
    public Buffer answer(BackendStep.MembersAsked question) {
        UserId user = new UserId(question.tenant(), question.user());
        GroupView view = cluster.view(question.group());
        List<Member> members = own(question.group(), user);
        if (view != null) {
            members.addAll(virtualMembers.own(question.group(), view, user));
        }
        return Elsewhere.encode(question.tenant(), members);
    }

    /** What a member is doing, which another node says, of whichever node it is. */
    public void receive(NodeRef from, BackendStep.MemberState news) {
        carryOut(doing(news), from);
    }

    /** The metadata of a connection's member, which another node says, of whichever node it is. */
    public void receive(NodeRef from, BackendStep.MemberMeta news) {
        carryOut(being(news), from);
    }

    private void say(BackendStep.MemberState news) {
        carryOut(doing(news), null);
    }

    private void say(BackendStep.MemberMeta news) {
        carryOut(being(news), null);
    }

    private static Alteration doing(BackendStep.MemberState news) {
        return new Alteration(
                news.group(),
                news.cid(),
                meta -> StateMeta.with(meta, news.state()).orElse(meta),
                news);
    }

    private static Alteration being(BackendStep.MemberMeta news) {
        return new Alteration(news.group(), news.cid(), meta -> news.meta(), news);
    }

    /** How a member's metadata changes. */
    private record Alteration(Group group, Cid cid, UnaryOperator<Bytes> change, BackendStep news) {}

    /**
     * On the node of the member. A connection that is on its way there enters its groups, with what it brought along, when it has arrived:
     * what is said of it before is said then. The node that has given it away may have to give it once more, or keep it.
     *
     * @param from who says so; null for the backend
     */
    private void carryOut(Alteration one, @Nullable NodeRef from) {
        Session session = sessions.find(one.cid);
        Arrival arrival = session == null ? null : session.arrival();
        if (arrival != null) {
            arrival.arrived().onComplete(over -> carryOut(one, from));
            return;
        }
        if (untaken.has(one.cid)) {
            untaken.note(one.cid, one.group, one.change);
        } else if (session == null && from != null && isBack(one.cid, from)) {
            return;
        }
        virtualMembers.at(one.cid, () -> apply(one), new Envelope.OfBackend(one.news));
    }

    /** Whether this comes from where it would be sent: after a session that has not been taken here, whose node has noted it. */
    private boolean isBack(Cid cid, NodeRef from) {
        return from.equals(cluster.locate(cid)) && virtualMembers.handovers().going(cid) == null;
    }

    private void apply(Alteration one) {
        Member member = virtualMembers.find(one.group, one.cid);
        if (member != null) {
            Bytes meta = one.change.apply(member.meta());
            cluster.update(one.group, member.withMeta(meta));
            lives.set(one.group, one.cid, VirtualLives.AGAIN, clock.millis());
            sessions.note(one.cid, one.group, meta);
        }
    }
}
