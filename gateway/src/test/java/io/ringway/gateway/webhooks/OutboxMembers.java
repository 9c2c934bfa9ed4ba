package io.ringway.gateway.webhooks;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.List;

/** Who is in groups in an {@link OutboxSimulation}: they join, leave, move, and are lost with their nodes. */
final class OutboxMembers {
    private final OutboxWorld world;
    private final List<Stay> stays = new ArrayList<>();
    private int moved;

    /** Somebody in a group, and the node that has it. */
    private static final class Stay {
        final Group group;
        final Member member;
        long node;

        Stay(Group group, Member member, long node) {
            this.group = group;
            this.member = member;
            this.node = node;
        }

        void enter(OutboxNode at) {
            at.outbox.entered(group, member);
        }

        void exit(OutboxNode at, LeaveReason reason) {
            at.outbox.exited(group, member.cid(), reason);
        }
    }

    OutboxMembers(OutboxWorld world) {
        this.world = world;
    }

    boolean isEmpty() {
        return stays.isEmpty();
    }

    int moved() {
        return moved;
    }

    void join() {
        OutboxNode node = world.anyNode();
        Cid cid = new Cid(node.ref(), world.random.nextLong(), world.random.nextLong());
        UserId user = new UserId(OutboxWorld.TENANT, "u" + world.random.nextInt(5));
        Member member = new Member(cid, user, Bytes.utf8("{\"a\":[]}"));
        Stay stay = new Stay(new Group(OutboxWorld.TENANT, "g" + world.random.nextInt(3)), member, node.id);
        stays.add(stay);
        stay.enter(node);
    }

    void leave() {
        Stay stay = stays.remove(world.random.nextInt(stays.size()));
        LeaveReason reason = world.random.nextBoolean() ? LeaveReason.LEFT : LeaveReason.DISCONNECTED;
        stay.exit(world.node(stay.node), reason);
    }

    void leaveAll() {
        stays.forEach(stay -> stay.exit(world.node(stay.node), LeaveReason.LEFT));
        stays.clear();
    }

    /** One node gives the member away, another takes it; now and then a third took it as well, and gives way. */
    void move() {
        Stay stay = world.any(stays);
        OutboxNode from = world.node(stay.node);
        OutboxNode to = world.anyNode();
        if (to == from) {
            return;
        }
        moved++;
        stay.exit(from, LeaveReason.MOVED);
        if (world.chance(0.02)) {
            stays.remove(stay); // the answer with the session was lost, and nobody has it
            return;
        }
        stay.node = to.id;
        stay.enter(to);
        OutboxNode rival = world.anyNode();
        if (rival != to && rival != from && world.chance(0.2)) {
            stay.enter(rival);
            world.agenda.pass(world.random.nextInt(30));
            if (rival.alive) {
                stay.exit(rival, LeaveReason.MOVED);
                rival.outbox.adopted(stay.member.cid(), to.ref());
            }
        }
    }

    /** Of the members of a node that is lost some never come back, and others do so elsewhere, within the grace. */
    void nodeDied(long node, List<OutboxNode> left) {
        for (Stay stay : List.copyOf(stays)) {
            if (stay.node != node) {
                continue;
            }
            if (world.random.nextBoolean()) {
                stays.remove(stay);
                continue;
            }
            OutboxNode heir = world.any(left);
            stay.node = heir.id;
            world.agenda.later(world.random.nextInt((int) OutboxWorld.GRACE), () -> {
                if (heir.alive && stays.contains(stay) && stay.node == heir.id) {
                    stay.enter(heir);
                }
            });
        }
    }
}
