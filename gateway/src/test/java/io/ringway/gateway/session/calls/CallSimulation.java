package io.ringway.gateway.session.calls;

import static java.util.Objects.requireNonNull;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.calls.log.CallLog;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of nodes with the real hub's calls in them, linked by queues that keep their order but may lose and double
 * messages; and a crowd that rings, accepts, signals, moves calls, hangs up, loses its sockets, wanders from node to node
 * and vanishes at random. Nodes die, some of who was there comes back on others, and other nodes take their places.
 * Everything follows from the seed.
 */
final class CallSimulation {
    static final Tenant TENANT = new Tenant("sim");
    static final long HIDDEN_GRACE_MILLIS = 30_000;

    private final Random random;
    private final Faults faults;
    private final int nodeCount;
    private final CallOptions options;
    private final Notifier notifier;
    private final CallLog.@Nullable Stores stores;
    private final CallOutages outages;
    private final CallTraffic traffic;
    private final CallNodes nodes;
    private final CallTravels travels;
    private final CallPairs pairs;
    final CallReunions reunions;
    private final CallCrowd crowd;
    private final CallReturns returns;
    private final CallActions actions;
    private final CallPromises promises;
    private boolean unsteady;
    private boolean backend;
    private long now = 1_000_000;
    private long nextRandom = 1;
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

