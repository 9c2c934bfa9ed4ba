package io.ringway.gateway.session.virtual;

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
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.groups.GroupRules;
import io.ringway.gateway.session.groups.Seats;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Members without a connection, kept by the app's backend: a user on the phone, a bot, a device. The first node that is
 * told of one owns it; what other nodes are told later is passed on to that node. The random part of its cid is a digest of
 * the user's id, so that every node knows one when it sees it in a roster.
 *
 * <p>A node that stops gives them to others ({@link VirtualHandovers}). Those of a node that was killed are missed as sessions are: who is
 * told of one meanwhile, and sees it in a group, owns it from then on.
 *
 * <p>Nodes that are told of the same one at the same moment, or on both sides of a split network, own one each until they
 * see each other's: then the lowest node keeps it, and the others take theirs back. Hub only.
 */
public final class VirtualMembers {
    /** From how many on the first ones are forgotten that are gone: what they made lives no more, or is found by its roster alone. */
    private static final int MAX_HOMES = 512;

    /** How long one lives whose node is gone, and with it what was said of that. */
    static final long REVIVED_MS = 3_600_000;

    private final Cluster cluster;
    private final Hub hub;
    private final Seats seats;
    private final GroupRules rules;
    private final Predicate<UserId> isBanned;
    private final InstantSource clock;
    private final long graceMillis;
    private final VirtualLives lives = new VirtualLives();
    private final VirtualHandovers handovers;
    private final VirtualSteering steering;
    private final VirtualSightings sightings;
    private Consumer<UserId> whenGone = user -> {};
    private long lostUntil;

    /** The nodes, each in a life of it, by which members without a connection were made that this one has seen. */
    private final Set<NodeRef> homes = new LinkedHashSet<>();

    /**
     * @param isBanned who is not to be brought back
     * @param graceMillis how long members are missed whose node is gone
     */
    public VirtualMembers(
            Cluster cluster,
            Hub hub,
            Seats seats,
            GroupRules rules,
            Predicate<UserId> isBanned,
            long graceMillis,
            InstantSource clock) {
        this.cluster = cluster;
        this.hub = hub;
        this.seats = seats;
        this.rules = rules;
        this.isBanned = isBanned;
        this.graceMillis = graceMillis;
        this.clock = clock;
        this.handovers = new VirtualHandovers(cluster, lives, seats, rules, clock, this::seen);
        this.steering = new VirtualSteering(cluster, this, lives, handovers, clock);
        this.sightings = new VirtualSightings(cluster, lives, clock);
    }

    public VirtualHandovers handovers() {
        return handovers;
    }

    /** How long those of this node live. */
    VirtualLives lives() {
        return lives;
    }

    /** Ends members of this node, and moves them. */
    public VirtualSteering steering() {
        return steering;
    }

    /** What operators are shown of those of this node. */
    public VirtualSightings sightings() {
        return sightings;
    }

    /** Who is told of users whose member of this node has left all of its groups. */
    public void whenGone(Consumer<UserId> listener) {
        whenGone = listener;
    }

    /**
     * Adds the member, or changes its metadata where it is there already; completes with the cids that the user has. Fails where the
     * group is full or closed.
     *
     * @param ttlMillis how long it lives where nothing more is heard of it; {@link VirtualLives#FOR_EVER}
     * @param found those that there are, as {@link #found} says
     * @param connected asked where there is none: what it names is the user, and nobody is added
     */
    Future<List<Cid>> join(
            Group group,
            UserId user,
            Bytes meta,
            long ttlMillis,
            List<Member> found,
            Supplier<Future<List<Cid>>> connected) {
        if (rules.isClosed(group)) {
            return Future.failedFuture(new GroupRefusal(ErrorCode.GROUP_CLOSED, "the group is closed"));
        }
        if (!found.isEmpty()) {
            List<Cid> changed = change(group, found, meta);
            live(group, changed.getFirst(), ttlMillis);
            return Future.succeededFuture(changed);
        }
        return connected
                .get()
                .compose(cids -> cids.isEmpty() ? appear(group, user, meta, ttlMillis) : Future.succeededFuture(cids));
    }

    private Future<List<Cid>> appear(Group group, UserId user, Bytes meta, long ttlMillis) {
        Member member = new Member(VirtualIds.cid(cluster.self(), user), user, meta);
        seen(member);
        return enter(group, member)
                .onSuccess(cid -> live(group, cid, ttlMillis))
                .map(List::of);
    }

