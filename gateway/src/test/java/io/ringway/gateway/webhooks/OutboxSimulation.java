package io.ringway.gateway.webhooks;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Nodes that share an outbox, members who come, go and move, calls, a store that fails and a receiver that does too, and
 * kills; by chance, from a seed. In the end everybody is gone, and a receiver that dropped what came twice must have a history
 * that is whole and in order.
 */
final class OutboxSimulation {
    private final Random random;
    private final boolean kills;
    private final OutboxWorld world;
    private final OutboxMembers members;
    private final OutboxCalls calls;
    private int killed;

    /**
     * How the receiver does.
     *
     * @param waiting how much may wait for it while it fails
     * @param slowest how long it takes at most for an event, in milliseconds
     * @param fails whether it fails, as the store does
     */
    record Pace(int waiting, int slowest, boolean fails) {}

    OutboxSimulation(long seed, int size, boolean kills, double failures) {
        this(seed, size, kills, failures, new Pace(100_000, 80, true));
    }

    OutboxSimulation(long seed, int size, boolean kills, double failures, Pace pace) {
        random = new Random(seed);
        this.kills = kills;
        world = new OutboxWorld(random, failures, pace);
        members = new OutboxMembers(world);
        calls = new OutboxCalls(world);
        for (int i = 0; i < size; i++) {
            world.addNode();
        }
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            world.agenda.pass(random.nextInt(200));
        }
        world.calm();
        calls.endAll();
        members.leaveAll();
        world.agenda.pass(20 * OutboxWorld.GRACE);
    }

    private void step() {
        if (world.chance(0.3)) {
            calls.goOn();
            return;
        }
        double what = random.nextDouble();
        if (what < 0.5 || members.isEmpty()) {
            members.join();
        } else if (what < 0.75) {
            members.leave();
        } else if (what < 0.97 || !kills) {
            members.move();
        } else if (world.nodes.size() > 1) {
            kill(world.anyNode());
        } else {
            world.addNode();
        }
    }

    private void kill(OutboxNode node) {
        killed++;
        node.alive = false;
        world.nodes.remove(node.id);
        List<OutboxNode> left = List.copyOf(world.nodes.values());
        left.forEach(other -> other.outbox.nodeDown(node.ref()));
        calls.nodeDied(node.id, left);
        members.nodeDied(node.id, left);
        if (world.chance(0.7)) {
            world.addNode();
        }
    }

    /** What a receiver must be able to rely on. */
    void check(String seed) {
        world.receiver.check(seed);
        world.checkNothingIsLeft(seed);
    }

    /** How often each connection was told as joined. */
    Map<String, Integer> joins() {
        return world.receiver.joins();
    }

    int killed() {
        return killed;
    }

    int moved() {
        return members.moved();
    }

    /** How many events came twice. */
    int twice() {
        return world.receiver.twice();
    }

    int callsEnded() {
        return world.receiver.count(EventType.CALL_ENDED);
    }

    /** How many events waited at most in a line. */
    int mostWaiting() {
        return world.mostWaiting();
    }
}
