package io.ringway.cluster.hazelcast;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.whereabouts.Loss;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is up: brings together what Hazelcast says of its members and what those say themselves. A member counts once it
 * has answered a hello, in the incarnation that it answered with; it is gone when it says so or Hazelcast does. On the hub
 * context.
 */
final class Peerage {
    private static final Logger LOG = LoggerFactory.getLogger(Peerage.class);
    private static final long CHECK_MS = 500;
    private static final long MEET_MS = 5_000;
    /** After a loss the tables are put right, once for losses in a row. */
    private static final long REPAIR_DELAY_MS = 500;
    /**
     * The node that was to remove what the dead have left may die itself: the next one has to know of them. Longer than a sweep of large
     * tables takes, which pauses as long as it works.
     */
    private static final long REMEMBER_MS = 600_000;

    private static final int SWEEPS_WAITING = 16;

    private final BlockingCalls sweeps;
    private final ClusterNode node;
    private final Membership membership;
    /** The last incarnation known of every node that was ever up. */
    private final Map<Long, NodeRef> known = new HashMap<>();

    private final Set<Long> saidBye = new HashSet<>();
    private final Set<Long> suspects = new HashSet<>();
    /** Whose rows may still be in the tables, and until when this node remembers them. */
    private final Map<NodeRef, Long> ended = new HashMap<>();

    private volatile Set<Long> silent = Set.of();
    private long checkAt;
    private long repairAt = Long.MAX_VALUE;
    private final Urgency urgency = new Urgency();
    private long meetUntil;
    private @Nullable Promise<Void> met;

    Peerage(Vertx vertx, ClusterNode node, Membership membership) {
        this.sweeps = new BlockingCalls(vertx, "ringway-sweep", 1, SWEEPS_WAITING);
        this.node = node;
        this.membership = membership;
    }

    /** Completes when every member has answered, or had five seconds to. */
    Future<Void> open() {
        membership.open();
        Promise<Void> everybody = Promise.promise();
        met = everybody;
        meetUntil = node.now() + MEET_MS;
        check();
        return everybody.future();
    }

    void close() {
        membership.close();
        sweeps.close();
        giveUp("this node leaves");
    }

    private void giveUp(String why) {
        Promise<Void> waiting = met;
        if (waiting != null) {
            met = null;
            waiting.fail(why);
        }
    }

    /** Members that do not answer; who is counted out as one of them is lost to this node as to those that knew it. Any thread. */
    Set<Long> silent() {
        return silent;
    }

    void tick(long now) {
        if (now >= checkAt) {
            checkAt = now + CHECK_MS;
            check();
        }
        if (now >= repairAt) {
            repairAt = Long.MAX_VALUE;
            repair();
        }
    }

    void added(long id) {
        saidBye.remove(id);
        // What it has in the tables is alive again: a sweep that is late, or repeated, must spare it.
        ended.keySet().removeIf(ref -> ref.id() == id);
        NodeRef ref = known.get(id);
        if (ref != null) {
            node.presence.nodeUp(node.now(), ref);
            urgency.rowsLost();
            repairSoon();
        }
        node.mesh.hurry(id);
        hello(id);
    }

    void removed(long id) {
        saidBye.remove(id);
        NodeRef ref = live(id);
        NodeRef last = known.get(id);
        if (ref != null) {
            down(ref, "left the cluster");
        } else if (last != null) {
            // Its goodbye came before; until now it was a member, whose rows are spared.
            remember(last);
        } else {
            // It never answered, but had its part of the tables as every member has.
            urgency.nodeLost(node.now());
        }
        repairSoon();
    }

    /** A node says that it leaves. */
    void left(NodeRef from) {
        NodeRef ref = live(from.id());
        if (ref != null && ref.incarnation() <= from.incarnation()) {
            saidBye.add(from.id());
            down(ref, "said goodbye");
        }
    }

    /** The others counted this node out for a while. */
    void merged() {
        LOG.info("Partition healed; this node goes on as {}", node.self().next());
        node.renew();
        for (long id : membership.others()) {
            added(id);
        }
        urgency.rowsLost();
        repairSoon();
    }

