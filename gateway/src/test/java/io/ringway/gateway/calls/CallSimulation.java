package io.ringway.gateway.calls;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of hubs with nothing but the call core and the legs in them, linked by queues that keep their order but may
 * lose and double messages, and a crowd that rings, accepts, signals, hangs up and vanishes at random. Everything follows
 * from the seed.
 */
final class CallSimulation {
    private static final Tenant TENANT = new Tenant("sim");
    private static final int USERS = 4;

    private final Random random;
    private final double lost;
    private final double doubled;
    private final Map<NodeRef, Node> nodes = new LinkedHashMap<>();
    private final Map<Link, Queue<Message>> links = new LinkedHashMap<>();
    private final Map<LegRef, Story> stories = new HashMap<>();
    private final Map<CallId, Integer> candidatesSent = new HashMap<>();
    private final Queue<Runnable> late = new ArrayDeque<>();
    private final List<CallId> calls = new ArrayList<>();
    private boolean settling;
    private long now;
    private long nextRandom;

    private record Link(NodeRef from, NodeRef to) {}

    private sealed interface Message {
        record ToCid(Cid to, Event.OfCall event) implements Message {}

        record ToUser(UserId to, Event.OfCall event) implements Message {}

        record ToOwner(CallInput input) implements Message {}
    }

    /** One node: its hub's two tables and its connections. */
    private static final class Node {
        final CallCore core = new CallCore(CallOptions.DEFAULTS);
        final Legs legs = new Legs();
        final Map<Cid, Sender> connections = new LinkedHashMap<>();
    }

    /** What one connection was told of one call. */
    private static final class Story {
        boolean caller;
        boolean gone;
        boolean elsewhere;

        @Nullable
        Cid winner;

        int accepted;
        int closed;
        final List<Integer> candidates = new ArrayList<>();
    }

