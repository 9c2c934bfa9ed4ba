package io.ringway.cluster.presence;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
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
 * nodes crash and come back, and some of a dead node's members turn up elsewhere; the network splits and heals. After
 * {@link #calm} everybody must agree with the truth.
 */
final class Simulation {
    private static final int NODES = 5;
    private static final long STEP_MS = 20;
    private static final long TICK_MS = 100;
    /** Longer than any detector, merge, retry, digest and silence take together. */
    private static final long CALM_MS = 60_000;

    private static final List<Long> GRACES_MS = List.of(0L, 3_000L, 8_000L);

    final Random random;
    final SimNetwork network;
    final long graceMs;
    final boolean isOrderly;
    private final Kind kind;
    /** Those of {@link #moved} whose end was told before they left. */
    final Set<Cid> ended = new HashSet<>();

    final Set<Cid> moved = new HashSet<>();
    /** Who has gone on at the other side of a split. */
    private final Set<Cid> fled = new HashSet<>();

    final SimStore store = new SimStore();
    private final List<Group> groups = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Long, NodeRef> lastKnown = new HashMap<>();
    private long now;
    private long scheduled;
    private long nextId;
    private boolean isSplit;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** What happens to a simulated cluster. */
    enum Kind {
        /** Anything but that clients change sides of a split. */
        TROUBLE,
        /** No message is lost, no network splits, and every loss is noticed and made good in time. */
        ORDERLY,
        /** Trouble, and clients that are cut off with their node go on at the other side, and leave there, some to come again. */
        FUGITIVE
    }

    Simulation(long seed, Kind kind) {
        random = new Random(seed);
        this.kind = kind;
        this.isOrderly = kind == Kind.ORDERLY;
        graceMs = isOrderly ? 8_000 : any(GRACES_MS);
        network = new SimNetwork(this);
        for (int i = 0; i < 4; i++) {
            groups.add(new Group(new Tenant(i % 2 == 0 ? "t0" : "t1"), "g" + i / 2));
        }
        for (int i = 0; i < NODES; i++) {
            start();
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
        if (isSplit) {
            heal();
        }
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
            crash();
        } else if (dice < 988 && nodes.size() < NODES) {
            start();
        } else if (isOrderly) {
            return;
        } else if (dice < 991 && !isSplit) {
            split();
        } else if (dice < 997 && isSplit) {
            heal();
        } else if (dice < 999) {
            network.hiccup();
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void join() {
        SimNode node = any(nodes);
        Group group = any(groups);
        Cid cid = new Cid(node.presence.self(), random.nextLong(), random.nextLong());
        node.join(group, new Member(cid, new UserId(group.tenant(), "u" + random.nextInt(50)), Bytes.EMPTY));
    }

    private void leave() {
        SimNode node = any(nodes);
        Group group = any(groups);
        List<Member> own = List.copyOf(node.presence.ownMembers(group));
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
        List<Member> own = List.copyOf(node.presence.ownMembers(group));
        if (!own.isEmpty()) {
            node.presence.update(group, any(own).withMeta(Bytes.utf8("m" + random.nextInt(3))));
        }
    }

    /** As when a session is handed over: one node gives it away, and another has it a moment later. */
    private void move() {
        SimNode from = any(nodes);
        SimNode to = any(nodes);
        Group group = any(groups);
        List<Member> own = List.copyOf(from.presence.ownMembers(group));
        if (from == to || own.isEmpty() || !network.connects(from, to)) {
            return;
        }
        Member member = any(own);
        from.leave(group, member.cid(), LeaveReason.MOVED);
        after(1 + random.nextInt(50), () -> adopt(to, group, member));
    }

    private void adopt(SimNode to, Group group, Member member) {
        if (nodes.contains(to) && !to.hasEnded(member.cid())) {
            moved.add(member.cid());
            to.join(group, member);
        }
    }

    private void start() {
        SimNode node = new SimNode(this, new NodeRef(++nextId, 0));
        nodes.add(node);
        if (isSplit) {
            network.place(node, random.nextBoolean());
        }
        for (SimNode other : nodes) {
            if (other != node && network.connects(node, other)) {
                meet(node, other);
                meet(other, node);
            }
        }
        tick(node);
    }

    private void tick(SimNode node) {
        after(TICK_MS, () -> {
            if (nodes.contains(node)) {
                node.presence.tick(now);
                tick(node);
            }
        });
    }

    private void crash() {
        if (nodes.size() < 3) {
            return;
        }
        SimNode dead = any(nodes);
        nodes.remove(dead);
        NodeRef ref = dead.presence.self();
        int notice = isOrderly ? 1_000 : 6_000;
        nodes.forEach(survivor -> after(random.nextInt(notice), () -> down(survivor, ref)));
        rescue(dead);
        after(6_500, () -> store.sweep(ref));
    }

    /** Users of a dead node come back elsewhere, as the members they were. */
    private void rescue(SimNode dead) {
        for (Group group : groups) {
            for (Member member : List.copyOf(dead.presence.ownMembers(group))) {
                SimNode to = any(nodes);
                if (random.nextBoolean() && network.connects(dead, to)) {
                    after(1_200 + random.nextInt(1_500), () -> adopt(to, group, member));
                }
            }
        }
    }

    private void down(SimNode survivor, NodeRef ref) {
        if (nodes.contains(survivor)) {
            survivor.down(ref);
            after(500, survivor::rewrite);
        }
    }

    private void split() {
        isSplit = true;
        nodes.forEach(node -> network.place(node, random.nextBoolean()));
        store.split();
        if (kind == Kind.FUGITIVE) {
            List.copyOf(nodes).forEach(this::flee);
        }
        for (SimNode node : nodes) {
            for (SimNode other : nodes) {
                if (!network.connects(node, other)) {
                    after(5_000 + random.nextInt(1_000), () -> {
                        if (!network.connects(node, other)) {
                            lastKnown.put(other.presence.self().id(), other.presence.self());
                            down(node, other.presence.self());
                        }
                    });
                }
            }
        }
    }

    /** Some of a node's members go on at the other side, when that has given the node up, and end or leave there. */
    private void flee(SimNode from) {
        SimNode to = any(nodes);
        for (Group group : groups) {
            for (Member member : List.copyOf(from.presence.ownMembers(group))) {
                if (!network.connects(from, to) && random.nextInt(3) == 0) {
                    after(6_500 + random.nextInt(500), () -> arrive(from, to, group, member));
                }
            }
        }
    }

    private void arrive(SimNode from, SimNode to, Group group, Member member) {
        boolean isThere = nodes.contains(to) && !network.connects(from, to);
        if (isThere && from.presence.ownMembers(group).contains(member) && fled.add(member.cid())) {
            to.adopt(member.cid());
            adopt(to, group, member);
            int wait = random.nextInt(6_000);
            if (random.nextBoolean()) {
                after(wait, () -> to.end(group, member.cid()));
            } else {
                SimNode next = any(nodes);
                after(wait, () -> to.quit(group, member.cid()));
                after(wait + random.nextInt(1_000), () -> next.moveOn(to, member.cid()));
                after(wait + random.nextInt(2_000), () -> next.comeAgain(group, member));
            }
        }
    }

    /** The members of one side count as those who come back: their incarnations move on. */
    private void heal() {
        isSplit = false;
        List<SimNode> merging = nodes.stream().filter(network::isMinor).toList();
        List<SimNode> others =
                nodes.stream().filter(node -> !network.isMinor(node)).toList();
        network.heal();
        store.heal();
        for (SimNode node : merging) {
            after(random.nextInt(3_000), () -> {
                if (nodes.contains(node)) {
                    node.renew();
                }
                others.forEach(other -> meet(node, other));
                after(500, node::rewrite);
            });
            for (SimNode other : others) {
                after(random.nextInt(3_000), () -> {
                    meet(other, node);
                    after(500, other::rewrite);
                });
            }
        }
    }

    /** Membership shows a node another one, which it may have known before. */
    private void meet(SimNode node, SimNode other) {
        if (!nodes.contains(node) || !nodes.contains(other)) {
            return;
        }
        NodeRef known = lastKnown.get(other.presence.self().id());
        if (known != null) {
            node.presence.nodeUp(now, known);
        }
        hello(node, other);
    }

    private void hello(SimNode node, SimNode other) {
        if (!nodes.contains(node)
                || !nodes.contains(other)
                || node.presence.peers().contains(other.presence.self())) {
            return;
        }
        network.send(node, other.presence.self(), new Message.Hello(true));
        after(500, () -> {
            if (network.connects(node, other)) {
                hello(node, other);
            }
        });
    }
}
