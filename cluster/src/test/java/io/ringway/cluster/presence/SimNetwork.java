package io.ringway.cluster.presence;

import io.ringway.cluster.NodeRef;
import java.util.HashSet;
import java.util.Set;

/** Carries messages between simulated nodes: late, out of order, twice or never. What comes to one that stands still waits there. */
final class SimNetwork {
    private final Simulation simulation;
    private final Set<SimNode> minor = new HashSet<>();
    private int lossPercent;
    private int doublePercent;
    private int slowPercent;
    private long deafUntil;

    SimNetwork(Simulation simulation) {
        this.simulation = simulation;
    }

    void misbehave() {
        lossPercent = simulation.random.nextInt(4);
        doublePercent = simulation.random.nextInt(4);
        slowPercent = simulation.random.nextInt(10);
    }

    void behave() {
        lossPercent = 0;
        doublePercent = 0;
        slowPercent = 0;
        deafUntil = 0;
    }

    /** For up to two seconds nothing arrives, and nobody notices. */
    void hiccup() {
        deafUntil = simulation.now() + simulation.random.nextInt(2_000);
    }

    void place(SimNode node, boolean isMinor) {
        if (isMinor) {
            minor.add(node);
        }
    }

    boolean isMinor(SimNode node) {
        return minor.contains(node);
    }

    void heal() {
        minor.clear();
    }

    boolean connects(SimNode one, SimNode other) {
        return minor.contains(one) == minor.contains(other);
    }

    void send(SimNode from, NodeRef to, Message message) {
        if (chance(lossPercent)) {
            return;
        }
        NodeRef sender = from.presence.self();
        long saidAt = simulation.now();
        int copies = chance(doublePercent) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = 1L + simulation.random.nextInt(chance(slowPercent) ? 1_500 : 10);
            simulation.after(delay, () -> leave(saidAt, from, sender, to, message));
        }
    }

    private void leave(long saidAt, SimNode from, NodeRef sender, NodeRef to, Message message) {
        if (from.holds(saidAt)) {
            from.whenAwake(() -> simulation.after(
                    1L + simulation.random.nextInt(10), () -> leave(saidAt, from, sender, to, message)));
        } else {
            deliver(from, sender, to, message);
        }
    }

    private void deliver(SimNode from, NodeRef sender, NodeRef to, Message message) {
        if (simulation.now() < deafUntil) {
            return;
        }
        for (SimNode node : simulation.nodes()) {
            if (node.presence.self().id() == to.id() && connects(from, node)) {
                node.whenAwake(() -> {
                    node.presence.receive(simulation.now(), sender, message);
                    node.greet(from);
                });
                return;
            }
        }
    }

    private boolean chance(int percent) {
        return simulation.random.nextInt(100) < percent;
    }
}
