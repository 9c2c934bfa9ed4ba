package io.ringway.gateway.session.node;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.gateway.Ports;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.session.meetings.Hosts;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes, with the sockets of the loopback interface between them, of which one stands still while the other one's clients say a lot. */
class FloodBetweenNodesTest {
    private static final int GRACE_MS = 10_000;
    private static final int SAID = 24;
    private static final String MEGABYTE = "x".repeat(1 << 20);
    private static final Config CONFIG = Config.of(Map.ofEntries(
            Map.entry("dev", "true"),
            Map.entry("auth.hs256_secret", "0123456789abcdef0123456789abcdef"),
            Map.entry("limits.frame_bytes", "2MiB"),
            Map.entry("limits.content_bytes", "2MiB"),
            Map.entry("limits.outbox_bytes", "64MiB"),
            Map.entry("limits.connection.bytes_burst", "64MiB")));

    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeEach
    void start() {
        String name = "flood-" + UUID.randomUUID();
        List<Integer> ports =
                IntStream.range(0, 2).mapToObj(i -> Ports.free("127.0.0.1")).toList();
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        for (int port : ports) {
            HazelcastOptions options =
                    new HazelcastOptions(name, "127.0.0.1", port, 0, members, "", 1, GRACE_MS, GRACE_MS, Map.of());
            nodes.add(new TestNode(TestSetup.onHazelcast(options).with(CONFIG)));
        }
        await().until(() -> nodes.stream().allMatch(node -> node.node().ready()));
    }

    @AfterEach
    void stop() {
        nodes.forEach(node ->
                node.node().stop().toCompletionStage().toCompletableFuture().join());
        nodes.forEach(TestNode::close);
    }

    private static List<String> told(Client client) {
        return client.socket().frames().stream()
                .map(frame -> frame.getString("type"))
                .filter(type -> type.equals("message") || type.equals("gap") || type.equals("relay"))
                .toList();
    }

    private static void say(Client ada, int id) {
        ada.send("{\"type\":\"publish\",\"id\":" + id + ",\"group\":\"lobby\",\"content\":\"" + MEGABYTE + "\"}");
    }

    private void whileTheSecondStandsStill(Runnable flood) throws InterruptedException {
        CountDownLatch standstill = new CountDownLatch(1);
        CountDownLatch stands = new CountDownLatch(1);
        CompletableFuture<Void> stalled =
                CompletableFuture.runAsync(() -> nodes.get(1).run(() -> {
                    stands.countDown();
                    try {
                        standstill.await();
                    } catch (InterruptedException ending) {
                        Thread.currentThread().interrupt();
                    }
                }));
        stands.await();
        try {
            flood.run();
        } finally {
            standstill.countDown();
        }
        stalled.join();
    }

    @Test
    void aHostHearsInAFloodWhoWaitsAndNobodyIsToldOfAGapInAChatThatLostNothing() throws InterruptedException {
        String meeting = "meeting:00000000-0000-0000-0000-000000000001";
        Client ada = nodes.get(0).connect("ada").joined("lobby");
        Client bob = nodes.get(1).connect("bob").join("lobby");
        await().until(() -> !ada.socket().ofType("notice").isEmpty());
        String grants = "{\"groups\":{\"" + meeting + "\":[\"join\",\"admit\"]}}";
        String token = nodes.get(1).token("demo", "host", grants, Duration.ofHours(1));
        Client host = nodes.get(1).present(token).joined(meeting);

        Hosts hosts = nodes.get(0).node().backend().hosts();
        Group group = new Group(new Tenant("demo"), meeting);
        whileTheSecondStandsStill(() -> {
            for (int i = 1; i <= SAID; i++) {
                Content news = Content.json("{\"waits\":" + i + "}");
                say(ada, i);
                nodes.get(0).run(() -> hosts.tell(group, news));
            }
        });
        await().until(() -> bob.socket().ofType("gap").size() == 1);
        assertEquals(
                IntStream.rangeClosed(1, SAID).boxed().toList(),
                host.socket().ofType("private").stream()
                        .map(news -> news.getJsonObject("content").getInteger("waits"))
                        .toList());
        assertEquals(List.of(), host.socket().ofType("gap"));
    }

    @Test
    void whoMissesMessagesInAFloodIsToldAndSignalsGoThrough() throws InterruptedException {
        Client ada = nodes.get(0).connect("ada").joined("lobby");
        Client bob = nodes.get(1).connect("bob").join("lobby");
        await().until(() -> !ada.socket().ofType("notice").isEmpty());

        whileTheSecondStandsStill(() -> {
            for (int i = 1; i <= SAID; i++) {
                say(ada, i);
                ada.send("{\"type\":\"relay\",\"id\":" + (SAID + i) + ",\"group\":\"lobby\",\"cid\":\"" + bob.cid()
                        + "\",\"content\":" + i + "}");
            }
        });

        await().until(() -> bob.socket().ofType("gap").size() == 1);
        JsonObject gap = bob.socket().ofType("gap").getFirst();
        assertEquals("lobby", gap.getString("group"));
        assertFalse(gap.containsKey("position"));
        assertEquals(
                IntStream.rangeClosed(1, SAID).boxed().toList(),
                bob.socket().ofType("relay").stream()
                        .map(relay -> relay.getInteger("content"))
                        .toList());
        int heard = bob.socket().ofType("message").size();
        assertTrue(heard > 8 && heard < SAID, heard + " messages");
        assertNull(bob.socket().closeCode());

        ada.send("{\"type\":\"publish\",\"id\":99,\"group\":\"lobby\",\"content\":\"after\"}");
        await().until(() -> bob.socket().ofType("message").size() == heard + 1);
        List<String> told = told(bob);
        assertEquals(List.of("gap", "message"), told.subList(told.size() - 2, told.size()));
        assertTrue(ada.socket().ofType("gap").isEmpty());
    }
}
