package io.ringway.cluster.presence;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Presence cores of several nodes under a simulated clock, network, store and failure detector. Everything follows from
 * the seed. Random members join, change, leave and move to other nodes; messages are late, lost, doubled and overtaken;
 * nodes crash and come back, and some of a dead node's members turn up elsewhere; nodes stand still, for short or until they are dropped
 * ({@link SimStandstills}); the network splits and heals. After {@link #calm} everybody must agree with the truth.
 */
final class Simulation {
    private static final int NODES = 5;
    private static final long STEP_MS = 20;
    /** Longer than any detector, merge, retry, digest and silence take together. */
    private static final long CALM_MS = 60_000;

    private static final List<Long> GRACES_MS = List.of(0L, 3_000L, 8_000L);

    final Random random;
    final SimNetwork network;
    final long graceMs;
    final boolean isOrderly;
    final Kind kind;
    /** Those of {@link #moved} whose end was told before they left. */
    final Set<Cid> ended = new HashSet<>();

    final Set<Cid> moved = new HashSet<>();
    /** Where those live that have moved, as their clients know, and after how many moves. */
    private final Map<Cid, Home> homes = new HashMap<>();
    /** Who may turn up when nobody is waited for any more: its node, or its client, was not there before. */
    private final Set<Cid> late = new HashSet<>();

    final SimStandstills standstills = new SimStandstills(this);
    final SimMembership membership;

    final SimStore store = new SimStore();
    final List<Group> groups = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long scheduled;

    private record Home(SimNode node, int moves) {}

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** What happens to a simulated cluster. */
    enum Kind {
        /** Anything but that clients change sides of a split. */
        TROUBLE(false, false, false),
        /** No message is lost, no network splits, and every loss is noticed and made good in time. */
        ORDERLY(true, false, false),
        /** Trouble, and clients that are cut off with their node go on at the other side, and leave there, some to come again. */
        FUGITIVE(false, true, false),
        /** As orderly, but nodes stand still. */
        ORDERLY_STANDSTILL(true, false, true),
        /** Everything that there is, at the same time. */
        STANDSTILL(false, true, true);

        private final boolean isOrderly;
        final boolean hasFugitives;
        final boolean hasStandstills;
        /** Where it is the same in each run: little more than a standstill that nobody notices. */
        private final long graceMs;

        Kind(boolean isOrderly, boolean hasFugitives, boolean hasStandstills) {
            this.isOrderly = isOrderly;
            this.hasFugitives = hasFugitives;
            this.hasStandstills = hasStandstills;
            this.graceMs = hasStandstills ? 5_000 : 8_000;
        }
    }

    Simulation(long seed, Kind kind) {
        random = new Random(seed);
        this.kind = kind;
        this.isOrderly = kind.isOrderly;
        graceMs = isOrderly ? kind.graceMs : any(GRACES_MS);
        network = new SimNetwork(this);
        membership = new SimMembership(this);
        for (int i = 0; i < 4; i++) {
            groups.add(new Group(new Tenant(i % 2 == 0 ? "t0" : "t1"), "g" + i / 2));
        }
        for (int i = 0; i < NODES; i++) {
            membership.start();
        }
    }

    long now() {
        return now;
    }

    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, scheduled++, action));
    }

    List<SimNode> nodes() {
        return nodes;
    }

    void run(int steps) {
        if (!isOrderly) {
            network.misbehave();
        }
        for (int i = 0; i < steps; i++) {
            step();
            advance(now + STEP_MS);
        }
    }

    /** Faults end, detectors and repairs get their time. */
    void calm() {
        if (membership.isSplit()) {
            membership.heal();
        }
        standstills.end();
        network.behave();
        advance(now + CALM_MS);
    }

    /** Throws where a node with members of a group sees anything but the truth. */
    void verify() {
        for (Group group : groups) {
            Set<Member> truth = new HashSet<>();
            nodes.forEach(node -> truth.addAll(node.presence.ownMembers(group)));
            nodes.forEach(node -> node.verify(group, truth));
        }
    }

    private void advance(long until) {
        while (!events.isEmpty() && events.peek().at <= until) {
            Event event = events.remove();
            now = event.at;
            event.action.run();
        }
        now = until;
    }

    private void step() {
        if (kind.hasStandstills && random.nextInt(250) == 0) {
            standstills.begin();
        }
        int dice = random.nextInt(1_000);
        if (dice < 450) {
            join();
        } else if (dice < 800) {
            leave();
        } else if (dice < 900) {
            update();
        } else if (dice < 980) {
            move();
        } else if (dice < 984) {
            membership.crash();
        } else if (dice < 988 && nodes.size() < NODES) {
            membership.start();
        } else if (isOrderly) {
            return;
        } else if (dice < 991 && !membership.isSplit()) {
            membership.split();
        } else if (dice < 997 && membership.isSplit()) {
            membership.heal();
        } else if (dice < 999) {
            network.hiccup();
        }
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void join() {
        SimNode node = any(nodes);
        Group group = any(groups);
        if (!node.isServing()) {
            return;
        }
        Cid cid = new Cid(node.presence.self(), random.nextLong(), random.nextLong());
        node.join(group, new Member(cid, new UserId(group.tenant(), "u" + random.nextInt(50)), Bytes.EMPTY));
    }

    private void leave() {
        SimNode node = any(nodes);
        Group group = any(groups);
        List<Member> own = clientsOf(node, group);
        if (!own.isEmpty()) {
            boolean everybody = random.nextInt(10) == 0;
            for (Member member : everybody ? own : List.of(any(own))) {
                node.leave(group, member.cid(), LeaveReason.LEFT);
            }
        }
    }

    private void update() {
        SimNode node = any(nodes);
        Group group = any(groups);
        List<Member> own = clientsOf(node, group);
        if (!own.isEmpty()) {
            node.presence.update(group, any(own).withMeta(Bytes.utf8("m" + random.nextInt(3))));
        }
    }

    /** As when a session is handed over: one node gives it away, and another has it a moment later. */
    private void move() {
        SimNode from = any(nodes);
        SimNode to = any(nodes);
        Group group = any(groups);
        List<Member> own = clientsOf(from, group);
        if (from != to && !own.isEmpty() && network.connects(from, to)) {
            move(from, to, group, any(own));
        }
    }

    /** Returns false where it stays, as it cannot go there. */
    boolean move(SimNode from, SimNode to, Group group, Member member) {
        boolean goes = from != to && from.isServing() && to.isServing() && network.connects(from, to);
        if (goes) {
            from.leave(group, member.cid(), LeaveReason.MOVED);
            after(1 + random.nextInt(50), () -> adopt(to, group, member));
        }
        return goes;
    }

    /** Where no node may stand still, everybody may do anything anywhere: what happens in a run stays what it was before any did. */
    private List<Member> clientsOf(SimNode node, Group group) {
        if (!kind.hasStandstills) {
            return List.copyOf(node.presence.ownMembers(group));
        }
        return node.presence.ownMembers(group).stream()
                .filter(member -> node.isServing() && livesOn(node, member.cid()))
                .toList();
    }

    void adopt(SimNode chosen, Group group, Member member) {
        SimNode to = chosen.isServing() || serving().isEmpty() ? chosen : any(serving());
        if (nodes.contains(to) && to.isServing() && !to.hasEnded(member.cid())) {
            moved.add(member.cid());
            if (kind.hasStandstills) {
                to.adopt(member.cid());
                to.came(member.cid());
            }
            to.join(group, member);
        }
    }

    /** Nodes that are awake, and not dropped. */
    List<SimNode> serving() {
        return nodes.stream().filter(SimNode::isServing).toList();
    }

    boolean livesOn(SimNode node, Cid cid) {
        Home home = homes.get(cid);
        return home == null ? cid.node().id() == node.presence.self().id() : home.node == node;
    }

    /**
     * A connection lives on that node from now on.
     *
     * @param known how often it has moved, for all that the node knows; its client may know of more
     * @return how often it has moved
     */
    int livesOn(SimNode node, Cid cid, int known) {
        Home home = homes.get(cid);
        int moves = 1 + Math.max(known, home == null ? 0 : home.moves);
        homes.put(cid, new Home(node, moves));
        return moves;
    }

    void mayComeLate(Cid cid) {
        late.add(cid);
    }

    /** A node that has just come back does not wait for those who have gone on there ({@link Unheard}). */
    void mayComeLateFromLostNodes() {
        homes.forEach((cid, home) -> {
            if (!nodes.contains(home.node) || home.node.isApart()) {
                late.add(cid);
            }
        });
    }

    boolean mayBeLate(Cid cid) {
        return late.contains(cid);
    }
}
