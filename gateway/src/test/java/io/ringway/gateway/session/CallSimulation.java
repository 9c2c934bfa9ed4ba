package io.ringway.gateway.session;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.push.Notifier;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of nodes with the real hub's calls in them, linked by queues that keep their order but may lose and double
 * messages; and a crowd that rings, accepts, signals, moves calls, hangs up, loses its sockets, wanders from node to node
 * and vanishes at random. Nodes die, some of who was there comes back on others, and other nodes take their places.
 * Everything follows from the seed.
 */
final class CallSimulation {
    static final Tenant TENANT = new Tenant("sim");
    private static final int USERS = 4;
    private static final int MIN_CLIENTS = 6;
    /** More than ever wait at once. */
    private static final int MAX_DELIVERED = 300_000;

    private static final Metrics METRICS = new Metrics();

    private final Random random;
    private final Faults faults;
    private final int nodeCount;
    private final CallOptions options;
    private final Map<NodeRef, Node> nodes = new LinkedHashMap<>();
    private final Map<Link, Queue<Parcel>> links = new LinkedHashMap<>();
    private final Map<Cid, NodeRef> whereabouts = new HashMap<>();
    /** Where those go who are on their way: nobody but the node that they have left knows. */
    private final Map<Cid, NodeRef> heading = new HashMap<>();

    private final Map<Cid, List<Runnable>> onTheirWay = new HashMap<>();
    private final Map<Cid, CallClient> clients = new LinkedHashMap<>();
    private final List<CallClient> everybody = new ArrayList<>();
    private final Set<Cid> suspended = new HashSet<>();
    private final Set<Cid> gone = new HashSet<>();
    /** Who was on a node that died: may have missed something. */
    private final Set<Cid> bereaved = new HashSet<>();
    /** Calls that changed hands: their signals may have met others on the way. */
    private final Set<CallId> disturbed = new HashSet<>();

    private final Map<CallId, Integer> candidatesSent = new HashMap<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Notifier notifier;
    private final CallOutages outages;
    private final CallPairs pairs = new CallPairs(this);
    private boolean settling;
    private boolean unsteady;
    private boolean backend;
    private long now = 1_000_000;
    private long nextRandom = 1;
    private int lastNode;
    private int kills;

    /**
     * What goes wrong.
     *
     * @param lost share of messages
     * @param doubled share of messages
     * @param graceMillis how long calls wait for who was on a node that died
     * @param kills whether nodes die
     * @param wandering whether sessions are suspended and go from node to node
     */
    record Faults(double lost, double doubled, long graceMillis, boolean kills, boolean wandering) {
        static final Faults NONE = new Faults(0, 0, 0, false, false);
    }

    private record Link(NodeRef from, NodeRef to) {}

    private record Parcel(Runnable deliver, Runnable lost) {}

    static final class Node {
        /** In its present life: it grows when others have counted the node out, and took it back. */
        NodeRef self;

        final Sessions sessions = new Sessions(METRICS);
        final Set<NodeRef> peers = new HashSet<>();
        final Calling calling;
        final CallInbox inbox;

        Node(NodeRef self, CallOptions options, CallSimulation net, InstantSource clock) {
            this.self = self;
            SimCluster cluster = new SimCluster(self, net);
            calling = new Calling(
                    new Calling.Parts(cluster, sessions, options, cluster::locate, moment -> {}, net.notifier, clock));
            inbox = new CallInbox(calling);
        }
    }

    static final long HIDDEN_GRACE_MILLIS = 30_000;

    CallSimulation(long seed, int nodeCount, Faults faults) {
        this(seed, nodeCount, faults, Notifier.NOBODY);
    }

    CallSimulation(long seed, int nodeCount, Faults faults, Notifier notifier) {
        this.notifier = notifier;
        random = new Random(seed);
        outages = new CallOutages(this, random);
        this.faults = faults;
        options = new CallOptions(
                        45_000,
                        35_000,
                        faults.graceMillis(),
                        256,
                        262_144,
                        10_000,
                        1_000_000,
                        1_000_000,
                        false,
                        BusyPolicy.WAIT)
                .withGrace(faults.graceMillis(), HIDDEN_GRACE_MILLIS);
        this.nodeCount = nodeCount;
        for (int i = 1; i <= nodeCount; i++) {
            addNode();
        }
    }

