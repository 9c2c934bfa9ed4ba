package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.simulation.Agenda;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clients that wander between nodes while everybody speaks in one group: over connections that break with whatever is on its
 * way, welcomes among it, and to nodes that hang, die and come. Nodes speak over streams that keep their order, each as slow as it
 * likes. What decides is the real thing: the presence core, {@link io.ringway.cluster.whereabouts.Whereabouts}, {@link
 * io.ringway.gateway.moves.Gates}, {@link io.ringway.gateway.moves.Wake}, {@link Passage} and the replay log.
 *
 * <p>At every frame: nothing comes twice, and a session that is said to be whole has heard each node's messages in order and without a
 * gap. At every welcome: who is back within the grace goes on with its session, and one that was elsewhere meanwhile has another epoch. At the
 * end: every node sees exactly those who are there, each cid lives once, and no token but the last resumes anything.
 */
final class WanderSimulation {
    static final Group GROUP = new Group(new Tenant("demo"), "lobby");
    static final long GRACE_MS = 3_000;
    static final int TICK_MS = 100;
    private static final int MANY_NODES = 5;
    static final int HANG_MS = 800;
    /** Longer than a session that was given away is kept for who has not taken it. */
    private static final int LONG_HANG_MS = 2_900;

    private static final int LATEST_NOTICE_MS = 6_000;

    final long seed;
    final Random random;
    final Map<Long, WanderNode> nodes = new HashMap<>();
    /** The interest table: who has members. */
    final Set<NodeRef> interested = new HashSet<>();
    /** Of these nobody knows which token was the last. */
    final Set<Cid> backAfterLoss = new HashSet<>();

    final List<WanderClient> clients = new ArrayList<>();
    private final Agenda agenda = new Agenda(0);
    private final Map<String, Long> behindUntil = new HashMap<>();
    private long tickAt;
    final boolean isOverloaded;
    long connections;
    int whole;
    int gaps;
    /** Clients that came with what another node had told them that had their session too. */
    int foreign;

    /** Sessions that have come back whole to the node that their client knows, and were elsewhere meanwhile. */
    int homecomings;

    int moves;
    int losses;
    int takenBack;
    int givenAgain;
    int ties;
    /** Sessions that were taken back, and given back after that. */
    int united;
    /** Connections that came too late for their session, which a later one has. */
    int outdated;
    /** Sessions that went on on a node that came after the death of theirs. */
    int lossesHeardOf;

    WanderSimulation(long seed, int nodeCount, int clientCount) {
        this(seed, nodeCount, clientCount, false);
    }

    /**
     * @param isOverloaded whether nodes stand still often, clients give up one connection after the other, and nodes learn of that
     *     seconds later, and what single nodes send each other is behind by seconds: then nobody is promised to be back within the grace. None
     *     dies
     */
    WanderSimulation(long seed, int nodeCount, int clientCount, boolean isOverloaded) {
        this.seed = seed;
        this.random = new Random(seed);
        this.isOverloaded = isOverloaded;
        for (int i = 0; i < nodeCount; i++) {
            addNode();
        }
        for (int i = 0; i < clientCount; i++) {
            clients.add(new WanderClient(this));
        }
    }

    long now() {
        return agenda.now();
    }

    void later(long millis, Runnable action) {
        agenda.later(millis, action);
    }

    /** Carries something from one end to another behind everything that was sent there before. */
    void inOrder(String way, int slowest, Runnable arrival) {
        agenda.inOrder(way, 1 + random.nextInt(slowest), arrival);
    }

    private void addNode() {
        NodeRef ref = new NodeRef(random.nextLong(), 0);
        WanderNode fresh = new WanderNode(this, ref);
        for (WanderNode other : nodes.values()) {
            other.acquaintances.up(ref);
            fresh.acquaintances.meet(other.ref);
        }
        nodes.put(ref.id(), fresh);
        nodes.values().stream()
                .filter(other -> other != fresh)
                .forEach(other -> other.whenAwake(() -> other.acquaintances.greet(ref)));
    }

    private void kill(WanderNode dead) {
        nodes.remove(dead.ref.id());
        dead.die();
        for (WanderNode survivor : nodes.values()) {
            later(200 + random.nextInt(400), () -> survivor.down(dead.ref));
        }
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    WanderNode anyNode() {
        return any(new ArrayList<>(nodes.values()));
    }

    /** One that takes clients, if there is one. */
    WanderNode anyOpenNode() {
        List<WanderNode> open = nodes.values().stream()
                .filter(node -> node.acquaintances.isComplete())
                .toList();
        return open.isEmpty() ? anyNode() : any(open);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            pass(random.nextInt(12));
        }
    }

