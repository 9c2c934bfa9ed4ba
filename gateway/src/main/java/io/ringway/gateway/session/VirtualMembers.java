package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Members without a connection, kept by the app's backend: a user on the phone, a bot, a device. The first node that is
 * told of one owns it; what other nodes are told later is passed on to that node. The random part of its cid is a digest of
 * the user's id, so that every node knows one when it sees it in a roster.
 *
 * <p>Nodes that are told of the same one at the same moment, or on both sides of a split network, own one each until they
 * see each other's: then the lowest node keeps it, and the others take theirs back. Hub only.
 */
final class VirtualMembers {
    private static final MessageDigest SHA_256 = sha256();

    /** From how many on those are forgotten that are gone. */
    private static final int MAX_HOMES = 256;

    private final Cluster cluster;
    private final Hub hub;
    private final Sessions sessions;
    private final Seats seats;
    private final GroupRules rules;
    private final InstantSource clock;
    private final VirtualLives lives = new VirtualLives();

    /** The nodes, each in a life of it, by which members without a connection were made that this one has seen. */
    private final Set<NodeRef> homes = new LinkedHashSet<>();

    VirtualMembers(Cluster cluster, Hub hub, Sessions sessions, Seats seats, GroupRules rules, InstantSource clock) {
        this.cluster = cluster;
        this.hub = hub;
        this.sessions = sessions;
        this.seats = seats;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Adds the member, or changes its metadata where it is there already; completes with its cid. Fails where the group is full
     * or closed.
     *
     * @param ttlMillis how long it lives where nothing more is heard of it; {@link VirtualLives#FOR_EVER}
     */
    Future<Cid> join(Group group, UserId user, Bytes meta, long ttlMillis) {
        return find(group, user)
                .compose(found -> {
                    if (!found.isEmpty()) {
                        return change(group, found, meta);
                    }
                    Member member = new Member(cid(cluster.self(), user), user, meta);
                    seen(member);
                    return enter(group, member);
                })
                .onSuccess(cid -> live(group, cid, ttlMillis));
    }

    private Future<Cid> enter(Group group, Member member) {
        if (rules.isClosed(group)) {
            return Future.failedFuture(new GroupRefusal(ErrorCode.GROUP_CLOSED, "the group is closed"));
        }
        return seats.enter(member.cid(), group, () -> cluster.join(group, member))
                .recover(refusal -> Future.failedFuture(
                        refusal instanceof Seats.FullException full
                                ? new GroupRefusal(full.code(), full.getMessage())
                                : refusal))
                .compose(view -> {
                    if (rules.isClosed(group)) {
                        cluster.leave(group, member.cid(), LeaveReason.CLOSED);
                        return Future.failedFuture(new GroupRefusal(ErrorCode.GROUP_CLOSED, "the group is closed"));
                    }
                    return Future.succeededFuture(settled(group, member));
                });
    }

    /** A group is closed: takes those of this node out. */
    void close(Group group) {
        GroupView view = cluster.view(group);
        List<Member> own = new ArrayList<>();
        for (Member member : view == null ? List.<Member>of() : view.members()) {
            if (member.cid().node().id() == cluster.self().id() && isVirtual(member)) {
                own.add(member);
            }
        }
        own.forEach(member -> {
            lives.forget(group, member.cid());
            cluster.leave(group, member.cid(), LeaveReason.CLOSED);
        });
    }

    /** Lets it live as long again; fails with {@link NotFound} where there is no such member. */
    Future<Cid> heartbeat(Group group, UserId user, long ttlMillis) {
        return find(group, user).compose(found -> {
            found.forEach(member -> live(group, member.cid(), ttlMillis));
            return found.isEmpty()
                    ? NotFound.future()
                    : Future.succeededFuture(found.get(0).cid());
        });
    }

    private void live(Group group, Cid cid, long ttlMillis) {
        if (cid.node().id() == cluster.self().id()) {
            lives.set(group, cid, ttlMillis, clock.millis());
        } else {
            cluster.post(
                    cid.node(),
                    EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.MemberLife(group, cid, ttlMillis))));
        }
    }

    /** What another node was told of how long a member of this one lives. */
    void receive(BackendStep.MemberLife life) {
        if (find(life.group(), life.cid()) != null) {
            lives.set(life.group(), life.cid(), life.ttlMillis(), clock.millis());
        }
    }

    /** Takes out whose time is over; once a second. */
    void tick() {
        for (VirtualLives.Key due : lives.due(clock.millis())) {
            cluster.leave(due.group(), due.cid(), LeaveReason.DISCONNECTED);
        }
    }

    /** The member of this node with this cid; null where there is none. */
    private @Nullable Member find(Group group, Cid cid) {
        GroupView view = cluster.view(group);
        return view == null ? null : view.member(cid);
    }

    /**
     * What a user's members of a group are doing goes into their metadata, those with a connection too; completes with those
     * that there are. Fails with {@link NotFound}, or with {@link NoPlaceException} before any of them has got it.
     */
    Future<List<Member>> state(Group group, UserId user, String state) {
        return all(group, user).compose(theirs -> {
            if (theirs.stream()
                    .anyMatch(member -> StateMeta.with(member.meta(), state).isEmpty())) {
                return Future.failedFuture(new NoPlaceException());
            }
            theirs.forEach(member -> tellState(group, member.cid(), state));
            return theirs.isEmpty() ? NotFound.future() : Future.succeededFuture(theirs);
        });
    }

