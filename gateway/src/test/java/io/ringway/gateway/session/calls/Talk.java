package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.envelope.CallLogCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.calls.log.CallLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Ada and Bob of a {@link CallSimulation} talk, both on the first of its nodes. */
final class Talk {
    private final LocalLists histories =
            new LocalLists(new Bounds(100, Duration.ofDays(30), 100), () -> Instant.ofEpochMilli(1_000_000));
    final CallSimulation net;
    final CallClient ada;
    final CallClient bob;
    final CallId call;

    Talk(long seed, int nodes) {
        net = new CallSimulation(
                seed, nodes, WitnessedCallsTest.DEATHS, Notifier.NOBODY, new CallLog.Stores(histories, ListStore.NONE));
        ada = net.connect(nodeNumber(1), "ada");
        bob = net.connect(nodeNumber(1), "bob");
        net.call(ada, new Command.CallUser(0, "bob", null, Bytes.EMPTY, RingOptions.DEFAULTS));
        net.drain();
        call = ada.stories.keySet().iterator().next();
        bob.story(call).accept();
        net.call(bob, new Command.Accept(0, call, null));
        net.drain();
    }

    List<CallClient> both() {
        return List.of(ada, bob);
    }

    void lose(NodeRef node) {
        net.die(node);
        net.settleNews();
    }

    void comeBack(CallClient client) {
        net.returns().comeBack(client);
        net.drain();
    }

    void hangUp(CallClient client) {
        net.call(client, new Command.Hangup(0, call, false, false));
        net.drain();
    }

    /** The node that owns it, if one does, and no other. */
    List<CallNode> owners() {
        return net.nodes().all().stream()
                .filter(node -> node.calling.core().knows(call) && node.calling.live() > 0)
                .toList();
    }

    void goesOn() {
        goesOn(ada, bob);
    }

    void goesOn(CallClient one, CallClient other) {
        for (CallClient client : List.of(one, other)) {
            CallClient.Story story = client.story(call);
            assertTrue(story.open() && net.hasLeg(client, call), () -> client.user + " is in " + story);
            assertFalse(story.suspect, () -> client.user + " waits for the other");
        }
        assertEquals(other.cid, one.story(call).peer);
        assertEquals(one.cid, other.story(call).peer);
        assertEquals(1, owners().size());
    }

    /** One says so, and both are told, and nothing is left. */
    void isOverWhenOneHangsUp(CallClient one, CallClient other) {
        hangUp(one);
        assertEquals(CloseReason.HANGUP, other.story(call).reason);
        assertEquals(1, one.story(call).ends);
        net.pass(60);
        isLeftNothing();
        isInBothHistories(CloseReason.HANGUP);
    }

    void isLeftNothing() {
        net.nodes().all().forEach(node -> {
            assertEquals(0, node.calling.live());
            assertEquals(List.of(), node.calling.legs().all());
            assertTrue(node.calling.answered().isIdle(), "somebody still has it in mind");
        });
    }

    /** Each has the call once, with that end. */
    void isInBothHistories(CloseReason reason) {
        for (String user : List.of("ada", "bob")) {
            List<Item> items = histories
                    .page(new ListKey(CallSimulation.TENANT, user), "", 100)
                    .result()
                    .items();
            assertEquals(1, items.size(), user);
            try {
                assertEquals(
                        reason, CallLogCodec.record(items.getFirst().body()).reason(), user);
            } catch (EnvelopeException unreadable) {
                throw new AssertionError(unreadable);
            }
        }
    }
}
