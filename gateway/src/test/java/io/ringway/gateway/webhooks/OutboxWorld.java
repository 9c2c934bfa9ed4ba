package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Line;
import io.ringway.gateway.simulation.Agenda;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** What the parts of an {@link OutboxSimulation} share: time, chance, the nodes, the outbox, and the receiver. */
final class OutboxWorld {
    static final Tenant TENANT = new Tenant("t");
    static final long GRACE = 10_000;
    private static final long START = 1_800_000_000_000L;
    private static final long TICK = 250;

    final Agenda agenda = new Agenda(START);
    final Random random;
    final OutboxSimulation.Pace pace;
    final OutboxReceiver receiver = new OutboxReceiver();
    final Map<Long, OutboxNode> nodes = new LinkedHashMap<>();
    private final double failures;
    private final Map<String, Line> lines = new HashMap<>();
    private long nextId = 1;
    private boolean calm;
    private int mostWaiting;

    OutboxWorld(Random random, double failures, OutboxSimulation.Pace pace) {
        this.random = random;
        this.failures = failures;
        this.pace = pace;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Whether this goes wrong. */
    boolean fails() {
        return !calm && chance(failures);
    }

    /** Nothing goes wrong any more. */
    void calm() {
        calm = true;
    }

    void addNode() {
        OutboxNode node = new OutboxNode(this, nextId++);
        nodes.put(node.id, node);
        tickLater(node);
    }

    private void tickLater(OutboxNode node) {
        agenda.later(TICK, () -> {
            if (node.alive) {
                node.outbox.tick();
                tickLater(node);
            }
        });
    }

    OutboxNode node(long id) {
        return Objects.requireNonNull(nodes.get(id), "members are of nodes that live");
    }

    OutboxNode anyNode() {
        return any(List.copyOf(nodes.values()));
    }

    <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    Map<String, Line> lines() {
        return lines;
    }

    Line line(String name) {
        return lines.computeIfAbsent(name, fresh -> new Line());
    }

    void waits(int events) {
        mostWaiting = Math.max(mostWaiting, events);
    }

    /** How many events waited at most in a line. */
    int mostWaiting() {
        return mostWaiting;
    }

    void checkNothingIsLeft(String seed) {
        lines.forEach((name, line) -> assertTrue(line.isEmpty(), seed + ": something is left in " + name));
    }
}
