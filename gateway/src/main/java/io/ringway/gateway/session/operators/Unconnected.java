package io.ringway.gateway.session.operators;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.VirtualSighting;
import java.util.List;

/** This node's members without a connection. Hub only. */
public interface Unconnected {
    /** Those of a user, with the groups that they are in. */
    List<VirtualSighting> of(UserId user);

    /** One for each of the first users whose id begins with this, without groups. */
    List<VirtualSighting> beginning(Tenant tenant, String prefix, int limit);
}