    private void step() {
        int dice = random.nextInt(1_000);
        WanderClient client = any(clients);
        if (dice < 600) {
            anyNode().publish();
        } else if (dice < 800) {
            client.breakOff();
        } else if (dice < 830) {
            client.jump();
        } else if (dice < 840) {
            client.goodbye();
        } else if (dice < 860) {
            client.tryOldToken();
        } else if (dice < 866) {
            anyNode().hang(random.nextInt(random.nextInt(6) == 0 ? LONG_HANG_MS : HANG_MS));
        } else if (dice < 868 && nodes.size() > 2 && !isOverloaded) {
            kill(anyNode());
        } else if (dice < 871 && nodes.size() < MANY_NODES) {
            addNode();
        } else if (dice < 873) {
            stopWhileItIsLeft(client);
        } else if (isOverloaded && dice < 950) {
            client.giveUp();
        } else if (isOverloaded && dice < 956) {
            anyNode().hang(LONG_HANG_MS - random.nextInt(1_000));
        } else if (isOverloaded && dice < 962) {
            takeBackWhatIsTaken(client);
        } else if (isOverloaded && dice < 968) {
            behindUntil.put(way(anyNode().ref, anyNode().ref), now() + 3_000);
        }
    }

    static String way(NodeRef from, NodeRef to) {
        return from.id() + ">" + to.id();
    }

    /** Whether what one node sends another waits for seconds, and what it sends others does not. */
    boolean isBehind(String way) {
        return behindUntil.getOrDefault(way, 0L) > now();
    }

    /**
     * The node that a client goes to stands still until the one that it leaves is about to take its session back, and that one stands still
     * when the other says that it has it.
     */
    private void takeBackWhatIsTaken(WanderClient client) {
        WanderNode left = client.node();
        client.jump();
        WanderNode next = client.node();
        if (left != null && next != null) {
            later(50 + random.nextInt(50), () -> next.hang(1_800 + random.nextInt(300)));
            later(1_900 + random.nextInt(200), () -> left.hang(50 + random.nextInt(400)));
        }
    }

    /** How long a node does not know that a client has given up a connection. */
    long untilNoticed() {
        return random.nextInt(isOverloaded && random.nextInt(3) == 0 ? LATEST_NOTICE_MS : 200);
    }

    /** The node that a client leaves stands still in the midst of that, and hears of nothing until it has looked often enough. */
    private void stopWhileItIsLeft(WanderClient client) {
        WanderNode left = client.node();
        client.jump();
        if (left != null) {
            later(20 + random.nextInt(60), () -> left.hang(LONG_HANG_MS - random.nextInt(600)));
        }
    }

    private void pass(long millis) {
        agenda.pass(millis);
        if (now() >= tickAt) {
            tickAt = now() + TICK_MS;
            List.copyOf(nodes.values()).forEach(WanderNode::tick);
            clients.forEach(WanderClient::tick);
        }
    }

    /** The node of a client dies, and so does the one that takes its session over, when it has told half of the others. */
    void loseTwice() {
        while (nodes.size() < MANY_NODES) {
            addNode();
        }
        pass(GRACE_MS);
        WanderClient client = any(clients);
        WanderNode first = client.node();
        if (first != null) {
            kill(first);
            for (int i = 0; i < GRACE_MS && holder(client.cid()) == null; i++) {
                pass(1);
            }
            WanderNode second = holder(client.cid());
            if (second != null) {
                kill(second);
            }
        }
    }

    private @Nullable WanderNode holder(Cid cid) {
        return nodes.values().stream()
                .filter(node -> node.cids().contains(cid))
                .findFirst()
                .orElse(null);
    }

    /** Nothing happens any more: everybody who is connected is seen by everybody, and nobody else. */
    void settle() {
        for (int i = 0; i < 400; i++) {
            pass(100);
        }
        for (WanderNode node : nodes.values()) {
            node.publish();
        }
        for (int i = 0; i < 20; i++) {
            pass(100);
        }
        Set<Cid> connected = clients.stream().map(WanderClient::cid).collect(Collectors.toSet());
        assertEquals(clients.size(), connected.size(), "two clients have one cid");
        Map<Cid, Integer> places = new HashMap<>();
        nodes.values().forEach(node -> node.cids().forEach(cid -> places.merge(cid, 1, Integer::sum)));
        assertEquals(connected, places.keySet(), "sessions and clients");
        places.forEach((cid, count) -> assertEquals(1, count, cid + " lives twice"));
        for (WanderNode node : nodes.values()) {
            for (Cid cid : node.cids()) {
                nodes.values()
                        .forEach(other -> assertEquals(
                                node.ref, other.whereabouts.of(cid), () -> "where " + other.ref + " looks for " + cid));
            }
            if (node.hasMembers()) {
                assertEquals(connected, node.roster(), "the roster of " + node.ref);
            }
        }
        clients.forEach(WanderClient::assertHeardTheEnd);
        assertTrue(nodes.values().stream().allMatch(WanderNode::isIdle), "a move that never ended");
        nodes.values().forEach(WanderNode::die);
    }
}
