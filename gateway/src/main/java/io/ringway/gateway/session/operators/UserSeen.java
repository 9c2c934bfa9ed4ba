package io.ringway.gateway.session.operators;

import io.ringway.gateway.protocol.UserReport;
import io.ringway.gateway.protocol.VirtualSighting;
import java.util.List;

/**
 * A user, as the nodes that answer see it.
 *
 * @param virtual the members without a connection; one that is on its way from one node to another may be told of by both
 * @param silent how many nodes do not answer, where it may be too
 */
public record UserSeen(UserReport report, List<VirtualSighting> virtual, int silent) {
    public UserSeen {
        virtual = List.copyOf(virtual);
    }
}
