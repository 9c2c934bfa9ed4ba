package io.ringway.gateway.moves;

import io.ringway.cluster.NodeRef;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the new node of a session does with what is said to it while it moves: one gate for each node that may say something,
 * the old and the new one among them. Nothing is taken twice, nothing is left out, and what one node said stays in order.
 *
 * <p>Each node, asked to, sets a mark into what it sends the old node and into what it sends the new one, in one moment. What
 * is before the mark comes by the old node alone; what is after it, straight. So what comes straight before the mark is
 * dropped, and after it is held until the old node says that it has passed on everything before.
 *
 * <p>What is said on the new node itself waits for every gate: who says it may have come there a moment ago, and have said something
 * on another node before.
 *
 * <p>Single-threaded. Nodes count by id.
 *
 * @param <M> something that was said
 */
public final class Gates<M> {
    /** What may wait. More than that is a flood, or a node that hangs. */
    static final int MAX_HELD = 2_000;

    private final Map<Long, Gate<M>> gates = new HashMap<>();
    private final Gate<M> own;
    private final Gate<M> last = new Gate<>();
    private final long old;
    private final Consumer<M> deliver;
    private boolean whole = true;
    private boolean givenUp;
    private int held;

    private static final class Gate<M> {
        final Deque<M> held = new ArrayDeque<>(0);
        boolean marked;
        boolean passed;
        boolean open;
    }

    /**
     * @param self the new node
     * @param origins every node that may say something, those two among them
     */
    public Gates(NodeRef old, NodeRef self, Collection<NodeRef> origins, Consumer<M> deliver) {
        this.old = old.id();
        this.deliver = deliver;
        origins.forEach(origin -> gates.put(origin.id(), new Gate<>()));
        this.own = Objects.requireNonNull(gates.get(self.id()), "the new node may say something");
    }

    /**
     * A message for many, straight from the node it was said on.
     *
     * @return whether it is taken here; not where the old node has it too
     */
    public boolean straight(NodeRef origin, M message) {
        Gate<M> gate = gate(origin);
        if (gate != null && !gate.marked) {
            return false;
        }
        pass(gate, message);
        return true;
    }

    /** A message for this session alone, which went to one node: the one that passes it on, or said it. */
    public void aimed(NodeRef from, M message) {
        pass(from.id() == old ? null : gate(from), message);
    }

    /** As {@link #aimed}, said on the new node itself. */
    public void own(M message) {
        pass(own, message);
    }

    /** Something of which more may come by the old node, whoever said it: it waits for every gate, and for all that is held there. */
    public void last(M message) {
        pass(last, message);
    }

    private void pass(@Nullable Gate<M> gate, M message) {
        if (gate == null || gate.open) {
            deliver.accept(message);
            return;
        }
        gate.held.add(message);
        if (++held > MAX_HELD) {
            giveUp();
        }
    }

    /** A message for many that the old node passes on. */
    public void forwarded(NodeRef origin, M message) {
        Gate<M> gate = gate(origin);
        if (gate != null && !gate.passed) {
            deliver.accept(message);
        }
    }

    /**
     * From now on what comes straight from that node is all of it.
     *
     * @param sure whether that node knows for certain that it sends here
     */
    public void marked(NodeRef origin, boolean sure) {
        Gate<M> gate = gate(origin);
        whole &= sure;
        if (gate != null) {
            gate.marked = true;
            openRest();
        }
    }

    /** The old node has passed on everything that came to it before that node's mark. */
    public void passed(NodeRef origin) {
        Gate<M> gate = gate(origin);
        if (gate != null) {
            gate.passed = true;
            if (gate != own) {
                open(gate);
            }
            openRest();
        }
    }

    /** What waits for every other gate. */
    private void openRest() {
        if (isOpen()) {
            open(own);
            open(last);
        }
    }

    /** What comes of something that was held, while more is, goes behind that. */
    private void open(Gate<M> gate) {
        for (M next = gate.held.poll(); next != null; next = gate.held.poll()) {
            held--;
            deliver.accept(next);
        }
        gate.open = true;
    }

    /** A node is gone, and what it had said may be. */
    public void gone(NodeRef node) {
        Gate<M> gate = gates.get(node.id());
        if (gate == null) {
            return;
        }
        boolean isMissed = !isOpen() && (node.id() == old || !gate.marked || !gate.passed);
        // Nothing comes from it any more, a mark neither.
        gate.marked = true;
        if (isMissed) {
            giveUp();
        } else {
            openRest();
        }
    }

    /**
     * Nothing is waited for any more, and something may be missing: takes what there is, and nothing else that is passed on. What comes
     * straight before a mark may have been passed on, and is still dropped ({@link #unmarked}).
     */
    public void giveUp() {
        whole = false;
        givenUp = true;
        gates.values().forEach(gate -> gate.passed = true);
        gates.values().stream().filter(gate -> gate != own).forEach(this::open);
        openRest();
    }

    /** Nodes of which nothing that comes straight is to be taken before their marks. */
    public Set<Long> unmarked() {
        return gates.entrySet().stream()
                .filter(each -> !each.getValue().marked)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether what comes straight from that node now is the new node's to take, and not the old one's. */
    public boolean isBehindMark(NodeRef origin) {
        Gate<M> gate = gates.get(origin.id());
        return isOpen() || gate == null || gate.marked;
    }

    /** Whether nothing has to be waited for any more. */
    public boolean isOpen() {
        return givenUp || gates.values().stream().allMatch(gate -> gate.marked && gate.passed);
    }

    /** Whether every message was taken once and in order. */
    public boolean isWhole() {
        return whole && isOpen();
    }

    private @Nullable Gate<M> gate(NodeRef origin) {
        Gate<M> gate = gates.get(origin.id());
        if (gate == null) {
            // It was not asked for a mark: what it says may come both ways, or neither.
            whole = false;
        }
        return gate;
    }
}
