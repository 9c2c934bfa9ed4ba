package io.ringway.gateway.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that fight for the seats of a few rooms over a network that delays, reorders, doubles and loses messages, while
 * nodes come and die, which the others notice one after the other. After every step no room may have more members than it
 * holds.
 */
final class SeatingSimulation {
    private static final int LIMIT = 3;
    private static final int TICK_MS = 100;

    private final Random random;
    private final double lost;
    private final double doubled;
    private final List<Group> rooms = new ArrayList<>();
    private final Map<NodeRef, SimNode> nodes = new HashMap<>();
    private final PriorityQueue<Letter> network = new PriorityQueue<>();
    private final Map<Cid, Long> open = new HashMap<>();
    private long now;
    private long tickedAt;
    private long serial;
    private int seated;
    private int refused;

    private record Letter(long at, long serial, NodeRef from, NodeRef to, SeatMessage message)
            implements Comparable<Letter> {
        @Override
        public int compareTo(Letter other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(serial, other.serial);
        }
    }

    private final class SimNode {
        final NodeRef self;
        final Map<Group, Set<Cid>> members = new HashMap<>();
        final Map<NodeRef, Long> missedFrom = new HashMap<>();
        final Seating seating;

        SimNode(NodeRef self) {
            this.self = self;
            this.seating = new Seating(
                    (to, message) -> post(self, to, message),
                    group -> members.getOrDefault(group, Set.of()).size(),
                    this::peers);
        }

        /** Who is there, the dead among them whom this node does not miss yet. */
        List<NodeRef> peers() {
            List<NodeRef> peers = new ArrayList<>(missedFrom.keySet());
            nodes.keySet().stream().filter(node -> !node.equals(self)).forEach(peers::add);
            return peers;
        }

        /** Nothing comes from a node that this one has counted out. */
        boolean isRidOf(NodeRef node) {
            return !nodes.containsKey(node) && !missedFrom.containsKey(node);
        }

        void tick() {
            for (NodeRef dead : List.copyOf(missedFrom.keySet())) {
                if (missedFrom.getOrDefault(dead, 0L) <= now) {
                    missedFrom.remove(dead);
                    seating.nodeDown(dead);
                }
            }
            seating.tick(now);
        }

        void join(Group room) {
            Cid cid = new Cid(self, random.nextLong(), random.nextLong());
            open.put(cid, now);
            seating.claim(now, room, cid, LIMIT, verdict -> decided(room, cid, verdict));
        }

        void decided(Group room, Cid cid, Verdict verdict) {
            assertTrue(open.remove(cid) != null, "told twice");
            if (verdict == Verdict.SEATED) {
                members.computeIfAbsent(room, unused -> new HashSet<>()).add(cid);
                seated++;
            } else {
                refused++;
            }
        }

        void leave(Group room) {
            Set<Cid> inside = members.getOrDefault(room, new HashSet<>());
            inside.stream().findFirst().ifPresent(inside::remove);
        }
    }

    SeatingSimulation(long seed, int count, double lost, double doubled) {
        this.random = new Random(seed);
        this.lost = lost;
        this.doubled = doubled;
        for (int i = 0; i < 2; i++) {
            rooms.add(new Group(new Tenant("demo"), "room:" + i));
        }
        for (int i = 0; i < count; i++) {
            add();
        }
    }

    private void post(NodeRef from, NodeRef to, SeatMessage message) {
        int copies = random.nextDouble() < lost ? 0 : random.nextDouble() < doubled ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            network.add(new Letter(now + 1 + random.nextInt(50), serial++, from, to, message));
        }
    }

    private void add() {
        NodeRef fresh = new NodeRef(random.nextLong(), 0);
        nodes.put(fresh, new SimNode(fresh));
    }

    private void kill() {
        NodeRef dead = any(new ArrayList<>(nodes.keySet()));
        nodes.remove(dead);
        open.keySet().removeIf(cid -> cid.node().equals(dead));
        for (SimNode node : nodes.values()) {
            node.missedFrom.put(dead, now + random.nextInt(400));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        SimNode node = any(new ArrayList<>(nodes.values()));
        if (dice < 40) {
            node.join(any(rooms));
        } else if (dice < 60) {
            node.leave(any(rooms));
        } else if (dice < 61 && nodes.size() > 2) {
            kill();
        } else if (dice < 62 && nodes.size() < 6) {
            add();
        } else {
            pass(random.nextInt(30));
        }
    }

    private void pass(int millis) {
        long until = now + millis;
        for (Letter letter = due(until); letter != null; letter = due(until)) {
            now = Math.max(now, letter.at());
            SimNode to = nodes.get(letter.to());
            if (to != null && !to.isRidOf(letter.from())) {
                to.seating.receive(letter.from(), letter.message());
                check();
            }
        }
        now = until;
        if (now - tickedAt >= TICK_MS) {
            tickedAt = now;
            List.copyOf(nodes.values()).forEach(SimNode::tick);
        }
    }

    private @Nullable Letter due(long until) {
        Letter next = network.peek();
        return next != null && next.at() <= until ? network.poll() : null;
    }

    private void check() {
        for (Group room : rooms) {
            int inside = nodes.values().stream()
                    .mapToInt(node -> node.members.getOrDefault(room, Set.of()).size())
                    .sum();
            assertTrue(inside <= LIMIT, room.name() + " has " + inside);
        }
        open.values().forEach(since -> assertTrue(now - since <= Seating.DEADLINE_MS + 2 * TICK_MS, "nobody was told"));
    }

    /** Nothing new happens any more: everybody is told, and a room with a free seat takes the next one. */
    void settle() {
        for (int i = 0; i < 40; i++) {
            pass(100);
        }
        assertEquals(Map.of(), open);
        assertTrue(refused > 0, "nobody was ever refused");
        // A claim whose messages are lost holds a seat until its deadline, and there may always be one.
        if (lost == 0) {
            assertTrue(seated > 0, "nobody was ever seated");
            SimNode node = any(new ArrayList<>(nodes.values()));
            nodes.values().forEach(one -> one.members.clear());
            int before = seated;
            node.join(rooms.getFirst());
            for (int i = 0; i < 10; i++) {
                pass(30);
            }
            assertEquals(before + 1, seated, "an empty room takes nobody");
        }
    }
}