    /** Never one that was there before: a node that comes again is another. */
    private void addNode() {
        NodeRef ref = new NodeRef(++lastNode, 0);
        nodes.values().forEach(other -> other.peers.add(ref));
        Node node = new Node(ref, options, this, () -> Instant.ofEpochMilli(now));
        node.peers.addAll(nodes.keySet());
        nodes.put(ref, node);
    }

    /** People everywhere. */
    CallSimulation crowd(int count) {
        for (int i = 0; i < count; i++) {
            connect(pick(servingNodes()), "u" + random.nextInt(USERS));
        }
        return this;
    }

    /** An app's backend begins and ends calls, too. */
    CallSimulation withBackend() {
        backend = true;
        return this;
    }

    /** Nodes hang and are cut off, and return when others have counted them out, or before. */
    CallSimulation withOutages() {
        unsteady = true;
        return this;
    }

    CallClient connect(NodeRef at, String user) {
        CallClient client = new CallClient(
                newCid(at), new UserId(TENANT, user), () -> !pairs.isSteady() && outages.count() > 0, pairs::closed);
        clients.put(client.cid, client);
        everybody.add(client);
        node(at).sessions.add(client.session);
        return client;
    }

    /** A node of a simulation of two or more. */
    static NodeRef nodeNumber(int number) {
        return new NodeRef(number, 0);
    }

