package io.ringway.cluster.presence;

import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The interest table: atomic in itself, doubled by a partition, of which one half is lost when it heals. */
final class SimStore {
    private Map<Group, Map<Long, NodeRef>> major = new HashMap<>();
    private Map<Group, Map<Long, NodeRef>> minor = major;

    /** Sets whether the node has members, and reads who has. */
    List<NodeRef> register(boolean isMinor, Group group, NodeRef node, boolean interested) {
        Map<Long, NodeRef> row = (isMinor ? minor : major).computeIfAbsent(group, key -> new TreeMap<>());
        if (interested) {
            row.put(node.id(), node);
        } else {
            row.remove(node.id());
        }
        return new ArrayList<>(row.values());
    }

    void sweep(NodeRef ended) {
        sweep(major, ended);
        sweep(minor, ended);
    }

    void split() {
        minor = new HashMap<>();
        major.forEach((group, row) -> minor.put(group, new TreeMap<>(row)));
    }

    void heal() {
        minor = major;
    }

    private static void sweep(Map<Group, Map<Long, NodeRef>> table, NodeRef ended) {
        table.values()
                .forEach(row -> row.values()
                        .removeIf(node -> node.id() == ended.id() && node.incarnation() <= ended.incarnation()));
    }
}
