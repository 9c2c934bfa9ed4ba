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
 * sessions move between nodes, and nodes come and die, which the others notice one after the other; who sat on a node that died may
 * come back elsewhere. After every step no room may have more members than it holds, those among them who may come back.
 */
final class SeatingSimulation {
    private static final int LIMIT = 3;
    private static final int TICK_MS = 100;
    private static final int GRACE_MS = 1_000;

    private final Random random;
    private final double lost;
    private final double doubled;
    private final List<Group> rooms = new ArrayList<>();
    private final Map<NodeRef, SimNode> nodes = new HashMap<>();
    private final PriorityQueue<Letter> network = new PriorityQueue<>();
    private final Map<Cid, Long> open = new HashMap<>();
    private final Map<Cid, NodeRef> askedAt = new HashMap<>();
    /** What was on nodes that are gone. */
    private final Map<NodeRef, Map<Group, Set<Cid>>> graves = new HashMap<>();

    private final List<Departure> departures = new ArrayList<>();
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

    /** A session whose old node stays in the room for it a moment yet. */
    private record Departure(long at, Group room, Cid cid, SimNode from) {}

    private final class SimNode {
        final NodeRef self;
        final Map<Group, Set<Cid>> members = new HashMap<>();
        final Map<NodeRef, Long> missedFrom = new HashMap<>();
        /** Members of nodes that are gone, and until when they may come back. */
        final Map<Group, Map<Cid, Long>> lost = new HashMap<>();
        /** Whose members of which rooms it had heard of when they died. */
        final Map<NodeRef, Set<Group>> knew = new HashMap<>();

        final Seating seating;

        SimNode(NodeRef self) {
            this.self = self;
            this.seating = new Seating((to, message) -> post(self, to, message), this::seated, this::peers);
        }

        Set<Cid> own(Group group) {
            return members.computeIfAbsent(group, unused -> new HashSet<>());
        }

        /** As a node with members sees a room: with the others' members, also those of dead nodes that it does not miss yet. */
        Set<Cid> seated(Group group, Set<Long> without) {
            Set<Cid> all = new HashSet<>(own(group));
            if (all.isEmpty()) {
                return all;
            }
            all.addAll(lost.getOrDefault(group, Map.of()).keySet());
            for (SimNode other : nodes.values()) {
                if (!without.contains(other.self.id())) {
                    all.addAll(other.own(group));
                }
            }
            for (NodeRef dead : missedFrom.keySet()) {
                if (!without.contains(dead.id()) && knows(dead, group)) {
                    all.addAll(graves.getOrDefault(dead, Map.of()).getOrDefault(group, Set.of()));
                }
            }
            return all;
        }

        /** What a room's observer misses when it learns that a node is gone. */
        void miss(NodeRef dead) {
            graves.getOrDefault(dead, Map.of()).forEach((group, cids) -> {
                if (knows(dead, group)) {
                    Map<Cid, Long> missed = lost.computeIfAbsent(group, unused -> new HashMap<>());
                    cids.stream()
                            .filter(cid -> nodes.values().stream()
                                    .noneMatch(node -> node.own(group).contains(cid)))
                            .forEach(cid -> missed.put(cid, now + GRACE_MS));
                }
            });
        }

        boolean knows(NodeRef dead, Group group) {
            return knew.getOrDefault(dead, Set.of()).contains(group);
        }

        void found(Group group, Cid cid) {
            lost.getOrDefault(group, new HashMap<>()).remove(cid);
        }

        void forget(Group group) {
            if (own(group).isEmpty()) {
                lost.remove(group);
                knew.values().forEach(groups -> groups.remove(group));
            }
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
                    miss(dead);
                    seating.nodeDown(dead);
                }
            }
            lost.values().forEach(missed -> missed.values().removeIf(until -> until <= now));
            seating.tick(now);
        }

        void join(Group room) {
            join(room, new Cid(self, random.nextLong(), random.nextLong()));
        }

        void join(Group room, Cid cid) {
            open.put(cid, now);
            askedAt.put(cid, self);
            seating.claim(now, room, cid, LIMIT, verdict -> decided(room, cid, verdict));
        }

        void decided(Group room, Cid cid, Verdict verdict) {
            assertTrue(open.remove(cid) != null, "told twice");
            if (verdict == Verdict.SEATED) {
                own(room).add(cid);
                nodes.values().forEach(node -> node.found(room, cid));
                seated++;
            } else {
                refused++;
            }
        }

        void leave(Group room) {
            // One that is moving away is not this node's any more.
            own(room).stream()
                    .filter(cid -> departures.stream()
                            .noneMatch(one -> one.from == this && one.cid.equals(cid) && one.room.equals(room)))
                    .findFirst()
                    .ifPresent(own(room)::remove);
            forget(room);
        }

        /** A session goes on elsewhere: it is there before it is gone here. */
        void move(Group room, SimNode to) {
            own(room).stream()
                    .filter(cid -> !to.own(room).contains(cid) && nodesOf(room, cid) == 1)
                    .findFirst()
                    .ifPresent(cid -> {
                        to.own(room).add(cid);
                        departures.add(new Departure(now + random.nextInt(100), room, cid, this));
                    });
        }

        void moved(Group room, Cid cid) {
            if (own(room).remove(cid)) {
                seating.moved(now, room, cid);
                forget(room);
            }
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
        SimNode gone = nodes.remove(dead);
        graves.put(dead, gone == null ? Map.of() : gone.members);
        open.keySet().removeIf(cid -> dead.equals(askedAt.get(cid)));
        for (SimNode node : nodes.values()) {
            node.missedFrom.put(dead, now + random.nextInt(400));
            Set<Group> known = new HashSet<>(rooms);
            known.removeIf(room -> node.own(room).isEmpty());
            node.knew.put(dead, known);
        }
    }

    private long nodesOf(Group room, Cid cid) {
        return nodes.values().stream()
                .filter(node -> node.own(room).contains(cid))
                .count();
    }

    /** Somebody whose node died comes back, as who he was. */
    private void comeBack(SimNode to, Group room) {
        nodes.values().stream()
                .flatMap(node -> node.lost.getOrDefault(room, Map.of()).keySet().stream())
                .filter(cid -> !open.containsKey(cid) && nodesOf(room, cid) == 0)
                .findFirst()
                .ifPresent(cid -> to.join(room, cid));
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
        } else if (dice < 66) {
            node.move(any(rooms), any(new ArrayList<>(nodes.values())));
        } else if (dice < 70) {
            comeBack(node, any(rooms));
        } else if (dice < 71 && nodes.size() > 2) {
            kill();
        } else if (dice < 72 && nodes.size() < 6) {
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
        for (Departure departure : List.copyOf(departures)) {
            if (departure.at <= now && departures.remove(departure)) {
                departure.from.moved(departure.room, departure.cid);
            }
        }
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
            Set<Cid> inside = new HashSet<>();
            nodes.values().forEach(node -> inside.addAll(node.own(room)));
            nodes.values()
                    .forEach(node ->
                            inside.addAll(node.lost.getOrDefault(room, Map.of()).keySet()));
            assertTrue(inside.size() <= LIMIT, room.name() + " has " + inside.size());
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
            assertEquals(List.of(), departures);
            nodes.values().forEach(one -> one.members.clear());
            nodes.values().forEach(one -> one.lost.clear());
            int before = seated;
            node.join(rooms.getFirst());
            for (int i = 0; i < 10; i++) {
                pass(30);
            }
            assertEquals(before + 1, seated, "an empty room takes nobody");
        }
    }
}