    boolean chance() {
        return random.nextBoolean();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            now += random.nextInt(100);
        }
    }

    private void step() {
        if (backend && random.nextInt(20) == 0) {
            actAsBackend();
            return;
        }
        if (unsteady && random.nextInt(40) == 0) {
            outages.step();
            return;
        }
        int dice = random.nextInt(1_000);
        if (dice < 550) {
            deliverOne();
        } else if (dice < 620) {
            ring();
        } else if (dice < 730) {
            accept();
        } else if (dice < 850) {
            signal();
        } else if (dice < 880) {
            hangup();
        } else if (dice < 900) {
            move();
        } else if (dice < 915) {
            vanish();
        } else if (dice < 945) {
            tick();
        } else if (dice < 990) {
            wander();
        } else if (random.nextInt(20) == 0 && nodes.size() > 1 && faults.kills() && outages.isOver()) {
            kill(pick(List.copyOf(nodes.keySet())));
        } else if (random.nextInt(20) == 0 && nodes.size() < nodeCount && outages.isOver()) {
            addNode();
        }
    }

    private void tick() {
        nodes.forEach((ref, node) -> {
            if (outages.runs(ref)) {
                node.calling.tick();
            }
        });
    }

    // What clients do, by what they have been told.

    void call(CallClient from, Command command) {
        Node node = at(from);
        if (node == null) {
            return;
        }
        switch (command) {
            case Command.CallCid call -> node.calling.call(from.session, call);
            case Command.CallUser call -> node.calling.call(from.session, call);
            case Command.Accept accept -> node.calling.accept(from.session, accept);
            case Command.SendSignal signal -> node.calling.signal(from.session, signal);
            case Command.Hangup hangup -> node.calling.hangup(from.session, hangup);
            case Command.Move move -> node.calling.moves().move(from.session, move);
            default -> throw new IllegalArgumentException("no command of a call");
        }
    }

    private void actAsBackend() {
        CallClient from = anyone();
        CallClient to = anyone();
        if (random.nextInt(4) == 0) {
            open(from)
                    .ifPresent(story ->
                            servingNodes().forEach(one -> node(one).calling.run(new CallInput.End(story.call))));
        } else if (!from.user.equals(to.user)) {
            CallId call = new CallId(newCid(pick(servingNodes())));
            RingOptions ring = random.nextInt(4) == 0 ? new RingOptions(2_000, null) : RingOptions.DEFAULTS;
            node(call.owner()).calling.run(new CallInput.Start(call, from.user, to.user, Bytes.EMPTY, ring));
        }
    }

    private void ring() {
        CallClient from = anyone();
        CallClient to = anyone();
        if (to == from) {
            return;
        }
        RingOptions ring =
                random.nextInt(4) == 0 ? new RingOptions(2_000, any(BusyPolicy.values())) : RingOptions.DEFAULTS;
        call(
                from,
                random.nextBoolean()
                        ? new Command.CallCid(0, to.cid, null, Bytes.EMPTY, ring)
                        : new Command.CallUser(0, to.user.id(), null, Bytes.EMPTY, ring));
    }

    private void accept() {
        CallClient client = anyone();
        open(client)
                .filter(story -> story.incoming && !story.accepted && !story.started)
                .ifPresent(story -> {
                    if (story.starts) {
                        // Of two devices that start it one may signal before it hears of the other.
                        disturbed.add(story.call);
                    }
                    story.accept();
                    call(client, new Command.Accept(0, story.call, null));
                });
    }

    private void signal() {
        CallClient client = anyone();
        open(client).filter(story -> story.outgoing || story.accepted).ifPresent(story -> {
            if (story.outgoing) {
                int number = candidatesSent.merge(story.call, 1, Integer::sum) - 1;
                signal(client, story.call, new Signal.Candidate(Bytes.utf8(Integer.toString(number))));
            } else {
                signal(client, story.call, new Signal.Answer(Bytes.utf8("answer")));
            }
        });
    }

    private void signal(CallClient client, CallId call, Signal signal) {
        call(client, new Command.SendSignal(0, call, signal));
    }

    private void hangup() {
        CallClient client = anyone();
        open(client).ifPresent(story -> {
            boolean thisDeviceOnly = random.nextBoolean();
            // A device that does not win after all may find the call on another.
            story.hungUp = !thisDeviceOnly || story.accepted || story.outgoing;
            call(client, new Command.Hangup(0, story.call, thisDeviceOnly, random.nextBoolean()));
        });
    }

    private void move() {
        CallClient client = anyone();
        open(client).filter(story -> story.accepted).ifPresent(story -> {
            List<CallClient> others = clients.values().stream()
                    .filter(other -> other.user.equals(client.user) && other != client && at(other) != null)
                    .toList();
            if (!others.isEmpty()) {
                CallClient to = pick(others);
                disturbed.add(story.call);
                pairs.moved(story.call);
                call(to, to.moving(story.call));
            }
        });
    }

    private void vanish() {
        vanish(anyone());
        populate();
    }

    void vanish(CallClient client) {
        Node node = at(client);
        if (node != null) {
            forget(client);
            node.calling.gone(client.session);
            node.sessions.remove(client.session);
        }
    }

    private void forget(CallClient client) {
        gone.add(client.cid);
        suspended.remove(client.cid);
        clients.remove(client.cid);
    }

    private void populate() {
        while (clients.size() < MIN_CLIENTS) {
            crowd(1);
        }
        crowd(random.nextInt(2));
    }

    // Sessions without a socket, and on their way.

    private void wander() {
        if (!faults.wandering()) {
            return;
        }
        CallClient client = anyone();
        Node node = at(client);
        if (node == null) {
            return;
        }
        if (suspended.add(client.cid)) {
            client.lose();
            node.calling.suspended(client.session);
        } else if (random.nextBoolean() || nodes.size() < 2 || !client.asking.isEmpty() || !outages.isOver()) {
            suspended.remove(client.cid);
            client.find();
            node.calling.resumed(client.session);
        } else {
            travel(client, node);
        }
    }

    private void travel(CallClient client, Node from) {
        NodeRef left = key(whereabouts(client.cid));
        travel(
                client,
                from,
                pick(servingNodes().stream().filter(node -> !node.equals(left)).toList()));
    }

    /** A session goes to another node, with everything. */
    void travel(CallClient client, NodeRef to) {
        Node from = requireNonNull(at(client));
        suspended.add(client.cid);
        client.lose();
        from.calling.suspended(client.session);
        travel(client, from, to);
    }

    long millis() {
        return now;
    }

    Calling calling(NodeRef node) {
        return node(node).calling;
    }

    private void travel(CallClient client, Node from, NodeRef to) {
        NodeRef left = key(whereabouts(client.cid));
        client.stories.values().forEach(story -> disturbed.add(story.call));
        Buffer bytes = EnvelopeCodec.encode(new Envelope.Handover(new SessionState(
                client.user,
                client.cid,
                0,
                0,
                0,
                false,
                false,
                0,
                List.of(),
                List.of(),
                from.calling.handovers().take(client.session))));
        from.sessions.remove(client.session);
        onTheirWay.put(client.cid, new ArrayList<>());
        heading.put(client.cid, to);
        Runnable arrive = () -> arrive(client, to, bytes);
        // A session is never doubled, and it is lost with either node only.
        links.computeIfAbsent(new Link(left, to), first -> new ArrayDeque<>())
                .add(new Parcel(arrive, () -> lostOnTheWay(client)));
    }

    private void arrive(CallClient client, NodeRef to, Buffer bytes) {
        Node node = node(to);
        whereabouts.put(client.cid, to);
        node.sessions.add(client.newSession());
        heading.remove(client.cid);
        suspended.remove(client.cid);
        node.calling.handovers().give(client.session, decode(bytes));
        node.calling.resumed(client.session);
        requireNonNull(onTheirWay.remove(client.cid)).forEach(Runnable::run);
    }

    static Envelope read(Buffer bytes) {
        try {
            return EnvelopeCodec.decode(bytes);
        } catch (EnvelopeException defect) {
            throw new AssertionError(defect);
        }
    }

    private static CallHandover decode(Buffer bytes) {
        if (read(bytes) instanceof Envelope.Handover(var state)) {
            return state.calls();
        }
        throw new AssertionError("another envelope");
    }

    private void lostOnTheWay(CallClient client) {
        onTheirWay.remove(client.cid);
        heading.remove(client.cid);
        forget(client);
    }

    /** To a connection that may be on its way: then it is told when it has arrived. */
    boolean toConnection(NodeRef node, Cid cid, Buffer payload) {
        List<Runnable> waiting = onTheirWay.get(cid);
        if (waiting != null) {
            waiting.add(() -> toConnection(whereabouts(cid), cid, payload));
            return true;
        }
        NodeRef at = whereabouts(cid);
        return nodes.containsKey(key(at))
                && (key(at).equals(key(node)) || (nodes.containsKey(key(node)) && outages.reaches(node, at)))
                && inbox(at).message(cid, read(payload));
    }

    // Nodes.

    void kill(NodeRef dead) {
        Node lost = requireNonNull(nodes.remove(dead));
        NodeRef last = lost.self;
        kills++;
        // Who answered too late may never learn it: then there are two heirs, until one of them cedes.
        everybody.forEach(client -> client.stories.keySet().stream()
                .filter(call -> call.owner().equals(dead))
                .forEach(disturbed::add));
        for (Link link : List.copyOf(links.keySet())) {
            if (link.from().equals(dead) || link.to().equals(dead)) {
                requireNonNull(links.remove(link))
                        .forEach(parcel -> parcel.lost().run());
            }
        }
        for (NodeRef survivor : List.copyOf(nodes.keySet())) {
            later.add(() -> down(survivor, last));
        }
        for (Session session : List.copyOf(lost.sessions.all())) {
            CallClient client = requireNonNull(clients.get(session.cid()));
            bereave(client);
            if (faults.graceMillis() > 0 && random.nextBoolean()) {
                later.add(() -> comeBack(client));
            }
        }
        populate();
    }

    /** Its node is lost to this client, and what was on its way to it. */
    void bereave(CallClient client) {
        bereaved.add(client.cid);
        client.bereaved = true;
        forget(client);
    }

    private void down(NodeRef at, NodeRef dead) {
        Node node = nodes.get(at);
        if (node != null) {
            node.peers.remove(key(dead));
            node.calling.handovers().nodeDown(dead);
        }
    }

    /** A node has lost another, in the life in which it knew it. */
    void lose(NodeRef at, NodeRef lost) {
        later.add(() -> down(at, lost));
    }

    /** Nothing that is on its way between two nodes arrives. */
    void dropBetween(NodeRef one, NodeRef other) {
        for (Link link : List.of(new Link(one, other), new Link(other, one))) {
            Queue<Parcel> queue = links.remove(link);
            if (queue != null) {
                queue.forEach(parcel -> parcel.lost().run());
            }
        }
    }

    void later(Runnable task) {
        later.add(task);
    }

    /** A client of a node that is gone, as far as the others know, finds another: every node learns it. */
    void comeBack(CallClient client) {
        NodeRef at = pick(servingNodes());
        gone.remove(client.cid);
        clients.put(client.cid, client);
        whereabouts.put(client.cid, at);
        node(at).sessions.add(client.newSession());
        node(at).calling.handovers().adopted(client.cid);
        Set<NodeRef> unanswered = new HashSet<>(node(at).peers);
        for (NodeRef ref : List.copyOf(nodes.keySet())) {
            Runnable answered = () -> {
                if (unanswered.remove(ref) && unanswered.isEmpty()) {
                    welcome(client);
                }
            };
            post(
                    at,
                    ref,
                    () -> {
                        node(ref).calling.handovers().adopted(client.cid);
                        post(ref, at, answered, answered);
                    },
                    answered);
        }
        if (unanswered.isEmpty()) {
            welcome(client);
        }
    }

    /** The client is told which of its calls there are, and gives up what rings without being among them. */
    private void welcome(CallClient client) {
        Node node = at(client);
        if (node != null) {
            client.stories.values().stream()
                    .filter(story -> story.open() && !story.accepted)
                    .filter(story -> node.calling.legs().leg(client.cid, story.call) == null)
                    .toList()
                    .forEach(story -> {
                        call(client, new Command.Hangup(0, story.call, false, true));
                        story.ends++;
                        story.hungUp = true;
                    });
        }
    }

    // The network.

    /** A node whatever its life, as the simulation files it. */
    static NodeRef key(NodeRef node) {
        return new NodeRef(node.id(), 0);
    }

    NodeRef current(NodeRef ref) {
        Node node = nodes.get(key(ref));
        return node == null ? ref : node.self;
    }

    Set<NodeRef> peers(NodeRef of) {
        Node node = nodes.get(key(of));
        return node == null ? Set.of() : node.peers.stream().map(this::current).collect(Collectors.toSet());
    }

    Map<NodeRef, Node> nodes() {
        return nodes;
    }

    /** Those that others can reach. */
    List<NodeRef> servingNodes() {
        return nodes.keySet().stream().filter(outages::serves).toList();
    }

    @Nullable
    CallClient client(Cid cid) {
        return clients.get(cid);
    }

    /** Where a connection lives as that node knows it; null where that is a node that it has lost. */
    @Nullable
    NodeRef locate(NodeRef by, Cid cid) {
        NodeRef from = key(whereabouts(cid));
        NodeRef at = from.equals(key(by)) ? heading.getOrDefault(cid, from) : from;
        Node node = nodes.get(key(by));
        boolean known = at.equals(key(by)) || (node != null && node.peers.contains(at));
        return known ? current(at) : null;
    }

    /** The sockets of a node break; its sessions wait. */
    void suspendAll(Node node) {
        for (Session session : List.copyOf(node.sessions.all())) {
            CallClient client = clients.get(session.cid());
            if (client != null && suspended.add(session.cid())) {
                client.lose();
                node.calling.suspended(session);
            }
        }
    }

    Cid newCid(NodeRef at) {
        return new Cid(at, random.nextLong(), nextRandom++);
    }

    List<NodeRef> nodesOf(NodeRef by, UserId user) {
        return nodes.entrySet().stream()
                .filter(entry -> outages.reaches(by, entry.getKey()))
                .filter(entry -> !entry.getValue().sessions.of(user).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    NodeRef whereabouts(Cid cid) {
        return whereabouts.getOrDefault(cid, cid.node());
    }

    CallInbox inbox(NodeRef node) {
        return node(node).inbox;
    }

    void post(NodeRef sender, NodeRef receiver, Runnable deliver, Runnable lost) {
        NodeRef from = key(sender);
        NodeRef to = key(receiver);
        boolean isLink = nodes.containsKey(to) && nodes.containsKey(from) && !from.equals(to);
        if (!isLink || outages.isCut(from, to)) {
            lost.run();
            return;
        }
        if (!settling && random.nextDouble() < faults.lost()) {
            lost.run();
            return;
        }
        Queue<Parcel> queue = links.computeIfAbsent(new Link(from, to), first -> new ArrayDeque<>());
        queue.add(new Parcel(deliver, lost));
        if (!settling && random.nextDouble() < faults.doubled()) {
            queue.add(new Parcel(deliver, () -> {}));
        }
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
            requireNonNull(links.get(pick(busy))).remove().deliver().run();
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

    /** No more news, no more loss: what is still open is hung up, and every promise has to hold. */
    void settle() {
        settling = true;
        outages.end();
        while (!later.isEmpty()) {
            later.remove().run();
        }
        drain();
        for (CallClient client : List.copyOf(clients.values())) {
            Node node = at(client);
            if (node != null && suspended.remove(client.cid)) {
                client.find();
                node.calling.resumed(client.session);
            }
        }
        drain();
        // Graces that were over when the nodes saw each other again may end calls.
        pass(1);
        pairs.steady(faults.lost() == 0 && faults.doubled() == 0);
        pass(59);
        pairs.steady(false);
        if (faults.lost() == 0 && faults.doubled() == 0) {
            everybodySignals();
            pairs.check();
        }
        for (CallClient client : List.copyOf(clients.values())) {
            for (CallClient.Story story : List.copyOf(client.stories.values())) {
                if (story.open()) {
                    call(client, new Command.Hangup(0, story.call, false, false));
                }
            }
        }
        drain();
        pass(60);
    }

    /** Who comes back where something was lost looks for a new way at once, and learns that way which of his calls are over. */
    private void everybodySignals() {
        for (CallClient client : List.copyOf(clients.values())) {
            for (CallClient.Story story : List.copyOf(client.stories.values())) {
                Node node = at(client);
                if (node != null && story.open() && node.calling.legs().leg(client.cid, story.call) == null) {
                    assertTrue(
                            client.bereaved, () -> client.cid + " is in a call that its node does not know: " + story);
                    signal(client, story.call, new Signal.Answer(Bytes.utf8("answer")));
                    story.ends++;
                }
            }
        }
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += 1_000;
            tick();
            drain();
        }
    }

    // What has to hold.

    void check() {
        clients.values().forEach(client -> client.stories.values().forEach(story -> check(client, story)));
        Map<CallId, Integer> winners = new HashMap<>();
        for (CallClient client : everyone()) {
            for (CallClient.Story story : client.stories.values()) {
                if (story.incoming && !story.starts && !story.candidates.isEmpty() && !disturbed.contains(story.call)) {
                    winners.merge(story.call, 1, Integer::sum);
                }
            }
        }
        winners.forEach((call, count) -> assertEquals(1, count, () -> "connections given the signals of " + call));
        nodes.values().forEach(node -> {
            assertEquals(0, node.calling.live(), "calls left behind");
            assertEquals(List.of(), node.calling.legs().all(), "legs left behind");
        });
    }

    private void check(CallClient client, CallClient.Story story) {
        if (!bereaved.contains(client.cid)) {
            assertEquals(1, story.ends, () -> "ends of " + story + " told to " + client.cid);
        }
        if (!disturbed.contains(story.call) && kills == 0 && outages.count() == 0) {
            inOrder(story.candidates);
        }
    }

    private void inOrder(List<Integer> candidates) {
        for (int i = 1; i < candidates.size(); i++) {
            int before = candidates.get(i - 1);
            int after = candidates.get(i);
            assertTrue(faults.doubled() > 0 ? after >= before : after > before, () -> "order of " + candidates);
            assertTrue(faults.lost() > 0 || after <= before + 1, () -> "gap in " + candidates);
        }
        assertTrue(candidates.isEmpty() || faults.lost() > 0 || candidates.getFirst() == 0, "the first is missing");
    }

    /** How often something happened: a simulation of nothing proves nothing. */
    long count(Predicate<CallClient.Story> what) {
        return everyone().stream()
                .flatMap(client -> client.stories.values().stream())
                .filter(what)
                .count();
    }

    long calls() {
        return calls(story -> true);
    }

    long answered() {
        return calls(story -> story.accepted);
    }

    private long calls(Predicate<CallClient.Story> what) {
        return everyone().stream()
                .flatMap(client -> client.stories.values().stream())
                .filter(what)
                .map(story -> story.call)
                .distinct()
                .count();
    }

    long closedAs(CloseReason reason) {
        return count(story -> story.reason == reason);
    }

    int kills() {
        return kills;
    }

    /** Requests refused, but for those that came too late, as they may. */
    List<ErrorCode> refusals() {
        return everyone().stream()
                .flatMap(client -> client.failures.stream())
                .filter(failed -> failed.id() == 0)
                .map(failed -> failed.code())
                .filter(code -> code != ErrorCode.CALL_CLOSED)
                .toList();
    }

    List<CallClient> everyone() {
        return everybody;
    }

    Collection<CallClient> clients() {
        return clients.values();
    }

    /** Whether it has a session on a node that works. */
    boolean isOnline(CallClient client) {
        return at(client) != null;
    }

    boolean hasLeg(CallClient client, CallId call) {
        Node node = at(client);
        return node != null && node.calling.legs().leg(client.cid, call) != null;
    }

    private Optional<CallClient.Story> open(CallClient client) {
        List<CallClient.Story> open =
                client.stories.values().stream().filter(CallClient.Story::open).toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(pick(open));
    }

    private CallClient anyone() {
        if (clients.isEmpty()) {
            crowd(MIN_CLIENTS);
        }
        return pick(List.copyOf(clients.values()));
    }

    private @Nullable Node at(CallClient client) {
        NodeRef at = key(whereabouts(client.cid));
        Node node = outages.runs(at) ? nodes.get(at) : null;
        return node == null || node.sessions.find(client.cid) == null ? null : node;
    }

    private Node node(NodeRef ref) {
        return requireNonNull(nodes.get(key(ref)), "no such node");
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }

    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
