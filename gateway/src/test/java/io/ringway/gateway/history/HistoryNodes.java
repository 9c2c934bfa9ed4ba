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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Nodes that speak to each other at once and in order, where nothing is held back or dropped; and a clock that is moved by hand. */
final class HistoryNodes {
    final Map<Long, Histories> nodes = new TreeMap<>();
    final List<String> delivered = new ArrayList<>();
    final List<Transmission> sent = new ArrayList<>();
    int interruptions;
    long now = 1_000_000;
    Predicate<Transmission> drop = any -> false;
    Predicate<Transmission> hold = any -> false;

    private final Deque<Transmission> network = new ArrayDeque<>();
    private final HistoryPolicy policy;

    record Transmission(long from, long to, HistoryMessage message) {}

    HistoryNodes(HistoryPolicy policy, long... ids) {
        this.policy = policy;
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
                node(next.to).receive(now, next.from, next.message);
            }
        }
        network.addAll(held);
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
                throw new AssertionError("there is no keeper");
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
            }

            @Override
            public long random() {
                return 7;
            }

            @Override
            public long pause() {
                return 300;
            }
        };
    }
}