    CallSimulation(long seed, int nodeCount, double lost, double doubled) {
        random = new Random(seed);
        this.lost = lost;
        this.doubled = doubled;
        for (int i = 1; i <= nodeCount; i++) {
            nodes.put(new NodeRef(i, 0), new Node());
        }
        for (int i = 0; i < nodeCount * 4; i++) {
            connect();
        }
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            now += random.nextInt(100);
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 55) {
            deliverOne();
        } else if (dice < 63) {
            ring();
        } else if (dice < 75) {
            accept();
        } else if (dice < 88) {
            signal();
        } else if (dice < 92) {
            hangup();
        } else if (dice < 94) {
            vanish(anyConnection());
            connect();
        } else if (dice < 97) {
            tick();
        } else if (dice < 99) {
            alive();
        } else if (random.nextInt(20) == 0 && nodes.size() > 1) {
            kill(pick(List.copyOf(nodes.keySet())));
        }
    }

    /** No more news, no more loss: what is still open is hung up, and every promise has to hold. */
    void settle() {
        settling = true;
        late.forEach(Runnable::run);
        drain();
        alive();
        drain();
        now += CallOptions.DEFAULTS.ringMillis() + 1;
        tick();
        drain();
        for (Node node : nodes.values()) {
            for (Cid cid : List.copyOf(node.connections.keySet())) {
                for (Leg leg : legsOf(node, cid)) {
                    ask(node, leg, CallInput.Hangup::new);
                }
            }
        }
        drain();
        alive();
        drain();
    }

    void check() {
        List.copyOf(stories.keySet()).forEach(leg -> {
            Story story = story(leg.call(), leg.cid());
            assertEquals(story.gone ? Math.min(story.closed, 1) : 1, story.closed, () -> "ends told to " + leg);
            assertTrue(story.accepted <= 1, () -> "acceptances told to " + leg);
            if (story.winner != null) {
                assertFalse(story(leg.call(), story.winner).elsewhere, () -> "the winner of " + leg + " has lost");
            }
            assertInOrder(story.candidates, leg);
        });
        for (CallId call : calls) {
            long winners = stories.entrySet().stream()
                    .filter(entry -> entry.getKey().call().equals(call) && !entry.getValue().caller)
                    .filter(entry -> !entry.getValue().candidates.isEmpty())
                    .count();
            assertTrue(winners <= 1, () -> winners + " connections were given the caller's candidates of " + call);
        }
        nodes.values().forEach(node -> {
            assertTrue(node.core.isIdle(), "calls left behind");
            assertEquals(0, node.legs.size(), "legs left behind");
        });
    }

    private void assertInOrder(List<Integer> candidates, LegRef leg) {
        for (int i = 1; i < candidates.size(); i++) {
            int before = candidates.get(i - 1);
            int after = candidates.get(i);
            assertTrue(doubled > 0 ? after >= before : after > before, () -> "order of " + candidates + " at " + leg);
            if (lost == 0) {
                assertTrue(after <= before + 1, () -> "gap in " + candidates + " at " + leg);
            }
        }
        if (lost == 0 && !candidates.isEmpty()) {
            assertEquals(0, candidates.getFirst(), () -> "first of " + candidates + " at " + leg);
        }
    }

    /** How many calls there were, and how many of them were accepted: a simulation of nothing proves nothing. */
    int accepted() {
        return (int)
                stories.values().stream().filter(story -> story.accepted > 0).count();
    }

    private void connect() {
        NodeRef at = pick(List.copyOf(nodes.keySet()));
        UserId user = new UserId(TENANT, "u" + random.nextInt(USERS));
        Cid cid = new Cid(at, 0, nextRandom++);
        node(at).connections.put(cid, new Sender(user, cid));
    }

    private void ring() {
        Cid from = anyConnection();
        Node node = node(from.node());
        CallTarget target = random.nextBoolean()
                ? new CallTarget.Connection(anyConnection())
                : new CallTarget.User(new UserId(TENANT, "u" + random.nextInt(USERS)));
        CallId call = new CallId(new Cid(from.node(), 1, nextRandom++));
        List<Effect> effects =
                node.core.on(new CallInput.Ring(call, sender(node, from), target, null, Bytes.EMPTY), now);
        if (effects.stream().noneMatch(Effect.Refused.class::isInstance)) {
            calls.add(call);
            node.legs.calling(call, from, target);
            story(call, from).caller = true;
        }
        carryOut(from.node(), effects);
    }

    private void accept() {
        withLeg((node, leg) -> {
            if (!leg.outgoing()) {
                node.legs.accepting(leg);
                ask(node, leg, (call, by) -> new CallInput.Accept(call, by, null, false));
            }
        });
    }

    private void signal() {
        withLeg((node, leg) -> {
            int number = leg.outgoing() ? candidatesSent.getOrDefault(leg.call(), 0) : 0;
            Signal signal = leg.outgoing()
                    ? new Signal.Candidate(Bytes.utf8(Integer.toString(number)))
                    : new Signal.Answer(Bytes.utf8("answer"));
            if (leg.outgoing()) {
                candidatesSent.put(leg.call(), number + 1);
            }
            ask(node, leg, (call, by) -> new CallInput.Send(call, by, signal));
        });
    }

    private void hangup() {
        withLeg((node, leg) -> ask(node, leg, CallInput.Hangup::new));
    }

    private void vanish(Cid cid) {
        Node node = node(cid.node());
        node.connections.remove(cid);
        for (Leg leg : node.legs.gone(cid)) {
            story(leg.call(), cid).gone = true;
            ask(cid.node(), leg.call(), new CallInput.Gone(leg.call(), cid));
        }
    }

    private void tick() {
        nodes.forEach((ref, node) -> carryOut(ref, node.core.on(new CallInput.Tick(), now)));
    }

    private void alive() {
        for (Node node : List.copyOf(nodes.values())) {
            for (Leg leg : node.legs.all()) {
                ask(node, leg, CallInput.Alive::new);
            }
        }
    }

    private void kill(NodeRef dead) {
        nodes.remove(dead);
        links.keySet().removeIf(link -> link.from().equals(dead) || link.to().equals(dead));
        stories.forEach((leg, story) -> story.gone |= leg.cid().node().equals(dead));
        for (NodeRef survivor : List.copyOf(nodes.keySet())) {
            carryOut(survivor, node(survivor).core.on(new CallInput.NodeDown(dead), now));
            node(survivor).legs.nodeDown(dead).forEach(leg -> story(leg.call(), leg.local()).closed++);
        }
        while (nodes.values().stream().mapToInt(node -> node.connections.size()).sum() < 4) {
            connect();
        }
    }

    private void ask(Node node, Leg leg, BiFunction<CallId, Sender, CallInput> request) {
        ask(leg.local().node(), leg.call(), request.apply(leg.call(), sender(node, leg.local())));
    }

    private void ask(NodeRef from, CallId call, CallInput input) {
        if (nodes.containsKey(call.owner())) {
            toOwner(from, call.owner(), input);
        }
    }

    private void toOwner(NodeRef from, NodeRef to, CallInput input) {
        if (from.equals(to)) {
            carryOut(to, node(to).core.on(input, now));
        } else {
            post(from, to, new Message.ToOwner(input));
        }
    }

    private void carryOut(NodeRef at, List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Tell(var tenant, Cid to, Event.OfCall event) -> {
                    if (to.node().equals(at)) {
                        tell(at, to, event);
                    } else {
                        post(at, to.node(), new Message.ToCid(to, event));
                    }
                }
                case Effect.TellUser(UserId to, Event.OfCall event) -> {
                    for (NodeRef node : List.copyOf(nodes.keySet())) {
                        if (node.equals(at)) {
                            tellUser(at, to, event);
                        } else {
                            post(at, node, new Message.ToUser(to, event));
                        }
                    }
                }
                case Effect.Refused refused -> {}
            }
        }
    }

    private void post(NodeRef from, NodeRef to, Message message) {
        if (nodes.containsKey(to) && (settling || random.nextDouble() >= lost)) {
            Queue<Message> queue = links.computeIfAbsent(new Link(from, to), first -> new ArrayDeque<>());
            queue.add(message);
            if (random.nextDouble() < doubled) {
                again(queue, message);
            }
        }
    }

    /** A ring may come again late, whatever else has come between. */
    private void again(Queue<Message> queue, Message message) {
        if (message instanceof Message.ToCid(var to, Event.Incoming incoming)) {
            late.add(() -> queue.add(new Message.ToCid(to, incoming)));
        } else {
            queue.add(message);
        }
    }

    private void deliverOne() {
        if (!late.isEmpty() && random.nextInt(10) == 0) {
            late.remove().run();
        }

        List<Link> busy = links.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!busy.isEmpty()) {
            Link link = pick(busy);
            deliver(link.to(), requireNonNull(links.get(link)).remove());
        }
    }

    private void deliver(NodeRef at, Message message) {
        switch (message) {
            case Message.ToCid(Cid to, Event.OfCall event) -> tell(at, to, event);
            case Message.ToUser(UserId to, Event.OfCall event) -> tellUser(at, to, event);
            case Message.ToOwner(CallInput input) -> carryOut(at, node(at).core.on(input, now));
        }
    }

    private void drain() {
        while (links.values().stream().anyMatch(queue -> !queue.isEmpty())) {
            for (Link link : List.copyOf(links.keySet())) {
                Queue<Message> queue = requireNonNull(links.get(link));
                while (!queue.isEmpty()) {
                    deliver(link.to(), queue.remove());
                }
            }
        }
    }

    private void tellUser(NodeRef at, UserId user, Event.OfCall event) {
        for (Sender one : List.copyOf(node(at).connections.values())) {
            if (one.user().equals(user) && one.cid() != null) {
                tell(at, one.cid(), event);
            }
        }
    }

    private void tell(NodeRef at, Cid to, Event.OfCall event) {
        Node node = node(at);
        if (!node.connections.containsKey(to)) {
            return;
        }
        if (node.legs.pass(to, event) != null) {
            record(to, event);
        }
    }

    private void record(Cid to, Event.OfCall event) {
        Story story = open(event.call(), to);
        switch (event) {
            case Event.Incoming incoming -> {}
            case Event.Accepted accepted -> {
                story.accepted++;
                story.winner = accepted.callee().cid();
            }
            case Event.Signalled signalled -> {
                if (signalled.signal() instanceof Signal.Candidate(Bytes json)) {
                    story.candidates.add(Integer.parseInt(json.utf8()));
                }
            }
            case Event.Closed closed -> {
                story.closed++;
                story.elsewhere = closed.reason() == CloseReason.ANSWERED_ELSEWHERE;
            }
        }
    }

    private Story open(CallId call, Cid cid) {
        Story story = story(call, cid);
        assertEquals(0, story.closed, "told after the end");
        return story;
    }

    private Story story(CallId call, Cid cid) {
        return stories.computeIfAbsent(new LegRef(call, cid), first -> new Story());
    }

    private interface LegAction {
        void on(Node node, Leg leg);
    }

    private void withLeg(LegAction action) {
        Set<Leg> all = new LinkedHashSet<>();
        nodes.values().forEach(node -> node.connections.keySet().forEach(cid -> all.addAll(legsOf(node, cid))));
        if (!all.isEmpty()) {
            Leg leg = pick(List.copyOf(all));
            action.on(node(leg.local().node()), leg);
        }
    }

    private List<Leg> legsOf(Node node, Cid cid) {
        return calls.stream()
                .map(call -> node.legs.leg(cid, call))
                .filter(leg -> leg != null)
                .toList();
    }

    private Cid anyConnection() {
        List<Cid> all = nodes.values().stream()
                .flatMap(node -> node.connections.keySet().stream())
                .toList();
        return pick(all);
    }

    private Node node(NodeRef ref) {
        return requireNonNull(nodes.get(ref), "no such node");
    }

    private static Sender sender(Node node, Cid cid) {
        return requireNonNull(node.connections.get(cid), "no such connection");
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