        boolean spareMessages() {
            return lost == 0 && doubled == 0;
        }
    }

    CallSimulation(long seed, int nodeCount, Faults faults) {
        this(seed, nodeCount, faults, Notifier.NOBODY);
    }

    CallSimulation(long seed, int nodeCount, Faults faults, Notifier notifier) {
        this(seed, nodeCount, faults, notifier, null);
    }

    /** @param stores where every node writes down what happens; null where none does */
    CallSimulation(long seed, int nodeCount, Faults faults, Notifier notifier, CallLog.@Nullable Stores stores) {
        this.notifier = notifier;
        this.stores = stores;
        this.faults = faults;
        this.nodeCount = nodeCount;
        random = new Random(seed);
        outages = new CallOutages(this, random);
        traffic = new CallTraffic(random, faults, outages);
        nodes = new CallNodes(outages, traffic);
        travels = new CallTravels(this, traffic);
        pairs = new CallPairs(this);
        reunions = new CallReunions(this, faults.graceMillis());
        crowd = new CallCrowd(this, pairs, random);
        returns = new CallReturns(this, crowd, travels);
        actions = new CallActions(this, crowd, travels, pairs, random);
        promises = new CallPromises(this, faults);
        options = options(faults.graceMillis());
        for (int i = 1; i <= nodeCount; i++) {
            addNode(nodes.next());
        }
    }

    private static CallOptions options(long graceMillis) {
        CallOptions options = new CallOptions(
                45_000, 35_000, graceMillis, 256, 262_144, 10_000, 1_000_000, 1_000_000, false, BusyPolicy.WAIT);
        return options.withGrace(graceMillis, HIDDEN_GRACE_MILLIS);
    }

    /** People everywhere. */
    CallSimulation crowd(int count) {
        crowd.add(count);
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

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            now += random.nextInt(100);
        }
    }

    private void step() {
        if (backend && random.nextInt(20) == 0) {
            actions.actAsBackend();
            return;
        }
        if (unsteady && random.nextInt(40) == 0) {
            outages.step();
            return;
        }
        int dice = random.nextInt(1_000);
        if (dice < 550) {
            traffic.deliverOne();
        } else if (dice < 620) {
            actions.ring();
        } else if (dice < 730) {
            actions.accept();
        } else if (dice < 850) {
            actions.signal();
        } else if (dice < 880) {
            actions.hangup();
        } else if (dice < 900) {
            actions.move();
        } else if (dice < 915) {
            actions.vanish();
        } else if (dice < 945) {
            tick();
        } else if (dice < 990) {
            wander();
        } else if (random.nextInt(20) == 0 && nodes.size() > 1 && faults.kills() && outages.isOver()) {
            kill(pick(nodes.refs()));
        } else if (random.nextInt(20) == 0 && nodes.size() < nodeCount && outages.isOver()) {
            addNode(nodes.next());
        }
    }

    private void tick() {
        nodes.all().stream().filter(node -> outages.runs(node.self)).forEach(node -> node.calling.tick());
    }

    private void wander() {
        if (faults.wandering()) {
            actions.wander();
        }
    }

    /** No more news, no more loss: what is still open is hung up, and every promise has to hold. */
    void settle() {
        outages.end();
        traffic.settle();
        for (CallClient client : List.copyOf(crowd.present())) {
            CallNode node = at(client);
            if (node != null) {
                travels.find(client, node);
            }
        }
        drain();
        // Graces that were over when the nodes saw each other again may end calls.
        pass(1);
        pairs.steady(faults.spareMessages());
        pass(59);
        pairs.steady(false);
        if (faults.spareMessages()) {
            actions.everybodySignals();
            pairs.check();
        }
        actions.everybodyHangsUp();
        drain();
        pass(60);
    }

    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += 1_000;
            tick();
            drain();
        }
    }

    void check() {
        promises.check(crowd);
    }

    // What tests do themselves.

    CallClient connect(NodeRef at, String user) {
        return crowd.add(at, user);
    }

    void call(CallClient from, Command.OfCall command) {
        CallNode node = at(from);
        if (node != null) {
            node.calling.requests().receive(from.session, command);
        }
    }

    void vanish(CallClient client) {
        CallNode node = at(client);
        if (node != null) {
            forget(client);
            node.calling.gone(client.session);
            node.sessions.remove(client.session);
        }
    }

    /** A session goes to another node, with everything. */
    void travel(CallClient client, NodeRef to) {
        CallNode from = requireNonNull(at(client));
        travels.lose(client, from);
        travels.travel(client, from, to);
    }

    void deliverOne() {
        traffic.deliverOne();
    }

    void drain() {
        traffic.drain();
    }

    /** As {@link #drain}, with what nodes find out by themselves. */
    void settleNews() {
        traffic.settle();
    }

    // Nodes.

    void addNode(NodeRef node) {
        nodes.add(new CallNode(node, options, this, notifier, stores));
    }

    void kill(NodeRef dead) {
        for (CallClient client : die(dead)) {
            if (faults.graceMillis() > 0 && random.nextBoolean()) {
                traffic.later(() -> returns.comeBack(client));
            }
        }
        crowd.refill();
    }

    /** A node is gone, as the others will find out; returns who was there. */
    List<CallClient> die(NodeRef dead) {
        kills++;
        promises.disturbed(crowd, dead);
        reunions.lost(dead);
        List<CallClient> bereaved = new ArrayList<>();
        for (Session session : List.copyOf(nodes.kill(dead).sessions.all())) {
            CallClient client = requireNonNull(crowd.client(session.cid()));
            returns.bereave(client);
            bereaved.add(client);
        }
        return bereaved;
    }

    int kills() {
        return kills;
    }

    boolean hasLostNodes() {
        return kills > 0 || outages.count() > 0;
    }

    /** Whether nodes may say different things of the same call, because they have not seen each other. */
    boolean mayBeApart() {
        return !pairs.isSteady() && outages.count() > 0;
    }

    /** Whether there is another node to go to. */
    boolean canTravel() {
        return nodes.size() > 1 && outages.isOver();
    }

    /** A node of a simulation of two or more. */
    static NodeRef nodeNumber(int number) {
        return new NodeRef(number, 0);
    }

    Calling calling(NodeRef node) {
        return nodes.get(node).calling;
    }

    static Envelope read(Buffer bytes) {
        try {
            return EnvelopeCodec.decode(bytes);
        } catch (EnvelopeException defect) {
            throw new AssertionError(defect);
        }
    }

    // Clients.

    void forget(CallClient client) {
        travels.forget(client.cid);
        crowd.remove(client);
    }

    @Nullable
    CallClient client(Cid cid) {
        return crowd.client(cid);
    }

    /** The node that has its session, where that works. */
    @Nullable
    CallNode at(CallClient client) {
        NodeRef at = travels.whereabouts(client.cid);
        CallNode node = outages.runs(at) ? nodes.find(at) : null;
        return node == null || node.sessions.find(client.cid) == null ? null : node;
    }

    /** Whether it has a session on a node that works. */
    boolean isOnline(CallClient client) {
        return at(client) != null;
    }

    boolean hasLeg(CallClient client, CallId call) {
        CallNode node = at(client);
        return node != null && node.calling.legs().leg(client.cid, call) != null;
    }

    Cid newCid(NodeRef at) {
        return new Cid(at, random.nextLong(), nextRandom++);
    }

    // Its parts, and what they share.

    CallNodes nodes() {
        return nodes;
    }

    CallCrowd crowd() {
        return crowd;
    }

    CallTraffic traffic() {
        return traffic;
    }

    CallTravels travels() {
        return travels;
    }

    CallOutages outages() {
        return outages;
    }

    CallReturns returns() {
        return returns;
    }

    CallPromises promises() {
        return promises;
    }

    long millis() {
        return now;
    }

    boolean chance() {
        return random.nextBoolean();
    }

    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
