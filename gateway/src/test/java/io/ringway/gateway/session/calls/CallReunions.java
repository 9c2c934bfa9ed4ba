package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls of a {@link CallSimulation} whose two were both on a node that has died, and of which another knows: where both are back within the
 * grace, and nothing else has happened, they are in the call.
 */
final class CallReunions {
    private final CallSimulation net;
    private final long graceMillis;
    private final Map<CallId, Reunion> expected = new HashMap<>();
    private long met;

    private record Reunion(CallClient one, CallClient other, long until) {
        boolean isOf(CallClient client) {
            return client == one || client == other;
        }
    }

    CallReunions(CallSimulation net, long graceMillis) {
        this.net = net;
        this.graceMillis = graceMillis;
    }

    /** A node is about to die. Who was lost before may be lost once more, or who knows of them. */
    void lost(NodeRef dead) {
        clear();
        CallNode node = net.nodes().get(dead);
        List<CallClient> there = net.crowd().present().stream()
                .filter(client -> net.at(client) == node)
                .toList();
        for (CallClient client : there) {
            for (CallClient.Story story : client.stories.values()) {
                there.stream()
                        .filter(other -> talk(node, client, story, other))
                        .forEach(other ->
                                expected.put(story.call, new Reunion(client, other, net.millis() + graceMillis)));
            }
        }
    }

    private boolean talk(CallNode node, CallClient client, CallClient.Story story, CallClient other) {
        CallClient.Story theirs = other.stories.get(story.call);
        return theirs != null
                && isIn(node, client, story, other)
                && isIn(node, other, theirs, client)
                && node.calling.core().termOf(story.call) != null
                && net.nodes().all().stream()
                        .anyMatch(one -> one.calling.answered().knows(story.call));
    }

    private static boolean isIn(CallNode node, CallClient client, CallClient.Story story, CallClient other) {
        return story.open()
                && story.accepted
                && !story.hungUp
                && other.cid.equals(story.peer)
                && node.calling.core().answered().partiesOf(story.call).contains(client.cid);
    }

    /** A node dies, and most of those who were there come back. */
    void loseAndComeBack() {
        net.drain();
        for (CallClient client : net.die(net.pick(net.nodes().refs()))) {
            if (net.pick(RingRace.QUARTERS) != 1) {
                net.traffic().later(() -> net.returns().comeBack(client));
            }
        }
    }

    /** Something has happened that may end it, or give it to another. */
    void disturbed(CallId call) {
        expected.remove(call);
    }

    void gone(CallClient client) {
        expected.values().removeIf(reunion -> reunion.isOf(client));
    }

    void isBack(CallClient client) {
        expected.values().removeIf(reunion -> reunion.isOf(client) && net.millis() > reunion.until);
    }

    void clear() {
        expected.clear();
    }

    /** How many calls went on. */
    long met() {
        return met;
    }

    void check() {
        expected.forEach((call, reunion) -> {
            List<CallClient> two = List.of(reunion.one, reunion.other);
            List<CallClient> back = two.stream().filter(net::isOnline).toList();
            if (back.size() == 1) {
                assertFalse(net.hasLeg(back.getFirst(), call), () -> back.getFirst().cid + " is alone");
            } else if (back.size() == 2) {
                two.forEach(client -> assertTrue(
                        client.story(call).open() && net.hasLeg(client, call),
                        () -> client.cid + " is back, and so is the other, but has no part in " + client.story(call)));
                met++;
            }
        });
    }
}