    private Future<Cid> enter(Group group, Member member) {
        return enter(group, member, () -> true);
    }

    /** @param isWanted looked at once there is a seat, which may have taken a while; fails with {@link NotFound} where it is not any more */
    Future<Cid> enter(Group group, Member member, BooleanSupplier isWanted) {
        if (rules.isClosed(group)) {
            return Future.failedFuture(new GroupRefusal(ErrorCode.GROUP_CLOSED, "the group is closed"));
        }
        return seats.enter(member.cid(), group, () -> {
                    if (!isWanted.getAsBoolean()) {
                        return NotFound.future();
                    }
                    lives.own(group, member.cid(), member.user(), clock.millis());
                    handovers.look(member.cid());
                    return cluster.join(group, member);
                })
                .recover(refusal -> Future.failedFuture(
                        refusal instanceof Seats.FullException full
                                ? new GroupRefusal(full.code(), full.getMessage())
                                : refusal))
                .compose(view -> {
                    if (rules.isClosed(group)) {
                        leave(group, member.cid(), LeaveReason.CLOSED);
                        return Future.failedFuture(new GroupRefusal(ErrorCode.GROUP_CLOSED, "the group is closed"));
                    }
                    return Future.succeededFuture(settled(group, member));
                });
    }

    /** A group is closed: takes those of this node out. */
    public void close(Group group) {
        lives.in(group).forEach(cid -> leave(group, cid, LeaveReason.CLOSED));
    }

    void leave(Group group, Cid cid, LeaveReason reason) {
        Member member = find(group, cid);
        lives.forget(group, cid);
        cluster.leave(group, cid, reason);
        if (!lives.owns(cid)) {
            cluster.released(cid);
            if (member != null) {
                whenGone.accept(member.user());
            }
        }
    }

    /** Lets it live as long from now on. */
    void live(Group group, Cid cid, long ttlMillis) {
        receive(new BackendStep.MemberLife(group, cid, ttlMillis));
    }

    /** How long a member lives, of whichever node. */
    public void receive(BackendStep.MemberLife life) {
        at(
                life.cid(),
                () -> lives.set(life.group(), life.cid(), life.ttlMillis(), clock.millis()),
                new Envelope.OfBackend(life));
    }

    /** Does it where the member lives, be it that it is on its way there. */
    void at(Cid cid, Runnable work, Envelope elsewhere) {
        Future<?> going = handovers.going(cid);
        NodeRef where = cluster.locate(cid);
        if (going != null) {
            going.onComplete(over -> at(cid, work, elsewhere));
        } else if (where != null && where.id() == cluster.self().id()) {
            work.run();
        } else if (where != null) {
            cluster.post(where, EnvelopeCodec.encode(elsewhere));
        }
    }

    /** Takes out whose time is over; once a second. */
    public void tick() {
        for (VirtualLives.Key due : lives.due(clock.millis())) {
            leave(due.group(), due.cid(), LeaveReason.DISCONNECTED);
        }
        handovers.tick();
    }

    /** @param agoMillis since when */
    public void nodeDown(long agoMillis) {
        lostUntil = Math.max(lostUntil, clock.millis() - agoMillis + graceMillis);
        handovers.lookAtAll();
    }

    /** Another node has taken a connection over, which may be none. */
    public void adopted(Cid cid, NodeRef by) {
        if (lives.owns(cid)) {
            // Not within the news.
            hub.context().runOnContext(later -> handovers.follow(cid, by));
        }
    }

    /**
     * The members without a connection that a user has in a group; those whose node is gone are this node's from now on, or that of
     * another which knows them.
     *
     * @param seen those that this node sees
     */
    Future<List<Member>> found(Group group, UserId user, List<Member> seen, long ttlMillis) {
        seen.forEach(member -> wake(group, member, ttlMillis));
        return seen.isEmpty() && clock.millis() < lostUntil
                ? sought(new BackendStep.MemberSought(group, user.id(), ttlMillis), new TreeSet<>(cluster.peers()))
                        .map(cids -> cids.stream()
                                .map(cid -> new Member(cid, user, Bytes.EMPTY))
                                .toList())
                : Future.succeededFuture(seen);
    }

    /** Who was banned since its node is gone stays away: it leaves when it has been missed for long enough. */
    void wake(Group group, Member member, long ttlMillis) {
        if (cluster.locate(member.cid()) == null && !isBanned.test(member.user())) {
            handovers.revive(group, member, ttlMillis == VirtualLives.AGAIN ? REVIVED_MS : ttlMillis);
        }
    }

