package io.ringway.gateway.rooms;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gives the seats of rooms away, on one node, so that all nodes together give no more than there are.
 *
 * <p>Nobody is in charge of a room. A node that wants a seat for one of its connections asks every other node how many of
 * theirs sit there or asked before, and takes the seat where that leaves one. Claims are ordered by {@link Stamp}: of two
 * that are made at once, the later one always counts the earlier one, however their messages cross. So the latest claim
 * among a room's members counted all the others, and the room is not over-full. Why that is so, and what it is worth where
 * nodes do not see each other, is in {@code docs/adr/0050-seats-without-a-head-waiter.md}.
 *
 * <p>Deterministic and single-threaded; times are milliseconds that only grow.
 */
public final class Seating {
    /** How long the other nodes may take to answer. */
    public static final long DEADLINE_MS = 1_000;

    /**
     * How long who has moved away is counted: the new node may have answered a claim before it came, and this one may be asked
     * by the same claim after it went.
     */
    static final long MOVED_MS = 3 * DEADLINE_MS;

    private final BiConsumer<NodeRef, SeatMessage> send;
    private final BiFunction<Group, Set<Long>, Collection<Cid>> seated;
    private final Supplier<Collection<NodeRef>> peers;
    private final Map<Group, List<Claim>> claims = new HashMap<>();
    private final Map<Group, Map<Cid, Long>> moved = new HashMap<>();
    private long time;

    /**
     * @param send carries a message to a node: at most once, no word about the outcome
     * @param seated who is in a group as this node knows, now: without those whom it has from one of these nodes alone, by id
     * @param peers every other node, now
     */
    public Seating(
            BiConsumer<NodeRef, SeatMessage> send,
            BiFunction<Group, Set<Long>, Collection<Cid>> seated,
            Supplier<Collection<NodeRef>> peers) {
        this.send = send;
        this.seated = seated;
        this.peers = peers;
    }

    /**
     * Asks for a seat.
     *
     * @param limit how many seats there are
     * @param decide gets the verdict once, at once or later; not after {@link #withdraw}
     */
    public void claim(long now, Group group, Cid cid, int limit, Consumer<Verdict> decide) {
        Claim claim = new Claim(group, cid, limit, now + DEADLINE_MS, decide);
        claims.computeIfAbsent(group, unused -> new ArrayList<>(1)).add(claim);
        ask(claim);
        settle(claim);
    }

    private void ask(Claim claim) {
        List<NodeRef> everybody = List.copyOf(peers.get());
        claim.begin(++time, everybody);
        for (NodeRef peer : everybody) {
            send.accept(peer, new SeatMessage.Ask(claim.group, claim.cid, time, List.copyOf(claim.asked())));
        }
    }

    /** The connection is gone: what it claimed counts no longer. */
    public void withdraw(Cid cid) {
        for (Claim claim : all()) {
            if (claim.cid.equals(cid)) {
                remove(claim);
            }
        }
    }

    public void receive(NodeRef from, SeatMessage message) {
        switch (message) {
            case SeatMessage.Ask ask -> {
                time = Math.max(time, ask.time());
                Set<Long> speaking = new HashSet<>(ask.asked());
                speaking.add(from.id());
                Set<Cid> taken = own(ask.group(), new Stamp(ask.time(), ask.cid()), speaking);
                send.accept(from, new SeatMessage.Answer(ask.group(), ask.cid(), ask.time(), List.copyOf(taken)));
            }
            case SeatMessage.Answer answer -> {
                Stamp stamp = new Stamp(answer.time(), answer.cid());
                for (Claim claim : List.copyOf(claims.getOrDefault(answer.group(), List.of()))) {
                    if (claim.stamp().equals(stamp)) {
                        claim.answered(from, answer.taken());
                        settle(claim);
                    }
                }
            }
        }
    }

    /**
     * A node is gone. Whoever sat there may come back, which is for the others to say: they are asked once more, as who has
     * answered did not speak for that node.
     */
    public void nodeDown(NodeRef node) {
        for (Claim claim : all()) {
            if (claim.waitsFor(node) && isOpen(claim)) {
                ask(claim);
            }
            settle(claim);
        }
    }

    /** A connection of this node that sat there lives on another now, and sits there still. */
    public void moved(long now, Group group, Cid cid) {
        moved.computeIfAbsent(group, unused -> new HashMap<>()).put(cid, now + MOVED_MS);
    }

    /** To be called every second or so: deadlines. */
    public void tick(long now) {
        moved.values().removeIf(gone -> {
            gone.values().removeIf(until -> until <= now);
            return gone.isEmpty();
        });
        for (Claim claim : all()) {
            if (claim.deadline <= now && isOpen(claim)) {
                remove(claim);
                claim.decide(Verdict.UNKNOWN);
            }
        }
    }

    private List<Claim> all() {
        return claims.values().stream().flatMap(List::stream).toList();
    }

    /** A verdict may lead to whatever, the end of other claims among it. */
    private boolean isOpen(Claim claim) {
        return claims.getOrDefault(claim.group, List.of()).contains(claim);
    }

    private void settle(Claim claim) {
        if (!claim.isAnswered() || !isOpen(claim)) {
            return;
        }
        if (!claim.hasAsked(peers.get())) {
            // A node has come meanwhile, whose claims know nothing of this one: it goes to the end of the line.
            ask(claim);
            return;
        }
        int taken = claim.taken(own(claim.group, claim.stamp(), claim.asked()));
        remove(claim);
        claim.decide(taken < claim.limit ? Verdict.SEATED : Verdict.FULL);
    }

    /** For whom this node speaks, and its claims that are earlier than a stamp. */
    private Set<Cid> own(Group group, Stamp before, Set<Long> speaking) {
        Set<Cid> seats = new HashSet<>(seated.apply(group, speaking));
        seats.addAll(moved.getOrDefault(group, Map.of()).keySet());
        for (Claim claim : claims.getOrDefault(group, List.of())) {
            if (claim.stamp().compareTo(before) < 0) {
                seats.add(claim.cid);
            }
        }
        return seats;
    }

    private void remove(Claim claim) {
        claims.computeIfPresent(claim.group, (group, open) -> {
            open.remove(claim);
            return open.isEmpty() ? null : open;
        });
    }
}
