package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.BackendStep.Given;
import io.ringway.gateway.protocol.envelope.BackendStep.Since;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.groups.GroupRules;
import io.ringway.gateway.session.groups.Seats;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Members without a connection that leave this node for another, and that come here. A member is in both nodes' groups until the new one has
 * said that it has it: nobody is told of a change. It goes with all of its groups, so that one node has it. What is to be done to it meanwhile
 * waits. Hub only.
 */
public final class VirtualHandovers {
    /** So many go in one envelope, with at most 4 KB of metadata each in a group. */
    private static final int BATCH = 100;

    /** So many are on their way at once, that the others are not held up by them. */
    private static final int MOST = 1_000;

    /** A node that did not answer is left alone for so long. */
    private static final long SILENCE_MS = 1_000;

    private final Cluster cluster;
    private final VirtualLives lives;
    private final Seats seats;
    private final GroupRules rules;
    private final InstantSource clock;
    private final Consumer<Member> seen;
    private final Map<Cid, Future<?>> going = new HashMap<>();

    /** Those that may be elsewhere; all others are here until somebody says something else. */
    private final Set<Cid> unsettled = new LinkedHashSet<>();

    /** Those that say that they take none: they are about to stop themselves. */
    private final Set<NodeRef> refusing = new HashSet<>();

    /** Those that did not answer, and until when they are not asked: they may have taken what they were given, or do so later. */
    private final Map<NodeRef, Long> silent = new HashMap<>();

    private boolean isLeaving;

    /** @param seen told of each that comes here */
    VirtualHandovers(
            Cluster cluster,
            VirtualLives lives,
            Seats seats,
            GroupRules rules,
            InstantSource clock,
            Consumer<Member> seen) {
        this.cluster = cluster;
        this.lives = lives;
        this.seats = seats;
        this.rules = rules;
        this.clock = clock;
        this.seen = seen;
    }

    /** Whether none is left that another node could take, and none is on its way. */
    public boolean isDone() {
        return going.isEmpty() && (lives.cids().isEmpty() || refusing.containsAll(cluster.peers()));
    }

    /** This node is about to stop: gives the others what it has, some at a time. To be called again until {@link #isDone}. */
    public void leave() {
        isLeaving = true;
        Map<NodeRef, Map<Tenant, List<Cid>>> parts = new HashMap<>();
        List<NodeRef> takers = takers();
        int free = MOST - going.size();
        for (Cid cid : takers.isEmpty() ? Set.<Cid>of() : lives.cids()) {
            if (free <= 0) {
                break;
            }
            NodeRef to = going.containsKey(cid) ? null : taker(cid, takers);
            if (to != null) {
                free--;
                parts.computeIfAbsent(to, fresh -> new HashMap<>())
                        .computeIfAbsent(lives.groups(cid).getFirst().tenant(), fresh -> new ArrayList<>())
                        .add(cid);
            }
        }
        parts.forEach((to, tenants) -> tenants.forEach((tenant, cids) -> {
            for (int from = 0; from < cids.size(); from += BATCH) {
                give(tenant, List.copyOf(cids.subList(from, Math.min(from + BATCH, cids.size()))), to);
            }
        }));
    }

    private List<NodeRef> takers() {
        silent.values().removeIf(until -> until <= clock.millis());
        TreeSet<NodeRef> takers = new TreeSet<>(cluster.peers());
        takers.removeAll(refusing);
        takers.removeAll(silent.keySet());
        return List.copyOf(takers);
    }

    /** Where it is already in part, be it that one has to wait for that node; else any. Null where there is none now. */
    private @Nullable NodeRef taker(Cid cid, List<NodeRef> takers) {
        NodeRef where = cluster.locate(cid);
        if (where != null && silent.containsKey(where) && !refusing.contains(where)) {
            return null;
        }
        if (where != null && takers.contains(where)) {
            return where;
        }
        return takers.isEmpty() ? null : takers.get(Math.floorMod(cid.hashCode(), takers.size()));
    }

    /** Another node has taken it over, of which this one has some groups: they go there. */
    void follow(Cid cid, NodeRef to) {
        look(cid);
        if (lives.owns(cid)
                && !going.containsKey(cid)
                && to.id() != cluster.self().id()) {
            give(lives.groups(cid).getFirst().tenant(), List.of(cid), to);
        }
    }

    /** It may be that another node has taken it over. */
    void look(Cid cid) {
        unsettled.add(cid);
    }

    void lookAtAll() {
        unsettled.addAll(lives.cids());
    }

    /** Once a second: what could not follow then does so now. */
    void tick() {
        for (Cid cid : List.copyOf(unsettled)) {
            NodeRef where = lives.owns(cid) ? cluster.locate(cid) : cluster.self();
            if (where != null && where.id() == cluster.self().id()) {
                unsettled.remove(cid);
            } else if (where == null) {
                // The node that had taken it over is gone.
                cluster.adopt(cid, cluster.lastPlace(cid).moves() + 1);
            } else {
                follow(cid, where);
            }
        }
    }

