package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Nodes that speak to each other at once and in order, where nothing is held back or dropped; and a clock that is moved by hand. */
final class HistoryNodes {
    final Map<Long, Histories> nodes = new TreeMap<>();
    final List<String> delivered = new ArrayList<>();
    final List<Transmission> sent = new ArrayList<>();
    int interruptions;
    /** Behind which position a node was told last that its group goes on; and how much had been delivered by then, to all nodes. */
    final Map<Long, Position> goesOn = new TreeMap<>();

    int deliveredBefore;
    long now = 1_000_000;
    LongSupplier timeOfDay = () -> now;
    Predicate<Transmission> drop = any -> false;
    Predicate<Transmission> hold = any -> false;

    /** In sight of everybody where there is one. */
    final @Nullable Replica keeper;

    boolean isKeeperFull;
    boolean isKeeping;

    private long numbers;
    private final Deque<Transmission> network = new ArrayDeque<>();
    private final HistoryPolicy policy;

    record Transmission(long from, long to, HistoryMessage message) {}

    HistoryNodes(HistoryPolicy policy, long... ids) {
        this(policy, null, ids);
    }

    HistoryNodes(HistoryPolicy policy, @Nullable Replica keeper, long... ids) {
        this.policy = policy;
        this.keeper = keeper;
        for (long id : ids) {
            start(id);
        }
        see(ids);
    }

    /** One more, whom nobody sees yet. */
    void start(long id) {
        nodes.put(id, new Histories(() -> id, new HistoryOptions(64 << 20, 300_000), any -> policy, port(id)));
    }

    /** These nodes see each other, and no others. */
    void see(long... ids) {
        Set<Long> all = new HashSet<>();
        for (long id : ids) {
            all.add(id);
        }
        for (long id : ids) {
            Set<Long> others = new HashSet<>(all);
            others.remove(id);
            if (keeper != null) {
                others.add(Regime.KEEPER);
            }
            node(id).view(now, others);
        }
        settle();
    }

    Histories node(long id) {
        Histories node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return node;
    }

    /** Delivers what is on its way, and what comes of it. */
    void settle() {
        List<Transmission> held = new ArrayList<>();
        for (Transmission next = network.poll(); next != null; next = network.poll()) {
            if (hold.test(next)) {
                held.add(next);
            } else if (!drop.test(next)) {
                arrive(next);
            }
        }
        network.addAll(held);
    }

    private void arrive(Transmission one) {
        if (one.to == Regime.KEEPER) {
            askKeeper(one);
        } else {
            node(one.to).receive(now, one.from, one.message);
        }
    }

    private void askKeeper(Transmission asked) {
        Replica kept = Objects.requireNonNull(keeper);
        if (isKeeperFull && asked.message instanceof HistoryMessage.Store store) {
            node(asked.from).full(now, store.group(), store.ballot());
            return;
        }
        HistoryMessage answer = switch (asked.message) {
            case HistoryMessage.Seek seek -> kept.seek(seek);
            case HistoryMessage.Pull pull -> kept.pull(pull);
            case HistoryMessage.Install install -> kept.install(install, policy);
            case HistoryMessage.Store store -> kept.store(store, policy, now);
            default -> throw new IllegalArgumentException("not for a replica: " + asked.message);
        };
        if (answer != null) {
            network.add(new Transmission(Regime.KEEPER, asked.from, answer));
        }
    }

    /** Lets time go by, with the ticks of every node. */
    void elapse(long millis) {
        for (long end = now + millis; now < end; ) {
            now += 100;
            nodes.values().forEach(node -> node.tick(now));
            settle();
        }
    }

    List<Outcome> publish(long node, Group group, String text) {
        List<Outcome> outcomes = new ArrayList<>(1);
        node(node).publish(now, group, draft(group, text), outcomes::add);
        settle();
        return outcomes;
    }

    static Draft draft(Group group, String text) {
        return new Draft(new Sender(new UserId(group.tenant(), "ada"), null), Content.json("\"" + text + "\""), "");
    }

    private HistoryPort port(long id) {
        return new HistoryPort() {
            @Override
            public void keep(HistoryMessage message, HistoryPolicy policy, long oldest) {
                Transmission one = new Transmission(id, Regime.KEEPER, message);
                sent.add(one);
                network.add(one);
            }

            @Override
            public boolean isKeeping(Group group) {
                return isKeeping;
            }

            @Override
            public void send(long node, HistoryMessage message) {
                Transmission one = new Transmission(id, node, message);
                sent.add(one);
                if (nodes.containsKey(node)) {
                    network.add(one);
                }
            }

            @Override
            public void deliver(Group group, long epoch, KeptMessage message) {
                delivered.add(id + " " + message.content().bytes().utf8().replace("\"", ""));
            }

            @Override
            public void interrupted(Group group, Position position) {
                interruptions++;
                goesOn.put(id, position);
                deliveredBefore = delivered.size();
            }

            @Override
            public long timeOfDay() {
                return timeOfDay.getAsLong();
            }

            @Override
            public long random() {
                return ++numbers;
            }

            @Override
            public long pause() {
                return 300;
            }
        };
    }
}