    /** Asks one after the other, so that one of them takes it over. */
    private Future<List<Cid>> sought(BackendStep.MemberSought question, NavigableSet<NodeRef> peers) {
        NodeRef peer = peers.pollFirst();
        return peer == null
                ? Future.succeededFuture(List.of())
                : cluster.ask(peer, VirtualHandovers.encode(question))
                        .compose(VirtualHandovers::taken)
                        .otherwise(List.of())
                        .compose(cids -> cids.isEmpty() ? sought(question, peers) : Future.succeededFuture(cids));
    }

    /** What this node sees of a member whose node is gone. */
    public Buffer answer(BackendStep.MemberSought question) {
        UserId user = new UserId(question.tenant(), question.user());
        GroupView view = cluster.view(question.group());
        List<Member> found = view == null || cluster.isFenced() ? List.of() : find(view, user);
        found.forEach(member -> wake(question.group(), member, question.ttlMillis()));
        return VirtualHandovers.taken(
                question.tenant(), found.stream().map(Member::cid).toList());
    }

    /** The member of this node with this cid; null where there is none. */
    @Nullable
    Member find(Group group, Cid cid) {
        GroupView view = cluster.view(group);
        return view == null ? null : view.member(cid);
    }

    /** The one that stays, where another node has been told of the same user meanwhile. */
    private Cid settled(Group group, Member joined) {
        Member kept = settle(group, joined.user());
        return kept == null ? joined.cid() : kept.cid();
    }

    /** A member has appeared in a group that this node has members in. */
    public void appeared(Group group, Member member) {
        if (!lives.owns(group, member.cid()) && VirtualIds.isVirtual(member)) {
            seen(member);
            // Not within the news: the cluster is in the midst of telling it.
            hub.context().runOnContext(later -> settle(group, member.user()));
        }
    }

    private void seen(Member member) {
        if (homes.add(member.cid().node()) && homes.size() > MAX_HOMES) {
            Set<Long> here = new HashSet<>(Set.of(cluster.self().id()));
            cluster.peers().forEach(peer -> here.add(peer.id()));
            // What was made by nodes that are gone may live on others.
            List<NodeRef> first = homes.stream()
                    .filter(home -> !here.contains(home.id()))
                    .limit(MAX_HOMES / 2)
                    .toList();
            first.forEach(homes::remove);
        }
    }

    /** Takes this node's own member back where a lower node has one for the same user; null where nobody has one. */
    private @Nullable Member settle(Group group, UserId user) {
        GroupView view = cluster.view(group);
        List<Member> found = view == null ? List.of() : find(view, user);
        Member lowest = null;
        for (Member member : found) {
            lowest = lowest == null || isBefore(member, lowest) ? member : lowest;
        }
        for (Member member : found) {
            if (!member.equals(lowest) && lives.owns(group, member.cid())) {
                leave(group, member.cid(), LeaveReason.LEFT);
            }
        }
        return lowest;
    }

    private static boolean isBefore(Member one, Member other) {
        return one.cid().node().compareTo(other.cid().node()) < 0;
    }

    List<Cid> change(Group group, List<Member> found, Bytes meta) {
        found.forEach(member -> {
            apply(group, member.withMeta(meta), true);
            live(group, member.cid(), VirtualLives.AGAIN);
        });
        return found.stream().map(Member::cid).toList();
    }

    /** What a node was told of a member, of whichever node. */
    public void apply(Group group, Member member, boolean present) {
        if (VirtualIds.isVirtual(member)) {
            Runnable work =
                    present ? () -> cluster.update(group, member) : () -> leave(group, member.cid(), LeaveReason.LEFT);
            at(member.cid(), work, new Envelope.VirtualMember(group, member, present));
        }
    }

    /** The ids that this node's members of a user can have. */
    List<Cid> ids(UserId user) {
        VirtualIds.OfUser ids = VirtualIds.of(user);
        return homes.stream().map(ids::madeBy).toList();
    }

    /** Those of a user that live on this node. */
    List<Member> own(Group group, GroupView view, UserId user) {
        return find(view, user).stream()
                .filter(member -> lives.owns(group, member.cid()))
                .toList();
    }

    /** Those of a user, by the cids that they can have: a group may be large. */
    List<Member> find(GroupView view, UserId user) {
        List<Member> found = new ArrayList<>(1);
        for (Cid cid : ids(user)) {
            Member member = view.member(cid);
            if (member != null && member.user().equals(user)) {
                found.add(member);
            }
        }
        return found;
    }
}
