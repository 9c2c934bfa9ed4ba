package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.Line;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Nodes that share an outbox, members who come, go and move, a store that fails and a receiver that does too, and kills;
 * by chance, from a seed. In the end everybody is gone, and a receiver that dropped what came twice must have a history
 * that is whole and in order.
 */
final class OutboxSimulation {
    private static final Tenant TENANT = new Tenant("t");
    private static final long GRACE = 10_000;
    private static final long START = 1_800_000_000_000L;

    private final Random random;
    private final boolean kills;
    private final double failures;
    private final Pace pace;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Map<Long, SimNode> nodes = new LinkedHashMap<>();
    private final Map<String, Line> lines = new HashMap<>();
    private final Map<String, JsonObject> received = new LinkedHashMap<>();
    private final List<Stay> stays = new ArrayList<>();
    private final List<Ring> rings = new ArrayList<>();
    private long now = START;
    private long tasksMade;
    private long nextId = 1;
    private boolean calm;
    private int mostWaiting;
    int kicked;
    int moved;
    int twice;
    int callsEnded;

    private record Task(long at, long order, Runnable run) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

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
    }

    /**
     * How the receiver does.
     *
     * @param waiting how much may wait for it while it fails
     * @param slowest how long it takes at most for an event, in milliseconds
     * @param fails whether it fails, as the store does
     */
    record Pace(int waiting, int slowest, boolean fails) {}

    /** A call that goes on, and the node that owns it. */
    private static final class Ring {
        final CallId id;
        long node;

        Ring(CallId id, long node) {
            this.id = id;
            this.node = node;
        }
    }

    OutboxSimulation(long seed, int size, boolean kills, double failures) {
        this(seed, size, kills, failures, new Pace(100_000, 80, true));
    }

    OutboxSimulation(long seed, int size, boolean kills, double failures, Pace pace) {
        random = new Random(seed);
        this.pace = pace;
        this.kills = kills;
        this.failures = failures;
        for (int i = 0; i < size; i++) {
            addNode();
        }
    }

    private void at(long delay, Runnable run) {
        tasks.add(new Task(now + delay, tasksMade++, run));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private boolean fails() {
        return !calm && chance(failures);
    }

    /** One node, with what it sees of the others. */
    private final class SimNode implements Nodes {
        final long id;
        boolean alive = true;
        final Outbox outbox;

        SimNode(long id) {
            this.id = id;
            Receiver receiver = new Receiver(
                    "r",
                    TENANT,
                    EnumSet.of(
                            EventType.MEMBER_JOINED,
                            EventType.MEMBER_LEFT,
                            EventType.GROUP_OCCUPIED,
                            EventType.GROUP_VACATED,
                            EventType.CALL_RINGING,
                            EventType.CALL_ENDED),
                    List.of(GroupPattern.of("g*", "")),
                    this::send,
                    new Schedule(200, 2_000, Long.MAX_VALUE / 2, 4, pace.waiting(), 100));
            outbox = new Outbox(new Outbox.Parts(
                    List.of(receiver),
                    new SimStore(this),
                    this,
                    GRACE,
                    name -> new WebhookMetrics(),
                    () -> {
                        throw new AssertionError("nothing is lost here");
                    },
                    () -> Instant.ofEpochMilli(now),
                    new Random(id)));
        }

        private Future<Sink.Outcome> send(Delivery delivery) {
            Promise<Sink.Outcome> promise = Promise.promise();
            boolean arrives = !pace.fails() || !fails();
            boolean answers = !pace.fails() || !fails();
            at(1 + random.nextInt(pace.slowest()), () -> {
                if (arrives) {
                    receive(delivery);
                }
                at(1 + random.nextInt(40), () -> {
                    if (alive) {
                        promise.complete(
                                arrives && answers
                                        ? new Sink.Outcome.Delivered()
                                        : new Sink.Outcome.Failed("by chance"));
                    }
                });
            });
            return promise.future();
        }

        @Override
        public long self() {
            return id;
        }

        @Override
        public Set<Long> live() {
            return Set.copyOf(nodes.keySet());
        }

        @Override
        public boolean isFenced() {
            return false;
        }

        @Override
        public void news(long node, String line) {
            if (!fails()) {
                at(1 + random.nextInt(20), () -> {
                    SimNode to = nodes.get(node);
                    if (to != null) {
                        to.outbox.news(line);
                    }
                });
            }
        }
    }

    /** The store as one node sees it: late, and failing before or after the deed. */
    private final class SimStore implements OutboxStore {
        private final SimNode node;

        SimStore(SimNode node) {
            this.node = node;
        }

        private <T> Future<T> ask(Supplier<T> deed) {
            Promise<T> promise = Promise.promise();
            boolean arrives = !fails();
            boolean answers = !fails();
            at(1 + random.nextInt(30), () -> {
                T result = arrives ? deed.get() : null;
                at(1 + random.nextInt(10), () -> {
                    if (!node.alive) {
                        return;
                    }
                    if (result != null && answers) {
                        promise.complete(result);
                    } else {
                        promise.fail("by chance");
                    }
                });
            });
            return promise.future();
        }

        @Override
        public Future<Integer> write(String name, Batch batch) {
            return ask(() -> {
                Line line = lines.computeIfAbsent(name, fresh -> new Line());
                int waiting = line.write(batch);
                mostWaiting = Math.max(mostWaiting, waiting);
                return waiting;
            });
        }

        @Override
        public Future<List<Entry>> head(String name, long after, int limit) {
            return ask(() -> lines.computeIfAbsent(name, fresh -> new Line()).head(after, limit));
        }

        @Override
        public Future<Integer> take(String name, Collection<Long> seqs) {
            return ask(() -> {
                Line line = lines.computeIfAbsent(name, fresh -> new Line());
                line.take(seqs);
                return line.size();
            });
        }

        @Override
        public Future<Survey> survey(Set<Long> live) {
            return ask(() -> {
                Set<String> waiting = new LinkedHashSet<>();
                Map<Long, Set<String>> strays = new TreeMap<>();
                lines.forEach((name, line) -> {
                    if (line.size() > 0) {
                        waiting.add(name);
                    }
                    line.owners().stream()
                            .filter(owner -> !live.contains(owner))
                            .forEach(owner -> strays.computeIfAbsent(owner, first -> new LinkedHashSet<>())
                                    .add(name));
                });
                return new Survey(waiting, strays);
            });
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    /** How many events waited at most in a line. */
    int waiting() {
        return mostWaiting;
    }

    private void receive(Delivery delivery) {
        if (received.putIfAbsent(delivery.id(), new JsonObject(delivery.body())) != null) {
            twice++;
        }
    }

    private SimNode addNode() {
        SimNode node = new SimNode(nextId++);
        nodes.put(node.id, node);
        tickLater(node);
        return node;
    }

    private void tickLater(SimNode node) {
        at(250, () -> {
            if (node.alive) {
                node.outbox.tick();
                tickLater(node);
            }
        });
    }

    private SimNode node(long id) {
        return Objects.requireNonNull(nodes.get(id), "members are of nodes that live");
    }

    private SimNode anyNode() {
        List<SimNode> all = List.copyOf(nodes.values());
        return all.get(random.nextInt(all.size()));
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            pass(random.nextInt(200));
        }
        calm = true;
        List.copyOf(rings).forEach(this::end);
        for (Stay stay : List.copyOf(stays)) {
            node(stay.node).outbox.exited(stay.group, stay.member.cid(), LeaveReason.LEFT);
        }
        stays.clear();
        pass(20 * GRACE);
    }

    private void pass(long time) {
        long until = now + time;
        while (!tasks.isEmpty() && tasks.peek().at <= until) {
            Task task = tasks.poll();
            now = task.at;
            task.run.run();
        }
        now = until;
    }

    private void step() {
        if (chance(0.3)) {
            call();
            return;
        }
        double what = random.nextDouble();
        if (what < 0.5 || stays.isEmpty()) {
            join();
        } else if (what < 0.75) {
            Stay stay = stays.remove(random.nextInt(stays.size()));
            LeaveReason reason = random.nextBoolean() ? LeaveReason.LEFT : LeaveReason.DISCONNECTED;
            node(stay.node).outbox.exited(stay.group, stay.member.cid(), reason);
        } else if (what < 0.97 || !kills) {
            move(stays.get(random.nextInt(stays.size())));
        } else if (nodes.size() > 1) {
            kill(anyNode());
        } else {
            addNode();
        }
    }

    /** Calls begin, go to another node, and end there, faster than what their first node has to write. */
    private void call() {
        if (rings.isEmpty() || chance(0.4)) {
            SimNode node = anyNode();
            CallId id = new CallId(new Cid(new NodeRef(node.id, 0), random.nextLong(), random.nextLong()));
            rings.add(new Ring(id, node.id));
            Sender caller = new Sender(new UserId(TENANT, "u"), id.value());
            CallTarget callee = new CallTarget.User(new UserId(TENANT, "v"));
            node.outbox.on(new CallMoment.Began(id, caller, callee, 0));
            return;
        }
        Ring ring = rings.get(random.nextInt(rings.size()));
        if (chance(0.6)) {
            SimNode from = node(ring.node);
            SimNode to = anyNode();
            ring.node = to.id;
            to.outbox.taken(ring.id, TENANT);
            at(1 + random.nextInt(20), () -> {
                if (from.alive && from != to) {
                    from.outbox.given(ring.id, TENANT, new NodeRef(to.id, 0));
                }
            });
        }
        if (chance(0.6)) {
            end(ring);
        }
    }

    private void end(Ring ring) {
        rings.remove(ring);
        node(ring.node).outbox.on(new CallMoment.Ended(ring.id, TENANT, CloseReason.CANCELLED, null, chance(0.2)));
    }

    private void join() {
        SimNode node = anyNode();
        Cid cid = new Cid(new NodeRef(node.id, 0), random.nextLong(), random.nextLong());
        Member member = new Member(cid, new UserId(TENANT, "u" + random.nextInt(5)), Bytes.utf8("{\"a\":[]}"));
        Stay stay = new Stay(new Group(TENANT, "g" + random.nextInt(3)), member, node.id);
        stays.add(stay);
        node.outbox.entered(stay.group, member);
    }

    /** One node gives the member away, another takes it; now and then a third took it as well, and gives way. */
    private void move(Stay stay) {
        SimNode from = node(stay.node);
        SimNode to = anyNode();
        if (to == from) {
            return;
        }
        moved++;
        from.outbox.exited(stay.group, stay.member.cid(), LeaveReason.MOVED);
        if (chance(0.02)) {
            stays.remove(stay); // the answer with the session was lost, and nobody has it
            return;
        }
        stay.node = to.id;
        to.outbox.entered(stay.group, stay.member);
        SimNode rival = anyNode();
        if (rival != to && rival != from && chance(0.2)) {
            rival.outbox.entered(stay.group, stay.member);
            pass(random.nextInt(30));
            if (rival.alive) {
                rival.outbox.exited(stay.group, stay.member.cid(), LeaveReason.MOVED);
                rival.outbox.adopted(stay.member.cid(), new NodeRef(to.id, 0));
            }
        }
    }

    private void kill(SimNode node) {
        kicked++;
        node.alive = false;
        nodes.remove(node.id);
        List<SimNode> left = List.copyOf(nodes.values());
        left.forEach(other -> other.outbox.nodeDown(new NodeRef(node.id, 0)));
        // Of some calls another node says that they are over; the others are found to be a lost node's.
        for (Ring ring : List.copyOf(rings)) {
            if (ring.node == node.id) {
                ring.node = left.get(random.nextInt(left.size())).id;
                if (random.nextBoolean()) {
                    end(ring);
                } else {
                    rings.remove(ring);
                }
            }
        }
        for (Stay stay : List.copyOf(stays)) {
            if (stay.node != node.id) {
                continue;
            }
            if (random.nextBoolean()) {
                stays.remove(stay);
                continue;
            }
            SimNode heir = left.get(random.nextInt(left.size()));
            stay.node = heir.id;
            at(random.nextInt((int) GRACE), () -> {
                if (heir.alive && stays.contains(stay) && stay.node == heir.id) {
                    heir.outbox.entered(stay.group, stay.member);
                }
            });
        }
        if (chance(0.7)) {
            addNode();
        }
    }

    /** What a receiver must be able to rely on. */
    void check(String seed) {
        Map<String, Long> sequences = new HashMap<>();
        Map<String, Set<String>> present = new HashMap<>();
        Set<String> occupied = new HashSet<>();
        for (JsonObject event : received.values()) {
            JsonObject data = event.getJsonObject("data");
            String group = data.getString("group", data.getString("call_id"));
            long sequence = data.getLong("sequence");
            assertTrue(sequences.getOrDefault(group, 0L) <= sequence, seed + ": order in " + group);
            sequences.put(group, sequence);
            Set<String> members = present.computeIfAbsent(group, first -> new HashSet<>());
            String about = seed + " " + group + " " + data.getString("cid") + ": ";
            switch (EventType.of(event.getString("type")).orElseThrow()) {
                case MEMBER_JOINED -> assertTrue(members.add(data.getString("cid")), about + "joined twice");
                case MEMBER_LEFT -> {
                    assertTrue(members.remove(data.getString("cid")), about + "left without having joined");
                    assertEquals(
                            data.getLong("left_at") - data.getLong("joined_at"),
                            data.getLong("duration_ms"),
                            about + "duration");
                }
                case GROUP_OCCUPIED -> {
                    assertTrue(members.isEmpty(), about + "occupied while somebody is there");
                    assertTrue(occupied.add(group), about + "occupied twice");
                }
                case GROUP_VACATED -> {
                    assertTrue(members.isEmpty(), about + "vacated while somebody is there");
                    assertTrue(occupied.remove(group), about + "vacated twice");
                }
                case CALL_RINGING -> assertTrue(members.add("call"), about + "rang twice");
                case CALL_ENDED -> {
                    assertTrue(members.remove("call"), about + "ended without having rung");
                    callsEnded++;
                }
                case MESSAGE, CALL_ANSWERED, CALL_MISSED -> throw new AssertionError(event);
            }
        }
        present.forEach((group, members) -> assertEquals(Set.of(), members, seed + ": never left " + group));
        assertEquals(Set.of(), occupied, seed);
        lines.forEach((name, line) -> assertTrue(line.isEmpty(), seed + ": something is left in " + name));
    }

    /** How often each connection was told as joined. */
    Map<String, Integer> joins() {
        Map<String, Integer> joins = new HashMap<>();
        received.values().stream()
                .filter(event -> event.getString("type").equals(EventType.MEMBER_JOINED.code()))
                .forEach(event -> joins.merge(event.getJsonObject("data").getString("cid"), 1, Integer::sum));
        return joins;
    }
}