    private void give(Tenant tenant, List<Cid> cids, NodeRef to) {
        List<Given> given = new ArrayList<>();
        cids.forEach(cid -> lives.groups(cid).forEach(group -> {
            Given one = given(group, cid, to);
            if (one != null) {
                given.add(one);
            }
        }));
        if (given.isEmpty()) {
            return;
        }
        Future<?> answered = cluster.ask(to, encode(new BackendStep.MembersGiven(tenant, given)))
                .compose(VirtualHandovers::taken)
                .transform(answer -> {
                    cids.forEach(going::remove);
                    if (answer.succeeded()) {
                        taken(tenant, given, answer.result(), to);
                    } else {
                        silent.put(to, clock.millis() + SILENCE_MS);
                    }
                    return Future.succeededFuture();
                });
        if (!answered.isComplete()) {
            cids.forEach(cid -> going.put(cid, answered));
        }
    }

    private void taken(Tenant tenant, List<Given> given, List<Cid> those, NodeRef to) {
        if (those.isEmpty() && isLeaving) {
            refusing.add(to);
        }
        List<Given> took =
                given.stream().filter(one -> those.contains(one.cid())).toList();
        List<Since> since = since(tenant, took);
        if (!since.isEmpty()) {
            cluster.post(to, encode(new BackendStep.MembersSince(tenant, since)));
        }
        took.forEach(one -> gone(tenant, one, to));
    }

    private List<Since> since(Tenant tenant, List<Given> given) {
        List<Since> since = new ArrayList<>();
        for (Given one : given) {
            VirtualLives.Life life = lives.life(new Group(tenant, one.group()), one.cid());
            if (life != null) {
                since.add(new Since(one.group(), one.cid(), life.since()));
            }
        }
        return since;
    }

    /** Of those that another node has given. */
    public void receive(BackendStep.MembersSince news) {
        news.members().forEach(one -> lives.since(new Group(news.tenant(), one.group()), one.cid(), one.since()));
    }

    private @Nullable Given given(Group group, Cid cid, NodeRef to) {
        GroupView view = cluster.view(group);
        Member member = view == null ? null : view.member(cid);
        VirtualLives.Life life = lives.life(group, cid);
        if (member == null || life == null) {
            return null;
        }
        NodeRef where = cluster.locate(cid);
        int moves = cluster.lastPlace(cid).moves() + (where != null && where.id() == to.id() ? 0 : 1);
        return new Given(
                group.name(),
                cid,
                member.user().id(),
                member.meta(),
                moves,
                life.ttlMillis(),
                life.left(clock.millis()));
    }

    private void gone(Tenant tenant, Given one, NodeRef to) {
        Group group = new Group(tenant, one.group());
        if (!lives.owns(group, one.cid())) {
            return;
        }
        cluster.handOver(one.cid(), to, one.moves());
        lives.forget(group, one.cid());
        seats.moved(group, one.cid());
        cluster.leave(group, one.cid(), LeaveReason.MOVED);
    }

    /** When it has gone, or stays; null where it is not about to go. */
    @Nullable
    Future<?> going(Cid cid) {
        return going.get(cid);
    }

    /** Another node wants to give some. */
    public Future<Buffer> answer(BackendStep.MembersGiven question) {
        if (isLeaving || cluster.isFenced()) {
            return Future.succeededFuture(taken(question.tenant(), List.of()));
        }
        Set<Cid> cids = new LinkedHashSet<>();
        List<Future<GroupView>> joins = new ArrayList<>();
        for (Given one : question.members()) {
            Member member = new Member(one.cid(), new UserId(question.tenant(), one.user()), one.meta());
            if (VirtualIds.isVirtual(member)) {
                cids.add(one.cid());
                take(new Group(question.tenant(), one.group()), member, one, joins);
            }
        }
        return Future.join(joins)
                .transform(joined -> Future.succeededFuture(taken(question.tenant(), List.copyOf(cids))));
    }

    private void take(Group group, Member member, Given one, List<Future<GroupView>> joins) {
        if (!lives.owns(one.cid())) {
            adopt(member, one.moves());
        }
        // What this node has been told of it since is newer. Of a group that is closed it is out with the other node.
        if (!lives.owns(group, one.cid()) && !rules.isClosed(group)) {
            lives.own(group, one.cid(), member.user(), one.ttlMillis(), one.leftMillis(), clock.millis());
            look(one.cid());
            joins.add(cluster.join(group, member));
        }
    }

    /** The node that had it is gone: it is this one's, in this group. */
    void revive(Group group, Member member, long ttlMillis) {
        adopt(member, cluster.lastPlace(member.cid()).moves() + 1);
        lives.own(group, member.cid(), member.user(), ttlMillis, ttlMillis, clock.millis());
        look(member.cid());
        var unused = cluster.join(group, member);
    }

    private void adopt(Member member, int moves) {
        seen.accept(member);
        NodeRef where = cluster.locate(member.cid());
        if (where == null || where.id() != cluster.self().id()) {
            cluster.adopt(member.cid(), moves);
        }
    }

    public static Buffer taken(Tenant tenant, List<Cid> cids) {
        return encode(new BackendStep.MembersTaken(tenant, cids));
    }

    /** Fails where it is no answer. */
    static Future<List<Cid>> taken(Buffer answer) {
        try {
            return EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(BackendStep.MembersTaken taken)
                    ? Future.succeededFuture(taken.cids())
                    : Future.failedFuture("another node's answer is none");
        } catch (EnvelopeException notOurs) {
            return Future.failedFuture(notOurs);
        }
    }

    static Buffer encode(BackendStep step) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(step));
    }
}