    /** One event for each part of the tables. */
    void rowsLost() {
        urgency.rowsLost();
        repairSoon();
    }

    private void check() {
        if (!membership.isRunning()) {
            giveUp("this node's Hazelcast member has stopped");
            return;
        }
        Set<Long> others = membership.others();
        Set<Long> reachable = new HashSet<>(others);
        node.presence.peers().forEach(peer -> reachable.add(peer.id()));
        node.mesh.keep(reachable);
        Set<Long> missing = new HashSet<>(others);
        for (NodeRef peer : List.copyOf(node.presence.peers())) {
            known.put(peer.id(), peer);
            missing.remove(peer.id());
            dropIfGone(peer, others);
        }
        missing.removeAll(saidBye);
        missing.forEach(this::hello);
        Set<Long> before = silent;
        silent = Set.copyOf(missing);
        node.moves.lost(before.stream()
                .filter(id -> !others.contains(id))
                .map(id -> new Loss(new NodeRef(id, 0), 0))
                .toList());
        Promise<Void> waiting = met;
        if (waiting != null && (missing.isEmpty() || node.now() >= meetUntil)) {
            met = null;
            missing.forEach(id -> LOG.warn("Node {} is a member but does not answer", Long.toHexString(id)));
            waiting.complete();
        }
    }

    /** A peer whose removal nobody announced: twice is proof, as news and the member list may be out of step. */
    private void dropIfGone(NodeRef peer, Set<Long> others) {
        if (others.contains(peer.id())) {
            suspects.remove(peer.id());
        } else if (!suspects.add(peer.id())) {
            suspects.remove(peer.id());
            down(peer, "is no member any more");
            repairSoon();
        }
    }

    private void down(NodeRef ref, String why) {
        LOG.info("Node {} {}", ref, why);
        urgency.nodeLost(node.now());
        known.put(ref.id(), ref);
        suspects.remove(ref.id());
        remember(ref);
        node.nodeDown(ref, !saidBye.contains(ref.id()));
        repairSoon();
    }

    /** Whether every member has answered, but for those who leave. */
    boolean hasMetAll() {
        return membership.isRunning()
                && membership.others().stream().allMatch(id -> saidBye.contains(id) || live(id) != null);
    }

    /** A node that is up, in its present incarnation. */
    @Nullable
    NodeRef live(long id) {
        for (NodeRef peer : node.presence.peers()) {
            if (peer.id() == id) {
                return peer;
            }
        }
        return null;
    }

    private void hello(long id) {
        node.mesh.send(new NodeRef(id, 0), new Frame.Presence(new Message.Hello(true)));
    }

    private void repairSoon() {
        repairAt = Math.min(repairAt, node.now() + REPAIR_DELAY_MS);
    }

    /** Every survivor writes what it owns; the lowest removes what the dead have left. */
    private void repair() {
        if (urgency.take()) {
            node.rewrite();
        } else {
            node.rewriteSlowly();
        }
        ended.values().removeIf(until -> until <= node.now());
        boolean lowest = node.presence.peers().stream().noneMatch(peer -> peer.compareTo(node.self()) < 0);
        if (lowest && !ended.isEmpty()) {
            List<NodeRef> dead = List.copyOf(ended.keySet());
            ended.clear();
            sweep(dead);
        }
    }

    private void remember(NodeRef dead) {
        ended.put(dead, node.now() + REMEMBER_MS);
    }

    private void sweep(List<NodeRef> dead) {
        Sweep sweep = new Sweep(node.groupMap, node.userMap, node.claimMap);
        sweeps.run(() -> dead.stream().filter(sweep::spares).toList())
                .onSuccess(this::sweepAgain)
                .onFailure(failure -> {
                    LOG.warn("What {} left could not be removed, trying again: {}", dead, failure.toString());
                    sweepAgain(dead);
                });
    }

    private void sweepAgain(List<NodeRef> dead) {
        Set<Long> back = membership.isRunning() ? membership.others() : Set.of();
        List<NodeRef> again =
                dead.stream().filter(ref -> !back.contains(ref.id())).toList();
        if (!again.isEmpty()) {
            again.forEach(this::remember);
            repairSoon();
        }
    }
}
