package io.ringway.gateway.webhooks;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayList;
import java.util.List;

/** Calls in an {@link OutboxSimulation}: they begin, go to other nodes, and end there. */
final class OutboxCalls {
    private final OutboxWorld world;
    private final List<Ring> rings = new ArrayList<>();

    /** A call that goes on, and the node that owns it. */
    private static final class Ring {
        final CallId id;
        long node;

        Ring(CallId id, long node) {
            this.id = id;
            this.node = node;
        }
    }

    OutboxCalls(OutboxWorld world) {
        this.world = world;
    }

    /** A call begins, or one goes to another node, or ends, faster than what its first node has to write. */
    void goOn() {
        if (rings.isEmpty() || world.chance(0.4)) {
            begin();
            return;
        }
        Ring ring = world.any(rings);
        if (world.chance(0.6)) {
            move(ring);
        }
        if (world.chance(0.6)) {
            end(ring);
        }
    }

    private void begin() {
        OutboxNode node = world.anyNode();
        CallId id = new CallId(new Cid(node.ref(), world.random.nextLong(), world.random.nextLong()));
        rings.add(new Ring(id, node.id));
        Sender caller = new Sender(new UserId(OutboxWorld.TENANT, "u"), id.value());
        CallTarget callee = new CallTarget.User(new UserId(OutboxWorld.TENANT, "v"));
        node.outbox.on(new CallMoment.Began(id, caller, callee, 0));
    }

    private void move(Ring ring) {
        OutboxNode from = world.node(ring.node);
        OutboxNode to = world.anyNode();
        ring.node = to.id;
        to.outbox.taken(ring.id, OutboxWorld.TENANT);
        world.agenda.later(1 + world.random.nextInt(20), () -> {
            if (from.alive && from != to) {
                from.outbox.given(ring.id, OutboxWorld.TENANT, to.ref());
            }
        });
    }

    void endAll() {
        List.copyOf(rings).forEach(this::end);
    }

    private void end(Ring ring) {
        rings.remove(ring);
        world.node(ring.node)
                .outbox
                .on(new CallMoment.Ended(ring.id, OutboxWorld.TENANT, CloseReason.CANCELLED, null, world.chance(0.2)));
    }

    /** Of some calls of a node that is lost another says that they are over; the others are found to be a lost node's. */
    void nodeDied(long node, List<OutboxNode> left) {
        for (Ring ring : List.copyOf(rings)) {
            if (ring.node == node) {
                ring.node = world.any(left).id;
                if (world.random.nextBoolean()) {
                    end(ring);
                } else {
                    rings.remove(ring);
                }
            }
        }
    }
}
