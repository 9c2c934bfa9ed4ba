package io.ringway.gateway.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.simulation.Agenda;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes with their clients, one table of names and a network with delays, all from one seed. Clients come, go, move
 * to other nodes and talk; nodes die and come back; answers of the table and of nodes get lost.
 */
final class PeerSimulation {
    static final Tenant TENANT = new Tenant("t");
    private static final int NODES = 3;

    final Agenda agenda = new Agenda(0);
    final Random random;
    final PeerNames names = new PeerNames();
    final List<PeerNode> nodes = new ArrayList<>();
    private final double loss;
    private final List<PeerClient> clients = new ArrayList<>();
    private long nodeIds;
    private int said;

    PeerSimulation(long seed, double loss) {
        this.random = new Random(seed);
        this.loss = loss;
        for (int i = 0; i < NODES; i++) {
            nodes.add(newNode());
        }
    }

    private PeerNode newNode() {
        return new PeerNode(this, ++nodeIds);
    }

    /** Lets things happen, then lets them settle, and looks at what everybody was told. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            pass(random.nextInt(400));
            happen();
        }
        pass(60_000);
        clients.forEach(client -> client.check(clients));
        assertEquals(Set.of(), waiting(), "something waits for ever");
        nodes.forEach(node -> assertEquals(0, node.board.waitingBytes()));
        Set<Cid> open = new HashSet<>();
        clients.stream().filter(client -> client.isOpen).forEach(client -> open.add(client.cid));
        Set<Cid> held = new HashSet<>();
        names.rows().forEach(claim -> held.add(claim.cid()));
        held.removeIf(cid -> node(cid).isEmpty());
        assertEquals(open, held, "the table says who is open");
    }

    private Set<String> waiting() {
        Set<String> waiting = new HashSet<>();
        clients.stream()
                .filter(client -> client.isConnected && !client.isOpen)
                .forEach(client -> waiting.add(client.name.text()));
        return waiting;
    }

    private void happen() {
        int what = random.nextInt(100);
        if (what < 25 || clients.isEmpty()) {
            clients.add(new PeerClient(this, pick(nodes)));
        } else if (what < 35) {
            pick(clients).hangUp();
        } else if (what < 99) {
            pick(clients).say();
        } else {
            crash();
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void crash() {
        PeerNode dead = pick(nodes);
        nodes.set(nodes.indexOf(dead), newNode());
        clients.stream().filter(client -> client.node == dead).forEach(PeerClient::cut);
        // As the cluster does where nodes have come or gone.
        nodes.forEach(node -> agenda.later(500, () -> node.alive(node.own::keep)));
    }

    private void pass(long millis) {
        agenda.pass(millis, () -> names.assertOneHolder(clients));
    }

    boolean isLost() {
        return random.nextDouble() < loss;
    }

    /** For what a client says: each is said once. */
    int nextNumber() {
        return ++said;
    }

    Optional<PeerNode> node(Cid cid) {
        return nodes.stream().filter(node -> node.id == cid.node().id()).findFirst();
    }

    @Nullable
    PeerClient client(Cid cid) {
        return clients.stream()
                .filter(client -> client.cid.equals(cid))
                .findFirst()
                .orElse(null);
    }
}
