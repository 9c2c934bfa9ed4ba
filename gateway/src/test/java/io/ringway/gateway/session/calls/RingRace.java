package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ada, on the first of four nodes, rings Bob, who answers now and then on one or the other of what he has; what else happens,
 * whoever plays the race does. Everything follows from the seed.
 */
final class RingRace {
    static final List<Integer> QUARTERS = List.of(1, 2, 3, 4);
    private static final NodeRef ONE = nodeNumber(1);

    final CallSimulation net;
    final CallClient ada;
    final List<CallClient> bobs = new ArrayList<>();
    final CallId call;
    private final int seed;
    private final Set<CallClient> asked = new HashSet<>();

    /**
     * @param places where Bob is
     * @param orThere where he is too; by chance he is at Ada's node instead
     */
    RingRace(int seed, Faults faults, List<NodeRef> places, NodeRef orThere) {
        this.seed = seed;
        net = new CallSimulation(seed, 4, faults);
        ada = net.connect(ONE, "ada");
        places.forEach(place -> bobs.add(net.connect(place, "bob")));
        bobs.add(net.connect(net.chance() ? ONE : orThere, "bob"));
        net.call(ada, new Command.CallUser(0, "bob", null, Bytes.EMPTY, new RingOptions(10_000, null)));
        call = ada.stories.keySet().iterator().next();
    }

    /** Some of what is on its way arrives, by chance all of it, and perhaps Bob answers. */
    void begin(int messagesAtOnce) {
        while (!oneInFour()) {
            deliver(messagesAtOnce);
        }
        if (net.chance()) {
            net.drain();
        }
        answer();
    }

    boolean oneInFour() {
        return net.pick(QUARTERS) == 1;
    }

    void deliver(int messages) {
        for (int i = 0; i < messages; i++) {
            net.deliverOne();
        }
    }

    /** So many messages arrive, and now and then Bob answers in between. */
    void deliverAndAnswer(int messages) {
        for (int i = 0; i < messages; i++) {
            net.deliverOne();
            if (oneInFour()) {
                answer();
            }
        }
    }

    /** By chance one of Bob's that rings accepts. */
    void answer() {
        CallClient one = net.pick(bobs);
        if (net.chance() && rings(one) && net.hasLeg(one, call)) {
            asked.add(one);
            net.call(one, new Command.Accept(0, call, null));
        }
    }

    boolean rings() {
        return bobs.stream().anyMatch(this::rings);
    }

    private boolean rings(CallClient one) {
        return net.isOnline(one) && one.story(call).incoming && one.story(call).open() && !asked.contains(one);
    }

    List<CallClient> winners() {
        return bobs.stream()
                .filter(net::isOnline)
                .filter(one -> one.story(call).incoming && one.story(call).open())
                .toList();
    }

    boolean isWon() {
        return !winners().isEmpty();
    }

    private String told() {
        return ada.story(call)
                + bobs.stream()
                        .map(bob -> "; " + bob.story(call) + (asked.contains(bob) ? " asked" : "")
                                + (net.hasLeg(bob, call) ? " rings" : " knows nothing"))
                        .collect(Collectors.joining());
    }

    /** At the end: at most one of Bob's has won, Ada is in the call with it, and nothing rings for ever. */
    void check() {
        List<CallClient> winners = winners();
        assertTrue(winners.size() <= 1, () -> "winners of race " + seed + ": " + told());
        for (CallClient winner : winners) {
            assertTrue(asked.contains(winner), () -> "rings for ever in race " + seed + ": " + told());
            assertTrue(net.hasLeg(ada, call), () -> "nobody is there in race " + seed + ": " + told());
            assertEquals(winner.cid, ada.story(call).peer, () -> "who is in race " + seed + ": " + told());
        }
        if (winners.isEmpty()) {
            net.nodes()
                    .all()
                    .forEach(node -> assertEquals(0, node.calling.live(), () -> "left behind in race " + seed));
        }
    }
}
