package io.ringway.gateway.session.calls;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

/**
 * What is on its way between the nodes of a {@link CallSimulation}: in order from one node to another, and lost and doubled by
 * chance; and what else comes at some time, in order as well. What arrives next follows from the seed.
 */
final class CallTraffic {
    /** More than ever wait at once. */
    private static final int MAX_DELIVERED = 300_000;

    private final Random random;
    private final CallSimulation.Faults faults;
    private final CallOutages outages;
    private final Map<Link, Queue<Parcel>> links = new LinkedHashMap<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private boolean isSettling;

    private record Link(NodeRef from, NodeRef to) {}

    private record Parcel(Runnable deliver, Runnable lost) {}

    CallTraffic(Random random, CallSimulation.Faults faults, CallOutages outages) {
        this.random = random;
        this.faults = faults;
        this.outages = outages;
    }

    /** A message between two nodes that live. */
    void send(NodeRef from, NodeRef to, Runnable deliver, Runnable lost) {
        if (outages.isCut(from, to) || (!isSettling && random.nextDouble() < faults.lost())) {
            lost.run();
            return;
        }
        carry(from, to, deliver, lost);
        if (!isSettling && random.nextDouble() < faults.doubled()) {
            carry(from, to, deliver, () -> {});
        }
    }

    /** What is never doubled, and lost with either node only. */
    void carry(NodeRef from, NodeRef to, Runnable deliver, Runnable lost) {
        links.computeIfAbsent(new Link(from, to), first -> new ArrayDeque<>()).add(new Parcel(deliver, lost));
    }

    /** Something that a node, or a client, finds out at some time. */
    void later(Runnable task) {
        later.add(task);
    }

    void deliverOne() {
        if (!later.isEmpty() && random.nextInt(10) == 0) {
            later.remove().run();
        }
        List<Link> busy = links.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .filter(link -> !outages.blocks(link.from(), link.to()))
                .toList();
        if (!busy.isEmpty()) {
            Link next = busy.get(random.nextInt(busy.size()));
            requireNonNull(links.get(next)).remove().deliver().run();
        }
    }

    /** In an order that follows from the seed. Nodes that answer each other without end would never be done. */
    void drain() {
        int delivered = 0;
        while (links.values().stream().anyMatch(queue -> !queue.isEmpty())) {
            deliverOne();
            assertTrue(++delivered < MAX_DELIVERED, "messages without end");
        }
    }

    /** No more is lost or doubled, and everything arrives that was to come. */
    void settle() {
        isSettling = true;
        while (!later.isEmpty()) {
            later.remove().run();
        }
        drain();
    }

    /** Nothing that is on its way to or from a node arrives. */
    void dropAllOf(NodeRef node) {
        for (Link link : List.copyOf(links.keySet())) {
            if (link.from().equals(node) || link.to().equals(node)) {
                drop(link);
            }
        }
    }

    /** Nothing that is on its way between two nodes arrives. */
    void dropBetween(NodeRef one, NodeRef other) {
        drop(new Link(one, other));
        drop(new Link(other, one));
    }

    private void drop(Link link) {
        Queue<Parcel> queue = links.remove(link);
        if (queue != null) {
            queue.forEach(parcel -> parcel.lost().run());
        }
    }
}
