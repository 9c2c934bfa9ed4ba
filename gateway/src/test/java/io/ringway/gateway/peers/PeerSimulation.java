package io.ringway.gateway.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.claims.Claim;
import io.ringway.cluster.claims.ClaimStep;
import io.ringway.cluster.claims.OwnClaims;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerMessage;
import io.ringway.gateway.protocol.peerjs.PeerType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes with their clients, one table of names and a network with delays, all from one seed. Clients come, go, move
 * to other nodes and talk; nodes die and come back; answers of the table and of nodes get lost.
 */
final class PeerSimulation {
    private static final Tenant TENANT = new Tenant("t");
    private static final int NODES = 3;
    private static final int NAMES = 4;
    private static final long PROMPT = 1_500;
    private static final long TIMEOUT = 2_000;

    private final Random random;
    private final double loss;
    private final PriorityQueue<Task> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final Map<Name, Claim> table = new HashMap<>();
    /** Connections that the table counts no longer, and that may not yet have heard of it. */
    private final Set<Cid> superseded = new HashSet<>();

    private final List<Node> nodes = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    /** When the last thing on a way arrives: nothing overtakes. */
    private final Map<String, Long> ways = new HashMap<>();

    private long now;
    private long order;
    private long nodeIds;
    private int said;

    private record Task(long at, long order, Runnable action) {}

