package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.history.HistoryNetwork.InFlight;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that publish to one group, follow it and read it, over a network that delays, repeats and cuts, and which see each
 * other come and go at moments of their own. Everything is held against one {@link HistoryTable}. A seed means the same in every
 * JVM: what draws numbers goes through nothing in the order of a hash.
 */
final class HistorySimulation {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final HistoryPolicy SHORT = new HistoryPolicy(40, 600_000, 1 << 20);
    /** Nobody is so far behind that what it missed is gone. */
    private static final HistoryPolicy LONG = new HistoryPolicy(4_000, 600_000, 1 << 20);

    private static final HistoryOptions OPTIONS = new HistoryOptions(64 << 20, 300_000);
    private static final int TICK = 50;
    private static final long DETECTOR_MS = 1_000;

    private final Random random;
    private final Faults faults;
    private final long seed;
    /** Who sees fewer is fenced. */
    private final int minNodes;

    private final Map<Long, SimNode> nodes = new TreeMap<>();
    private final HistoryNetwork network;
    private final List<Position> remembered = new ArrayList<>();
    /** Null where histories are in the nodes alone. */
    private final @Nullable Replica keeper;

    private boolean isKeeperFull;
    private boolean isWell;
    private final HistoryTable table = new HistoryTable(this::check);
    private long now = 1_000_000;
    private long nextId = 1;
    private long calmUntil;
    int acknowledgements;
    int interruptions;
    int recoveries;
    int refusedRecoveries;

    HistorySimulation(long seed, int size, Faults faults) {
        this(seed, size, faults, false);
    }

    HistorySimulation(long seed, int size, Faults faults, boolean isKept) {
        this.keeper = isKept ? new Replica(GROUP) : null;
        this.seed = seed;
        this.random = new Random(seed);
        this.faults = faults;
        this.minNodes = faults == Faults.SPLITS ? size / 2 + 1 : 1;
        this.network = new HistoryNetwork(random, faults == Faults.ALL);
        // The first node is alone for a moment; what only that one keeps is gone with it.
        this.calmUntil = faults == Faults.ALL ? 0 : now + 10_000;
        for (int i = 0; i < size; i++) {
            start();
        }
        for (SimNode node : nodes.values()) {
            node.peers.addAll(nodes.keySet());
            node.peers.remove(node.id);
            if (isKept) {
                node.peers.add(Regime.KEEPER);
            }
            node.histories.view(now, node.peers);
        }
    }

