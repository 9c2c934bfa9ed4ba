package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.gateway.Ports;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes in one process, of which one goes with its clients. */
class LostInBackgroundTest {
    private static final int GRACE_MS = 1_500;
    private static final int BACKGROUND_MS = 60_000;

    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeEach
    void start() {
        String name = "background-" + UUID.randomUUID();
        List<Integer> ports = List.of(Ports.free("127.0.0.1"), Ports.free("127.0.0.1"));
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        for (int port : ports) {
            HazelcastOptions options =
                    new HazelcastOptions(name, "127.0.0.1", port, 0, members, "", 1, GRACE_MS, BACKGROUND_MS, Map.of());
            SessionOptions sessions = new SessionOptions(GRACE_MS, BACKGROUND_MS, 4 << 20, 64 << 20);
            nodes.add(new TestNode(TestSetup.onHazelcast(options).with(sessions)));
        }
        await().until(() -> nodes.stream().allMatch(node -> node.node().ready()));
    }

    @AfterEach
    void close() {
        stop(nodes.getLast());
        nodes.forEach(TestNode::close);
    }

    private static void stop(TestNode node) {
        node.node().stop().toCompletionStage().toCompletableFuture().join();
    }

    private static List<String> notices(Client client) {
        return client.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code") + " " + notice.getString("user_id"))
                .toList();
    }

    private static JsonObject comeBack(TestNode node, String user, Client before) {
        Client back = node.resume(user, before.resumeToken(), 0);
        await().until(() -> !back.socket().ofType("welcome").isEmpty());
        return back.socket().ofType("welcome").getFirst();
    }

    @Test
    void whoIsInTheBackgroundHasTheGraceThatItWasPromisedAlsoWhenItsNodeIsLost() {
        TestNode lost = nodes.getFirst();
        TestNode other = nodes.getLast();
        Client eve = other.connect("eve").joined("lobby");
        Client ada = lost.connect("ada").joined("lobby").send("{\"type\":\"background\",\"id\":5,\"on\":true}");
        Client bob = lost.connect("bob").joined("lobby");
        await().until(() -> ada.socket().ofType("result").stream()
                .anyMatch(result -> BACKGROUND_MS == result.getLong("grace_ms", 0L)));
        await().until(() -> notices(eve).containsAll(List.of("USER_JOINED ada", "USER_JOINED bob")));

        stop(lost);
        await().until(() -> notices(eve).contains("USER_DISCONNECTED bob"));
        assertEquals(List.of("USER_JOINED ada", "USER_JOINED bob", "USER_DISCONNECTED bob"), notices(eve));

        other.pass(Duration.ofMillis(2 * GRACE_MS));
        assertFalse(comeBack(other, "bob", bob).getBoolean("resumed"), "after the others were told that it is gone");
        JsonObject back = comeBack(other, "ada", ada);
        assertTrue(back.getBoolean("resumed"));
        assertEquals(ada.cid(), back.getString("cid"));
        assertEquals(3, notices(eve).size());
    }
}
