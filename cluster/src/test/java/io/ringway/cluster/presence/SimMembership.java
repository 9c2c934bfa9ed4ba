package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Which nodes of a {@link Simulation} there are, and which of them see each other; and where the clients go of those that others have lost. */
final class SimMembership {
    private static final long TICK_MS = 100;

    private final Simulation simulation;
    private final List<SimNode> nodes;
    private final SimNetwork network;
    private final SimStore store;
    private final Random random;
    private final Map<Long, NodeRef> lastKnown = new HashMap<>();
    /** Who has gone on at the other side of a split. */
    private final Set<Cid> fled = new HashSet<>();

    private long nextId;
    private boolean isSplit;

    SimMembership(Simulation simulation) {
        this.simulation = simulation;
        this.nodes = simulation.nodes();
        this.network = simulation.network;
        this.store = simulation.store;
        this.random = simulation.random;
    }

    boolean isSplit() {
        return isSplit;
    }

    void start() {
        SimNode node = new SimNode(simulation, new NodeRef(++nextId, 0));
        nodes.add(node);
        if (isSplit) {
            network.place(node, random.nextBoolean());
        }
        for (SimNode other : nodes) {
            if (other != node && network.connects(node, other) && !other.isApart()) {
                meet(node, other);
                meet(other, node);
            }
        }
        tick(node);
    }

    private void tick(SimNode node) {
        simulation.after(TICK_MS, () -> {
            if (nodes.contains(node)) {
                node.tick();
                tick(node);
            }
        });
    }

    void crash() {
        if (nodes.size() < 3 || mayNotFail()) {
            return;
        }
        SimNode dead = simulation.any(nodes);
        nodes.remove(dead);
        NodeRef ref = dead.presence.self();
        int notice = simulation.isOrderly ? 1_000 : 6_000;
        nodes.forEach(survivor -> simulation.after(random.nextInt(notice), () -> down(survivor, ref)));
        dead.eachOwn((group, member) -> {
            // One that was dropped, and has not heard that it went on here, gives it up for everybody.
            if (nodes.stream().anyMatch(node -> node.has(group, member.cid()))) {
                simulation.mayComeLate(member.cid());
            }
        });
        if (!dead.isApart()) {
            rescue(dead);
        }
        simulation.after(6_500, () -> store.sweep(ref));
    }

    /** In order is what fails at one time, and not those that a node needs which is just coming back. */
    boolean mayNotFail() {
        return simulation.isOrderly && nodes.stream().anyMatch(SimNode::isComingBack);
    }

    /** Users of a dead node come back elsewhere, as the members they were. */
    private void rescue(SimNode dead) {
        for (Group group : simulation.groups) {
            for (Member member : List.copyOf(dead.presence.ownMembers(group))) {
                SimNode to = simulation.any(nodes);
                boolean isIts = !simulation.kind.hasStandstills || simulation.livesOn(dead, member.cid());
                if (random.nextBoolean() && network.connects(dead, to) && isIts) {
                    simulation.after(1_200 + random.nextInt(1_500), () -> simulation.adopt(to, group, member));
                }
            }
        }
    }

    private void down(SimNode survivor, NodeRef ref) {
        if (nodes.contains(survivor)) {
            survivor.whenAwake(() -> {
                survivor.down(ref);
                simulation.after(500, survivor::rewrite);
            });
        }
    }

    /** A node has been silent for so long that all others give it up. */
    void drop(SimNode silent) {
        NodeRef ref = silent.presence.self();
        lastKnown.put(ref.id(), ref);
        for (SimNode other : nodes) {
            if (other != silent) {
                simulation.after(random.nextInt(200), () -> down(other, ref));
            }
        }
        simulation.after(700, () -> store.sweep(ref));
    }

    /** One that was dropped may have dropped the others. */
    void dropOthers(SimNode woken) {
        for (SimNode other : nodes) {
            if (other != woken) {
                NodeRef ref = other.presence.self();
                lastKnown.put(ref.id(), ref);
                if (!other.isAwake()) {
                    // It misses its members later than others do.
                    other.eachOwn((group, member) -> simulation.mayComeLate(member.cid()));
                }
                down(woken, ref);
            }
        }
    }

