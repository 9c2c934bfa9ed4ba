package io.ringway.cluster.presence;

import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes for a {@link SimNode} in which groups it has members, and reads who else has, one write of a row after the other. */
final class SimInterest {
    private final Simulation simulation;
    private final SimNode node;
    /** Groups whose row is being written, with whether it must be written again. */
    private final Map<Group, Boolean> writing = new HashMap<>();

    SimInterest(Simulation simulation, SimNode node) {
        this.simulation = simulation;
        this.node = node;
    }

    void write(Group group) {
        if (writing.containsKey(group)) {
            writing.put(group, true);
            return;
        }
        writing.put(group, false);
        boolean interested = node.presence.ownCount(group) > 0;
        simulation.after(1 + simulation.random.nextInt(20), () -> {
            if (!simulation.nodes().contains(node)) {
                return;
            }
            List<NodeRef> nodes = register(group, interested);
            simulation.after(1 + simulation.random.nextInt(20), () -> node.whenAwake(() -> written(group, nodes)));
        });
    }

    /** What is written while the others go on without the node is lost when it is taken back. */
    private List<NodeRef> register(Group group, boolean isInterested) {
        NodeRef self = node.presence.self();
        return node.isApart()
                ? List.of(self)
                : simulation.store.register(simulation.network.isMinor(node), group, self, isInterested);
    }

    private void written(Group group, List<NodeRef> nodes) {
        if (!simulation.nodes().contains(node)) {
            return;
        }
        boolean again = Boolean.TRUE.equals(writing.remove(group));
        node.presence.found(simulation.now(), group, nodes);
        if (again) {
            write(group);
        }
    }
}