    private Future<List<Member>> all(Group group, UserId user) {
        GroupView view = cluster.view(group);
        return view == null
                ? cluster.roster(group).map(members -> of(user, members))
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

    private void tellState(Group group, Cid cid, String state) {
        NodeRef where = cluster.locate(cid);
        BackendStep.MemberState step = new BackendStep.MemberState(group, cid, state);
        if (where != null && where.id() == cluster.self().id()) {
            receive(step);
        } else if (where != null) {
            cluster.post(where, EnvelopeCodec.encode(new Envelope.OfBackend(step)));
        }
    }

    void receive(BackendStep.MemberState news) {
        Member member = find(news.group(), news.cid());
        if (member != null) {
            StateMeta.with(member.meta(), news.state()).ifPresent(meta -> {
                cluster.update(news.group(), member.withMeta(meta));
                lives.set(news.group(), news.cid(), VirtualLives.AGAIN, clock.millis());
                sessions.note(news.cid(), news.group(), meta);
            });
        }
    }

    /** The one that stays, where another node has been told of the same user meanwhile. */
    private Cid settled(Group group, Member joined) {
        Member kept = settle(group, joined.user());
        return kept == null ? joined.cid() : kept.cid();
    }

    /** A member has appeared in a group that this node has members in. */
    void appeared(Group group, Member member) {
        if (member.cid().node().id() != cluster.self().id() && isVirtual(member)) {
            seen(member);
            // Not within the news: the cluster is in the midst of telling it.
            hub.context().runOnContext(later -> settle(group, member.user()));
        }
    }

    private void seen(Member member) {
        if (homes.add(member.cid().node()) && homes.size() > MAX_HOMES) {
            Set<Long> here = new HashSet<>(Set.of(cluster.self().id()));
            cluster.peers().forEach(peer -> here.add(peer.id()));
            homes.removeIf(home -> !here.contains(home.id()));
        }
    }

    /** Takes this node's own member back where a lower node has one for the same user; null where nobody has one. */
    private @Nullable Member settle(Group group, UserId user) {
        GroupView view = cluster.view(group);
        Member own = null;
        Member lowest = null;
        for (Member member : view == null ? List.<Member>of() : find(view, user)) {
            own = member.cid().node().id() == cluster.self().id() ? member : own;
            lowest = lowest == null || isBefore(member, lowest) ? member : lowest;
        }
        if (own != null && !own.equals(lowest)) {
            cluster.leave(group, own.cid(), LeaveReason.LEFT);
        }
        return lowest;
    }

    private static boolean isBefore(Member one, Member other) {
        return one.cid().node().compareTo(other.cid().node()) < 0;
    }

    /** Changes its metadata; fails with {@link NotFound} where there is no such member. */
    Future<Cid> update(Group group, UserId user, Bytes meta) {
        return find(group, user).compose(found -> found.isEmpty() ? NotFound.future() : change(group, found, meta));
    }

    private Future<Cid> change(Group group, List<Member> found, Bytes meta) {
        found.forEach(member -> {
            tell(group, member.withMeta(meta), true);
            live(group, member.cid(), VirtualLives.AGAIN);
        });
        return Future.succeededFuture(found.get(0).cid());
    }

    /** Removes it; fails with {@link NotFound} where there is no such member. */
    Future<Cid> leave(Group group, UserId user) {
        return find(group, user).compose(found -> {
            found.forEach(member -> tell(group, member, false));
            return found.isEmpty()
                    ? NotFound.future()
                    : Future.succeededFuture(found.get(0).cid());
        });
    }

    private void tell(Group group, Member member, boolean present) {
        Cid cid = member.cid();
        if (cid.node().id() == cluster.self().id()) {
            apply(group, member, present);
        } else {
            cluster.post(cid.node(), EnvelopeCodec.encode(new Envelope.VirtualMember(group, member, present)));
        }
    }

    /** What another node was told of a member of this one. */
    void apply(Group group, Member member, boolean present) {
        if (!isVirtual(member)) {
            return;
        }
        if (present) {
            cluster.update(group, member);
        } else {
            lives.forget(group, member.cid());
            cluster.leave(group, member.cid(), LeaveReason.LEFT);
        }
    }

    private Future<List<Member>> find(Group group, UserId user) {
        GroupView view = cluster.view(group);
        return view != null
                ? Future.succeededFuture(find(view, user))
                : cluster.roster(group)
                        .map(members -> of(user, members).stream()
                                .filter(VirtualMembers::isVirtual)
                                .toList());
    }

    /** Those of a user, by the cids that they can have: a group may be large. */
    private List<Member> find(GroupView view, UserId user) {
        List<Member> found = new ArrayList<>(1);
        ByteBuffer digest = digest(user);
        for (NodeRef home : homes) {
            Member member = view.member(new Cid(home, digest.getLong(0), digest.getLong(Long.BYTES)));
            if (member != null && member.user().equals(user)) {
                found.add(member);
            }
        }
        return found;
    }

    private static boolean isVirtual(Member member) {
        return cid(member.cid().node(), member.user()).equals(member.cid());
    }

    /** The cid that a member without a connection has where this node owns it. */
    static Cid cid(NodeRef node, UserId user) {
        ByteBuffer digest = digest(user);
        return new Cid(node, digest.getLong(), digest.getLong());
    }

    private static ByteBuffer digest(UserId user) {
        String name = "virtual member\n" + user.tenant().name() + "\n" + user.id();
        try {
            // To copy one is much cheaper than to look for one.
            MessageDigest sha256 = (MessageDigest) SHA_256.clone();
            return ByteBuffer.wrap(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("every JDK can copy a digest", impossible);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