    /** Those that are there may see it before it knows that it was away. */
    void takeBack(SimNode woken) {
        int wait = simulation.isOrderly ? 1_000 : 3_000;
        for (SimNode other : peersOf(woken)) {
            simulation.after(random.nextInt(wait), () -> seeAgain(other, woken));
        }
        simulation.after(random.nextInt(wait), () -> {
            if (nodes.contains(woken)) {
                woken.renew();
                for (SimNode other : peersOf(woken)) {
                    meet(woken, other);
                    seeAgain(other, woken);
                }
                simulation.after(500, woken::rewrite);
            }
        });
    }

    private List<SimNode> peersOf(SimNode node) {
        return nodes.stream()
                .filter(other -> other != node && network.connects(other, node) && !other.isApart())
                .toList();
    }

    private void seeAgain(SimNode node, SimNode other) {
        meet(node, other);
        simulation.after(500, node::rewrite);
    }

    void split() {
        isSplit = true;
        nodes.forEach(node -> network.place(node, random.nextBoolean()));
        store.split();
        if (simulation.kind.hasFugitives) {
            List.copyOf(nodes).forEach(this::flee);
        }
        for (SimNode node : nodes) {
            for (SimNode other : nodes) {
                if (!network.connects(node, other)) {
                    simulation.after(5_000 + random.nextInt(1_000), () -> {
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
        SimNode to = simulation.any(nodes);
        for (Group group : simulation.groups) {
            for (Member member : List.copyOf(from.presence.ownMembers(group))) {
                if (!network.connects(from, to) && random.nextInt(3) == 0) {
                    simulation.after(6_500 + random.nextInt(500), () -> arrive(from, to, group, member));
                }
            }
        }
    }

    private void arrive(SimNode from, SimNode to, Group group, Member member) {
        boolean isThere = nodes.contains(to) && to.isServing() && !network.connects(from, to);
        boolean isIts = !simulation.kind.hasStandstills || simulation.livesOn(from, member.cid());
        if (isThere && isIts && from.presence.ownMembers(group).contains(member) && fled.add(member.cid())) {
            to.adopt(member.cid());
            simulation.adopt(to, group, member);
            depart(to, group, member);
        }
    }

    /** A client comes from a lost node, in time. */
    void comeBack(SimNode to, Group group, Member member) {
        simulation.adopt(to, group, member);
        if (!simulation.isOrderly && random.nextInt(3) == 0) {
            depart(to, group, member);
        }
    }

    private void depart(SimNode from, Group group, Member member) {
        int wait = random.nextInt(6_000);
        if (random.nextBoolean()) {
            simulation.after(wait, () -> from.end(group, member.cid()));
        } else {
            SimNode next = simulation.any(nodes);
            simulation.after(wait, () -> from.quit(group, member.cid()));
            simulation.after(wait + random.nextInt(1_000), () -> next.moveOn(from, member.cid()));
            simulation.after(wait + random.nextInt(2_000), () -> next.comeAgain(group, member));
        }
    }

    /** The members of one side count as those who come back: their incarnations move on. */
    void heal() {
        isSplit = false;
        List<SimNode> there = nodes.stream().filter(node -> !node.isApart()).toList();
        List<SimNode> merging = there.stream().filter(network::isMinor).toList();
        List<SimNode> others =
                there.stream().filter(node -> !network.isMinor(node)).toList();
        network.heal();
        store.heal();
        for (SimNode node : merging) {
            simulation.after(random.nextInt(3_000), () -> {
                node.whenAwake(() -> {
                    if (!node.isApart()) {
                        node.renew();
                    }
                });
                others.forEach(other -> meet(node, other));
                simulation.after(500, node::rewrite);
            });
            for (SimNode other : others) {
                simulation.after(random.nextInt(3_000), () -> seeAgain(other, node));
            }
        }
    }

    /** Membership shows a node another one, which it may have known before. */
    private void meet(SimNode node, SimNode other) {
        if (!nodes.contains(node) || !nodes.contains(other)) {
            return;
        }
        NodeRef known = lastKnown.get(other.presence.self().id());
        node.whenAwake(() -> {
            if (known != null) {
                node.presence.nodeUp(simulation.now(), known);
            }
            hello(node, other);
        });
    }

    private void hello(SimNode node, SimNode other) {
        if (!nodes.contains(node)
                || !nodes.contains(other)
                || node.presence.peers().contains(other.presence.self())) {
            return;
        }
        network.send(node, other.presence.self(), new Message.Hello(true));
        simulation.after(500, () -> {
            if (network.connects(node, other) && !other.isApart()) {
                node.whenAwake(() -> hello(node, other));
            }
        });
    }
}
