package io.ringway.gateway.rooms;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

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

    private final BiConsumer<NodeRef, SeatMessage> send;
    private final ToIntFunction<Group> seated;
    private final Supplier<Collection<NodeRef>> peers;
    private final Map<Group, List<Claim>> claims = new HashMap<>();
    private long time;

    /**
     * @param send carries a message to a node: at most once, no word about the outcome
     * @param seated how many members of a group are this node's own, now
     * @param peers every other node, now
     */
    public Seating(
            BiConsumer<NodeRef, SeatMessage> send, ToIntFunction<Group> seated, Supplier<Collection<NodeRef>> peers) {
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
            send.accept(peer, new SeatMessage.Ask(claim.group, claim.cid, time));
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
                int taken = own(ask.group(), new Stamp(ask.time(), ask.cid()));
                send.accept(from, new SeatMessage.Answer(ask.group(), ask.cid(), ask.time(), taken));
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

    /** A node is gone, and with it whoever sat or asked there. */
    public void nodeDown(NodeRef node) {
        for (Claim claim : all()) {
            claim.gone(node);
            settle(claim);
        }
    }

    /** To be called every second or so: deadlines. */
    public void tick(long now) {
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
        int taken = claim.takenElsewhere() + own(claim.group, claim.stamp());
        remove(claim);
        claim.decide(taken < claim.limit ? Verdict.SEATED : Verdict.FULL);
    }

    /** This node's members, and its claims that are earlier than a stamp. */
    private int own(Group group, Stamp before) {
        int seats = seated.applyAsInt(group);
        for (Claim claim : claims.getOrDefault(group, List.of())) {
            if (claim.stamp().compareTo(before) < 0) {
                seats++;
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