    /** A node has met all the others before it serves anybody; they see it by and by. */
    private void start() {
        SimNode node = new SimNode(nextId++);
        nodes.put(node.id, node);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            fault();
            for (SimNode node : List.copyOf(nodes.values())) {
                if (random.nextInt(4) == 0 && !node.isFenced()) {
                    node.publish();
                }
                if (random.nextInt(20) == 0) {
                    node.recover();
                }
            }
            advance();
        }
        isWell = true;
        network.heal();
        network.keeperAway(false);
        isKeeperFull = false;
        // Shorter than a writer that has nothing to write may be silent for: nobody is to depend on that.
        for (int i = 0; i < 250; i++) {
            advance();
        }
        settle();
    }

    /** All is well again: everybody can publish, everybody has got to the same place, and nothing acknowledged is behind it. */
    private void settle() {
        int before = acknowledgements;
        int interrupted = interruptions;
        nodes.values().forEach(SimNode::publish);
        for (int i = 0; i < 100; i++) {
            advance();
        }
        check(acknowledgements >= before + nodes.size(), "somebody cannot publish after all is well");
        check(interruptions == interrupted, "somebody has not heard of all there is until more is said");
        Set<Position> heads = new HashSet<>();
        nodes.values().forEach(node -> heads.add(Objects.requireNonNull(node.histories.position(GROUP))));
        check(heads.size() == 1, "nodes are at " + heads);
        Position head = heads.iterator().next();
        table.ends(head);
        if (faults == Faults.SPLITS) {
            table.isAll(head.epoch());
        }
    }

    private void fault() {
        if (faults == Faults.NONE || now < calmUntil) {
            return;
        }
        int what = random.nextInt(600);
        if (faults == Faults.SPLITS) {
            // One after the other: everybody has seen it, and who is behind has caught up, before the next comes.
            calmUntil = network.splitOrHeal(List.copyOf(nodes.keySet()), what) ? now + 5_000 : now;
            return;
        }
        if (faults != Faults.EVERYBODY_DIES && what < 6 && nodes.size() > 1) {
            kill();
            if (faults == Faults.ONE_DEATH_AT_A_TIME) {
                start();
                calmUntil = now + 10_000;
            }
        } else if (faults == Faults.ALL && what < 14 && nodes.size() < 5) {
            start();
        } else if (faults == Faults.ALL && what < 22) {
            network.cutOff(List.copyOf(nodes.keySet()));
        } else if (faults == Faults.ALL && what < 34) {
            network.heal();
        } else if (faults == Faults.ALL && what < 40) {
            network.keeperAway(!network.isKeeperAway());
        } else if (faults == Faults.ALL && what < 46) {
            isKeeperFull = !isKeeperFull;
        } else if (faults == Faults.EVERYBODY_DIES && what < 46) {
            nodes.clear();
            network.clear();
            start();
            start();
            calmUntil = now + 10_000;
        }
    }

    private void kill() {
        List<Long> ids = List.copyOf(nodes.keySet());
        nodes.remove(ids.get(random.nextInt(ids.size())));
    }

    private void advance() {
        long end = now + TICK;
        for (InFlight next = network.next(end); next != null; next = network.next(end)) {
            now = Math.max(now, next.at());
            arrived(next);
        }
        now = end;
        nodes.values().forEach(SimNode::look);
        nodes.values().forEach(node -> node.histories.tick(now));
    }

    private void arrived(InFlight it) {
        if (it.to() == Regime.KEEPER) {
            askKeeper(it);
            return;
        }
        SimNode to = nodes.get(it.to());
        if (to != null && to.sees(it.from()) && !network.isCut(it.from(), it.to())) {
            to.histories.receive(now, it.from(), it.message());
        }
    }

    private void askKeeper(InFlight asked) {
        Replica kept = Objects.requireNonNull(keeper);
        SimNode from = nodes.get(asked.from());
        if (isKeeperFull && asked.message() instanceof HistoryMessage.Store store) {
            if (from != null) {
                from.histories.full(now, GROUP, store.ballot());
            }
            return;
        }
        HistoryMessage answer = switch (asked.message()) {
            case HistoryMessage.Seek seek -> kept.seek(seek);
            case HistoryMessage.Pull pull -> kept.pull(pull);
            case HistoryMessage.Install install -> kept.install(install, LONG);
            case HistoryMessage.Store store -> kept.store(store, LONG, now);
            default -> throw new IllegalArgumentException("not for a replica: " + asked.message());
        };
        boolean isLost = faults == Faults.ALL && !isWell && random.nextInt(20) == 0;
        if (answer != null && !isLost) {
            network.transmit(now, Regime.KEEPER, asked.from(), answer);
        }
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("seed " + seed + " at " + now + ": " + what);
        }
    }

    private final class SimNode implements HistoryPort {
        private final long id;
        private final Histories histories;
        private final Set<Long> peers = new TreeSet<>();
        private final Map<Long, Long> lookAt = new HashMap<>();
        private int published = 1;
        private @Nullable Position at;

        SimNode(long id) {
            this.id = id;
            this.histories = new Histories(() -> id, OPTIONS, group -> faults == Faults.ALL ? SHORT : LONG, this);
            peers.addAll(nodes.keySet());
            if (keeper != null && !network.isKeeperAway()) {
                peers.add(Regime.KEEPER);
            }
            histories.view(now, peers);
            follow();
        }

        private void follow() {
            histories.follow(now, GROUP, known -> {
                at = histories.position(GROUP);
                if (!known) {
                    follow();
                }
            });
        }

        boolean isFenced() {
            return peers.size() + 1 < minNodes;
        }

        boolean sees(long other) {
            return peers.contains(other);
        }

        /** Sees who can be reached in both directions, and sees changes late. */
        void look() {
            Set<Long> all = new TreeSet<>(nodes.keySet());
            all.addAll(peers);
            all.remove(id);
            if (keeper != null) {
                all.add(Regime.KEEPER);
            }
            boolean changed = false;
            for (long other : all) {
                boolean isThere = other == Regime.KEEPER
                        ? !network.isKeeperAway()
                        : nodes.containsKey(other) && !network.isCut(id, other) && !network.isCut(other, id);
                if (isThere == peers.contains(other)) {
                    lookAt.remove(other);
                } else if (now >= lookAt.computeIfAbsent(other, x -> now + random.nextLong(DETECTOR_MS))) {
                    lookAt.remove(other);
                    changed |= isThere ? peers.add(other) : peers.remove(other);
                }
            }
            histories.fence(now, isFenced());
            if (changed || minNodes > 1) {
                histories.view(now, peers);
            }
        }

        void publish() {
            boolean isTwice = random.nextInt(10) == 0;
            String message = id + "/" + (isTwice ? -published : published);
            published++;
            Sender from = new Sender(new UserId(GROUP.tenant(), "u" + id), null);
            Draft draft = new Draft(from, Content.json("\"" + message + "\""), isTwice ? message : "");
            histories.publish(now, GROUP, draft, outcome -> settled(message, outcome));
            if (isTwice) {
                List<SimNode> all = List.copyOf(nodes.values());
                SimNode other = all.get(random.nextInt(all.size()));
                other.histories.publish(now, GROUP, draft, outcome -> settled(message, outcome));
            }
        }

        private void settled(String message, Outcome outcome) {
            switch (outcome) {
                case Outcome.Placed(Position position) -> {
                    acknowledgements++;
                    table.acknowledged(position, "\"" + message + "\"");
                }
                case Outcome.Conflict conflict -> check(false, "a conflict of keys");
                case Outcome.Unknown unknown ->
                    check(faults.lose(), "nothing is known of a message, and little happened");
            }
        }

        void recover() {
            Position since = remembered.isEmpty() ? null : remembered.get(random.nextInt(remembered.size()));
            Position head = histories.position(GROUP);
            if (head != null) {
                remembered.add(head);
            }
            if (since == null) {
                return;
            }
            List<SimNode> all = List.copyOf(nodes.values());
            all.get(random.nextInt(all.size())).histories.fetch(now, GROUP, new Query.Since(since), page -> {
                if (page == null) {
                    check(faults.lose(), "nobody answers, and little happened");
                } else {
                    recovered(since, page);
                }
            });
        }

        private void recovered(Position since, Page page) {
            if (!page.gapless()) {
                refusedRecoveries++;
                return;
            }
            recoveries++;
            long next = since.offset();
            for (KeptMessage message : page.messages()) {
                check(message.offset() == ++next, "a gap that nobody told of, behind " + since);
                table.seen(since.epoch(), message);
            }
            check(page.head().equals(new Position(since.epoch(), next)), "less than was said: " + page.head());
        }

        @Override
        public void send(long node, HistoryMessage message) {
            if (peers.contains(node)) {
                network.transmit(now, id, node, message);
            }
        }

        @Override
        public void keep(HistoryMessage message, HistoryPolicy policy, long oldest) {
            network.transmit(now, id, Regime.KEEPER, message);
        }

        @Override
        public boolean isKeeping(Group group) {
            return false;
        }

        @Override
        public void deliver(Group group, long epoch, KeptMessage message) {
            Position before = Objects.requireNonNull(at, "delivered before the position was known");
            check(
                    before.epoch() == epoch && before.offset() + 1 == message.offset(),
                    "node " + id + " at " + before + " was given " + message.offset() + " of " + epoch);
            at = new Position(epoch, message.offset());
            table.seen(epoch, message);
            table.inOrder(id, message);
        }

        @Override
        public void interrupted(Group group, Position position) {
            table.interrupted(id);
            interruptions++;
            at = position;
        }

        @Override
        public long timeOfDay() {
            return now;
        }

        @Override
        public long random() {
            return random.nextLong();
        }

        @Override
        public long pause() {
            return random.nextLong(400);
        }
    }
}
