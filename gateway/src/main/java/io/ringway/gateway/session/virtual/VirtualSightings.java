package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.VirtualSighting;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.session.operators.Unconnected;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What operators are shown of the members of this node that have no connection. Hub only. */
public final class VirtualSightings implements Unconnected {
    /** No page shows more users, whatever another node asks for. */
    private static final int MOST = 1_000;

    /** Nor any more groups of one member, nor more members of one user: the answer has an end, however many there are. */
    private static final int STAYS = 100;

    private final Cluster cluster;
    private final VirtualLives lives;
    private final InstantSource clock;

    VirtualSightings(Cluster cluster, VirtualLives lives, InstantSource clock) {
        this.cluster = cluster;
        this.lives = lives;
        this.clock = clock;
    }

    @Override
    public List<VirtualSighting> of(UserId user) {
        return lives.users().cids(user).stream()
                .limit(STAYS)
                .map(cid -> sighting(user, cid))
                .toList();
    }

    private VirtualSighting sighting(UserId user, Cid cid) {
        List<Group> groups = lives.groups(cid);
        return new VirtualSighting(user.id(), cid, cluster.self(), groups.size(), stays(cid, groups));
    }

    private List<VirtualSighting.Stay> stays(Cid cid, List<Group> groups) {
        long now = clock.millis();
        List<VirtualSighting.Stay> stays = new ArrayList<>();
        for (Group group : groups.subList(0, Math.min(STAYS, groups.size()))) {
            VirtualLives.Life life = lives.life(group, cid);
            if (life != null) {
                stays.add(new VirtualSighting.Stay(group.name(), life.since(), life.ttlMillis(), life.left(now)));
            }
        }
        return stays;
    }

    @Override
    public List<VirtualSighting> beginning(Tenant tenant, String prefix, int limit) {
        return lives.users().page(tenant, prefix, Math.clamp(limit, 0, MOST)).stream()
                .map(user -> new VirtualSighting(
                        user.id(), lives.users().cids(user).getFirst(), cluster.self(), 0, List.of()))
                .toList();
    }

    /** Another node asks. */
    public Buffer answer(BackendStep.VirtualAsked asked) {
        return VirtualHandovers.encode(new BackendStep.VirtualTold(
                asked.tenant(),
                asked.isWhole()
                        ? of(new UserId(asked.tenant(), asked.user()))
                        : beginning(asked.tenant(), asked.user(), asked.limit())));
    }
}
