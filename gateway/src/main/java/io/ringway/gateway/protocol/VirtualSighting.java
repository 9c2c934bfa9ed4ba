package io.ringway.gateway.protocol;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.List;

/**
 * A user's member without a connection, as an operator sees it.
 *
 * @param node where it is
 * @param groups in how many it is; 0 where only the user was asked for
 * @param stays in the first of them
 */
public record VirtualSighting(String user, Cid cid, NodeRef node, int groups, List<Stay> stays) {
    public VirtualSighting {
        stays = List.copyOf(stays);
    }

    /**
     * In one group.
     *
     * @param since when it came, in milliseconds since 1970; where the node that knew is gone, when another took it over
     * @param ttlMillis how long it stays each time it is heard of; 0 for as long as nothing else is said
     * @param leftMillis how long of that is left
     */
    public record Stay(String group, long since, long ttlMillis, long leftMillis) {}
}
