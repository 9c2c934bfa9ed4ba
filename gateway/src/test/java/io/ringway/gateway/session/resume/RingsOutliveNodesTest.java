package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.gateway.Ports;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes in one process, of which the first goes with a client that rings one of the second; it comes to the third. */
class RingsOutliveNodesTest {
    private static final int GRACE_MS = 20_000;

    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeEach
    void start() {
        String name = "rings-" + UUID.randomUUID();
        List<Integer> ports =
                Stream.generate(() -> Ports.free("127.0.0.1")).limit(3).toList();
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        for (int port : ports) {
            HazelcastOptions options =
                    new HazelcastOptions(name, "127.0.0.1", port, 0, members, "", 1, GRACE_MS, GRACE_MS, Map.of());
            nodes.add(new TestNode(TestSetup.onHazelcast(options)
                    .with(new SessionOptions(GRACE_MS, GRACE_MS, 4 << 20, 64 << 20))
                    .with(CallOptions.DEFAULTS.withGrace(GRACE_MS))));
        }
        await().until(() -> nodes.stream().allMatch(node -> node.node().ready()));
    }

    @AfterEach
    void close() {
        nodes.subList(1, 3).forEach(RingsOutliveNodesTest::stop);
        nodes.forEach(TestNode::close);
    }

    private static void stop(TestNode node) {
        node.node().stop().toCompletionStage().toCompletableFuture().join();
    }

    private static List<JsonObject> told(Client client, String type, String call) {
        return client.socket().ofType(type).stream()
                .filter(event -> call.equals(event.getString("call_id")))
                .toList();
    }

    @Test
    void aRingWhoseNodeIsLostIsAnsweredWhileItsCallerIsAwayAndHeFindsHisCallAnswered() {
        TestNode lost = nodes.getFirst();
        TestNode other = nodes.getLast();
        Client ada = lost.connect("ada");
        Client phone = nodes.get(1).connect("bob");
        Client laptop = other.connect("bob");
        // Whoever looks for Bob finds both.
        Client probe = lost.connect("probe");
        await().until(() -> {
            probe.send("{\"type\":\"send\",\"id\":7,\"user_id\":\"bob\",\"content\":1}");
            return Stream.of(phone, laptop)
                    .noneMatch(one -> one.socket().ofType("private").isEmpty());
        });

        ada.send(
                "{\"type\":\"call\",\"id\":1,\"user_id\":\"bob\",\"description\":{\"type\":\"offer\",\"sdp\":\"v=0\"}}");
        await().until(() -> !laptop.socket().ofType("rtc:incoming").isEmpty()
                && !phone.socket().ofType("rtc:incoming").isEmpty());
        String call = phone.socket().ofType("rtc:incoming").getFirst().getString("call_id");

        stop(lost);
        phone.send("{\"type\":\"accept\",\"id\":2,\"call_id\":\"" + call + "\"}");
        assertEquals(List.of(), told(phone, "rtc:closed", call));
        assertEquals(List.of(), told(laptop, "rtc:closed", call));

        Client back = other.resume("ada", ada.resumeToken(), 0);
        await().until(() -> !told(back, "rtc:accepted", call).isEmpty());
        JsonObject welcome = back.socket().ofType("welcome").getFirst();
        assertFalse(welcome.getBoolean("recovered"));
        assertTrue(welcome.getJsonArray("calls", new JsonArray()).contains(call), "the ring is listed");
        assertEquals(phone.cid(), told(back, "rtc:accepted", call).getFirst().getString("cid"));
        await().until(() -> !told(laptop, "rtc:closed", call).isEmpty());
        assertEquals(
                "answered_elsewhere",
                told(laptop, "rtc:closed", call).getFirst().getString("reason"));

        back.send("{\"type\":\"signal\",\"id\":3,\"call_id\":\"" + call
                + "\",\"description\":{\"type\":\"offer\",\"sdp\":\"v=0 again\"}}");
        await().until(() -> told(phone, "rtc:signal", call).size() == 1);
        phone.send("{\"type\":\"hangup\",\"id\":4,\"call_id\":\"" + call + "\"}");
        await().until(() -> !told(back, "rtc:closed", call).isEmpty());
        assertEquals("hangup", told(back, "rtc:closed", call).getFirst().getString("reason"));
    }
}