    PeerSimulation(long seed, double loss) {
        this.random = new Random(seed);
        this.loss = loss;
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node());
        }
    }

    /** Lets things happen, then lets them settle, and looks at what everybody was told. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            pass(random.nextInt(400));
            happen();
        }
        pass(60_000);
        clients.forEach(Client::check);
        assertEquals(Set.of(), waiting(), "something waits for ever");
        nodes.forEach(node -> assertEquals(0, node.board.waitingBytes()));
        Set<Cid> open = new HashSet<>();
        clients.stream().filter(client -> client.isOpen).forEach(client -> open.add(client.cid));
        Set<Cid> held = new HashSet<>();
        table.values().forEach(claim -> held.add(claim.cid()));
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
            clients.add(new Client(pick(nodes)));
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
        Node dead = pick(nodes);
        nodes.set(nodes.indexOf(dead), new Node());
        clients.stream().filter(client -> client.node == dead).forEach(Client::cut);
        // As the cluster does where nodes have come or gone.
        nodes.forEach(node -> later(500, () -> node.alive(node.own::keep)));
    }

    private void pass(long millis) {
        long until = now + millis;
        while (!agenda.isEmpty() && agenda.peek().at <= until) {
            Task task = agenda.remove();
            now = task.at;
            task.action.run();
            assertOneHolder();
        }
        now = until;
    }

    /** A connection may be open for a moment after its client's next one has taken over; two clients never are. */
    private void assertOneHolder() {
        Map<Name, Bytes> holders = new HashMap<>();
        for (Client client : clients) {
            if (client.isOpen && !superseded.contains(client.cid)) {
                Bytes before = holders.put(client.name, client.fingerprint);
                assertTrue(before == null || before.equals(client.fingerprint), "two hold " + client.name);
            }
        }
    }

    private void later(long delay, Runnable action) {
        agenda.add(new Task(now + delay, order++, action));
    }

    /** In the order of calls on one way. */
    private void ordered(String way, Runnable action) {
        long at = Math.max(ways.getOrDefault(way, 0L), now + random.nextInt(80));
        ways.put(way, at);
        agenda.add(new Task(at, order++, action));
    }

    private boolean isLost() {
        return random.nextDouble() < loss;
    }

    private Optional<Node> node(Cid cid) {
        return nodes.stream().filter(node -> node.id == cid.node().id()).findFirst();
    }

    private final class Node implements PeerEffects {
        final long id = ++nodeIds;
        final Switchboard board = new Switchboard(PeerOptions.of(100, 50, 65_536), this);
        final OwnClaims own = new OwnClaims(this::carryOut, board::lost);

        Node() {
            later(250, this::tick);
        }

        private void tick() {
            if (isAlive()) {
                board.tick(now);
                later(250, this::tick);
            }
        }

        boolean isAlive() {
            return nodes.contains(this);
        }

        private @Nullable Client client(Cid cid) {
            return clients.stream()
                    .filter(client -> client.cid.equals(cid))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void tell(Cid to, PeerEvent event) {
            Client client = client(to);
            if (client != null) {
                client.told(event);
            }
        }

        @Override
        public void hand(Cid to, Parcel parcel) {
            Client client = client(to);
            if (client != null && client.isConnected) {
                client.got(parcel);
            } else if (client != null) {
                board.dead(client.name, to, parcel);
            }
        }

        @Override
        public void close(Cid cid, CloseCode code) {
            Client client = client(cid);
            if (client != null) {
                client.cut();
                later(random.nextInt(50), () -> alive(() -> board.gone(cid)));
            }
        }

        private void alive(Runnable action) {
            if (isAlive()) {
                action.run();
            }
        }

        @Override
        public void claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale) {
            Promise<Cid> answer = Promise.promise();
            own.claim(name, new Claim(cid, fingerprint, now), stale).onSuccess(answer::tryComplete);
            if (isLost()) {
                later(random.nextInt(160), () -> alive(() -> answer.tryFail("Not waited for any longer")));
            }
            answer.future().onSuccess(holder -> board.claimed(now, cid, holder)).onFailure(late -> {
                release(name, cid);
                board.unclaimed(cid);
            });
        }

        private Future<Optional<Claim>> carryOut(Name name, ClaimStep step) {
            Promise<Optional<Claim>> answer = Promise.promise();
            later(
                    random.nextInt(80),
                    () -> alive(() -> {
                        Claim before = table.get(name);
                        write(name, before, step.after(before));
                        later(random.nextInt(80), () -> alive(() -> answer.complete(Optional.ofNullable(before))));
                    }));
            return answer.future();
        }

        private void write(Name name, @Nullable Claim before, @Nullable Claim after) {
            if (after == null) {
                table.remove(name);
                return;
            }
            table.put(name, after);
            superseded.remove(after.cid());
            if (before != null && !before.cid().equals(after.cid())) {
                superseded.add(before.cid());
            }
        }

        @Override
        public void release(Name name, Cid cid) {
            own.release(name, cid);
        }

        @Override
        public void confirm(Name name, Cid holder, Cid asker) {
            long asked = now;
            ask(
                    holder,
                    other -> other.board.holds(name, holder),
                    held -> board.confirmed(asker, holder, held || now - asked >= PROMPT));
        }

        @Override
        public void find(Name name) {
            later(random.nextInt(60), () -> {
                Claim row = table.get(name);
                later(
                        random.nextInt(60),
                        () -> alive(() -> {
                            if (isLost()) {
                                board.unknown(now, name);
                            } else {
                                board.found(now, name, row == null ? null : row.cid());
                            }
                        }));
            });
        }

        @Override
        public void relay(Name to, Cid holder, List<Parcel> parcels) {
            ask(
                    holder,
                    other -> other.board.deliver(to, holder, parcels),
                    taken -> board.relayed(now, to, holder, taken));
        }

        private interface Question {
            boolean ask(Node node);
        }

        private interface Answer {
            void is(boolean yes);
        }

        /** The answer may be lost when the question was not: the asker hears a no then, after a while. */
        private void ask(Cid holder, Question question, Answer answer) {
            Optional<Node> other = node(holder).filter(node -> node != this);
            if (other.isEmpty()) {
                answer.is(false);
                return;
            }
            boolean[] isAnswered = {false};
            boolean isLost = isLost();
            ordered(
                    id + " to " + other.get().id,
                    () -> other.get().alive(() -> {
                        boolean yes = question.ask(other.get());
                        if (!isLost) {
                            ordered(other.get().id + " to " + id, () -> settle(isAnswered, yes, answer));
                        }
                    }));
            later(TIMEOUT, () -> settle(isAnswered, false, answer));
        }

        private void settle(boolean[] isAnswered, boolean yes, Answer answer) {
            if (!isAnswered[0]) {
                isAnswered[0] = true;
                alive(() -> answer.is(yes));
            }
        }

        @Override
        public void announce(Name name, Cid cid) {
            everybody(other -> other.board.here(name, cid));
        }

        @Override
        public void seek(Name name) {
            everybody(other -> {
                Cid holder = other.board.sought(name);
                if (holder != null) {
                    other.post(this, () -> board.here(name, holder));
                }
            });
        }

        private void everybody(Consumer<Node> action) {
            List.copyOf(nodes).stream().filter(node -> node != this).forEach(other -> {
                if (!isLost()) {
                    post(other, () -> action.accept(other));
                }
            });
        }

        private void post(Node to, Runnable action) {
            ordered(id + " to " + to.id, () -> to.alive(action));
        }

        @Override
        public void replaced(Name name, Cid cid) {
            node(cid).ifPresent(other -> post(other, () -> other.board.replaced(name, cid)));
        }

        @Override
        public void left(Cid sender, Name dead) {
            node(sender).ifPresent(other -> post(other, () -> other.board.left(dead, sender)));
        }
    }

    private final class Client {
        final Node node;
        final Name name = new Name(TENANT, "n" + random.nextInt(NAMES));
        final Bytes fingerprint = Bytes.utf8("f" + random.nextInt(2));
        final Cid cid;
        boolean isConnected = true;
        boolean isOpen;
        private final Map<Name, List<Integer>> offered = new LinkedHashMap<>();
        private final Map<Name, Integer> expired = new HashMap<>();
        private final Map<Name, Integer> left = new HashMap<>();
        private final Map<Cid, List<Integer>> got = new LinkedHashMap<>();

        Client(Node node) {
            this.node = node;
            this.cid = Cid.create(new NodeRef(node.id, 0));
            later(
                    0,
                    () -> node.alive(() -> {
                        if (isConnected) {
                            node.board.arrive(now, new Switchboard.Ticket(name, cid, fingerprint, Long.MAX_VALUE));
                            later(5_000, this::beat);
                        }
                    }));
        }

        private void beat() {
            if (isConnected) {
                node.board.receive(now, cid, new PeerMessage.Heartbeat());
                later(5_000, this::beat);
            }
        }

        void say() {
            if (!isOpen) {
                return;
            }
            Name to = new Name(TENANT, "n" + random.nextInt(NAMES + 1));
            boolean isOffer = random.nextInt(3) == 0 || !offered.containsKey(to);
            int number = ++said;
            if (isOffer) {
                offered.computeIfAbsent(to, first -> new ArrayList<>()).add(number);
            }
            PeerType type = isOffer ? PeerType.OFFER : PeerType.CANDIDATE;
            node.board.receive(now, cid, new PeerMessage.Relay(type, to, Bytes.utf8(Integer.toString(number))));
        }

        void hangUp() {
            if (isConnected) {
                cut();
                later(random.nextInt(100), () -> node.alive(() -> node.board.gone(cid)));
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

        void check() {
            got.forEach((sender, numbers) -> {
                for (int i = 1; i < numbers.size(); i++) {
                    assertTrue(numbers.get(i - 1) < numbers.get(i), () -> "doubled or out of order: " + numbers);
                }
            });
            expired.forEach((absent, times) -> {
                long offers = clients.stream()
                        .filter(client -> client.name.equals(name) && client.fingerprint.equals(fingerprint))
                        .mapToLong(client ->
                                client.offered.getOrDefault(absent, List.of()).size())
                        .sum();
                assertTrue(times <= offers, () -> times + " times expired after " + offers + " offers");
            });
            if (isOpen) {
                offered.forEach(this::assertAnswered);
            }
        }

        /** Whoever is still there knows of each offer that it has arrived, or that it has not. */
        private void assertAnswered(Name to, List<Integer> numbers) {
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
}
