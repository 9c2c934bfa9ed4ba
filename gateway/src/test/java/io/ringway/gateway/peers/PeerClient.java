package io.ringway.gateway.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerMessage;
import io.ringway.gateway.protocol.peerjs.PeerType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client of a {@link PeerSimulation}: what it said and was told. */
final class PeerClient {
    private static final int NAMES = 4;
    private static final long BEAT = 5_000;

    final PeerNode node;
    final Name name;
    final Bytes fingerprint;
    final Cid cid;
    boolean isConnected = true;
    boolean isOpen;
    private final PeerSimulation world;
    private final Map<Name, List<Integer>> offered = new LinkedHashMap<>();
    private final Map<Name, Integer> expired = new HashMap<>();
    private final Map<Name, Integer> left = new HashMap<>();
    private final Map<Cid, List<Integer>> got = new LinkedHashMap<>();

    PeerClient(PeerSimulation world, PeerNode node) {
        this.world = world;
        this.node = node;
        this.name = name(NAMES);
        this.fingerprint = Bytes.utf8("f" + world.random.nextInt(2));
        this.cid = Cid.create(new NodeRef(node.id, 0));
        world.agenda.later(0, () -> node.alive(this::arrive));
    }

    private Name name(int of) {
        return new Name(PeerSimulation.TENANT, "n" + world.random.nextInt(of));
    }

    private void arrive() {
        if (isConnected) {
            node.board.arrive(world.agenda.now(), new Switchboard.Ticket(name, cid, fingerprint, Long.MAX_VALUE));
            world.agenda.later(BEAT, this::beat);
        }
    }

    private void beat() {
        if (isConnected) {
            node.board.receive(world.agenda.now(), cid, new PeerMessage.Heartbeat());
            world.agenda.later(BEAT, this::beat);
        }
    }

    /** Something for a name, which nobody may have. */
    void say() {
        if (!isOpen) {
            return;
        }
        Name to = name(NAMES + 1);
        boolean isOffer = world.random.nextInt(3) == 0 || !offered.containsKey(to);
        int number = world.nextNumber();
        if (isOffer) {
            offered.computeIfAbsent(to, first -> new ArrayList<>()).add(number);
        }
        PeerType type = isOffer ? PeerType.OFFER : PeerType.CANDIDATE;
        Bytes payload = Bytes.utf8(Integer.toString(number));
        node.board.receive(world.agenda.now(), cid, new PeerMessage.Relay(type, to, payload));
    }

    void hangUp() {
        if (isConnected) {
            cut();
            world.agenda.later(world.random.nextInt(100), () -> node.alive(() -> node.board.gone(cid)));
        }
    }

    void cut() {
        isConnected = false;
        isOpen = false;
    }

    void told(PeerEvent event) {
        if (!isConnected) {
            return;
        }
        switch (event) {
            case PeerEvent.Open open -> isOpen = true;
            case PeerEvent.Expired(var absent) -> expired.merge(absent, 1, Integer::sum);
            case PeerEvent.Left(var dead) -> left.merge(dead, 1, Integer::sum);
            case PeerEvent.IdTaken taken -> assertTrue(!isOpen);
            case PeerEvent.Failed failed -> assertTrue(!isOpen);
        }
    }

    void got(Parcel parcel) {
        got.computeIfAbsent(parcel.sender(), first -> new ArrayList<>())
                .add(Integer.valueOf(parcel.frame().utf8()));
    }

    void check(List<PeerClient> clients) {
        got.values().forEach(PeerClient::assertInOrder);
        expired.forEach((absent, times) -> {
            long offers = clients.stream()
                    .filter(client -> client.name.equals(name) && client.fingerprint.equals(fingerprint))
                    .mapToLong(client ->
                            client.offered.getOrDefault(absent, List.of()).size())
                    .sum();
            assertTrue(times <= offers, () -> times + " times expired after " + offers + " offers");
        });
        if (isOpen) {
            offered.forEach((to, numbers) -> assertAnswered(clients, to, numbers));
        }
    }

    private static void assertInOrder(List<Integer> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            assertTrue(numbers.get(i - 1) < numbers.get(i), () -> "doubled or out of order: " + numbers);
        }
    }

    /** Whoever is still there knows of each offer that it has arrived, or that it has not. */
    private void assertAnswered(List<PeerClient> clients, Name to, List<Integer> numbers) {
        long arrived = clients.stream()
                .filter(client -> client.name.equals(to))
                .flatMap(client -> client.got.getOrDefault(cid, List.of()).stream())
                .filter(numbers::contains)
                .distinct()
                .count();
        assertTrue(
                arrived == numbers.size() || expired.containsKey(to) || left.containsKey(to),
                () -> "lost: " + arrived + " of " + numbers + " to " + to);
    }
}
