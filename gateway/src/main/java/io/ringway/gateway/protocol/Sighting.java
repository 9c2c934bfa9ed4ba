package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.List;

/**
 * One session of a user, as an operator sees it.
 *
 * @param node where it is
 * @param dialect what its client speaks
 * @param parked whether it waits for its client to come back
 * @param address where the client connects from; empty where it does not
 * @param groups those it is in, by name
 */
public record Sighting(Cid cid, NodeRef node, String dialect, boolean parked, String address, List<String> groups) {
    public Sighting {
        groups = List.copyOf(groups);
    }
}
