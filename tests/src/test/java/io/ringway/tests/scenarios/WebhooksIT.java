package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.RedisServer;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.WebhookSignature;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a backend is told, whatever dies: each joined has one left, in the order of its group. */
class WebhooksIT {
    private static final String SECRET = Secrets.keep("whsec_" + "c2NlbmFyaW8td2ViaG9vay1zZWNyZXQtMDEyMw==");
    private static final int GROUPS = 5;

    /** A receiver that drops what it knows, and now and then refuses what it is sent. */
    private static final class Backend implements AutoCloseable {
        private final HttpServer server;
        private final Map<String, JsonObject> events = new TreeMap<>();
        private final List<JsonObject> inOrder = new ArrayList<>();
        private int requests;
        private int forged;

        Backend() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            server.createContext("/", this::handle);
            server.start();
        }

        private synchronized void handle(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            JsonObject event = new JsonObject(new String(body, StandardCharsets.UTF_8));
            if (!WebhookSignature.holds(SECRET, exchange.getRequestHeaders()::getFirst, body)) {
                forged++;
            }
            boolean refused = ++requests % 7 == 0;
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            if (!refused && events.putIfAbsent(id, event) == null) {
                inOrder.add(event);
            }
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
            exchange.close();
        }

        synchronized int forged() {
            return forged;
        }

        synchronized List<JsonObject> events() {
            return List.copyOf(inOrder);
        }

        long count(String type) {
            return events().stream()
                    .filter(event -> event.getString("type").equals(type))
                    .count();
        }

        List<String> types() {
            return events().stream().map(event -> event.getString("type")).toList();
        }

        List<String> left() {
            return events().stream()
                    .filter(event -> event.getString("type").equals("member.left"))
                    .map(event -> event.getJsonObject("data").encode())
                    .toList();
        }

        Map<String, String> settings() {
            JsonObject endpoint = new JsonObject()
                    .put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/")
                    .put("tenant", "demo")
                    .put("secrets", new JsonArray().add(SECRET));
            return Map.of(
                    "RINGWAY_WEBHOOKS_ENDPOINTS",
                    new JsonArray().add(endpoint).encode(),
                    "RINGWAY_WEBHOOKS_RETRY_FIRST",
                    "100ms",
                    "RINGWAY_WEBHOOKS_RETRY_LONGEST",
                    "1s",
                    "RINGWAY_SESSIONS_GRACE",
                    "6s");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static String group(int number) {
        return "g" + number % GROUPS;
    }

    @Test
    void eachJoinedHasOneLeftInTheOrderOfItsGroupThroughAKill() {
        try (Backend backend = new Backend();
                TestCluster cluster = TestCluster.start(3, backend.settings())) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Client client = Client.connect(cluster.node(i % 3), "user" + i);
                client.join(group(i));
                clients.add(client);
            }
            String call = clients.get(0)
                    .request("call", new JsonObject().put("user_id", "user2").put("timeout_ms", 10_000))
                    .getString("call_id");
            await().until(() -> backend.count("member.joined") == 30 && backend.count("call.ringing") == 1);

            cluster.node(2).kill();
            Client returned = clients.get(5).resumeAfterLossAt(cluster.node(0), "user5");
            assertTrue(returned.isResumed());
            returned.join(group(5));
            clients.get(0).leave(group(0));
            await().untilAsserted(() -> assertEquals(10, backend.count("member.left"), backend.left()::toString));
            await("the end of " + call + ", to a user whose only node is gone")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> backend.count("call.ended") == 1 && backend.count("call.missed") == 1);
            returned.close();
            clients.stream()
                    .skip(1)
                    .filter(client -> clients.indexOf(client) % 3 != 2)
                    .forEach(Client::close);
            await().until(() -> backend.count("member.left") == 30);
            await().until(() -> backend.count("group.vacated") == GROUPS);
            check(backend.events());
            assertEquals(0, backend.forged());
            assertEquals(30, backend.count("member.joined"), "who came back has joined once");
        }
    }

    private static void check(List<JsonObject> events) {
        Map<String, Long> last = new HashMap<>();
        Map<String, Set<String>> present = new HashMap<>();
        for (JsonObject event : events) {
            JsonObject data = event.getJsonObject("data");
            String type = event.getString("type");
            if (type.startsWith("call.")) {
                continue;
            }
            String group = data.getString("group");
            assertTrue(last.getOrDefault(group, 0L) < data.getLong("sequence"), "order in " + group);
            last.put(group, data.getLong("sequence"));
            Set<String> members = present.computeIfAbsent(group, first -> new HashSet<>());
            switch (type) {
                case "member.joined" -> assertTrue(members.add(data.getString("cid")), event::encode);
                case "member.left" -> {
                    assertTrue(members.remove(data.getString("cid")), event::encode);
                    assertTrue(data.getLong("duration_ms") > 0, event::encode);
                }
                default -> assertTrue(members.isEmpty(), event::encode);
            }
        }
        present.forEach((group, members) -> assertEquals(Set.of(), members, group));
    }

    @Test
    void whatWaitsInRedisOutlivesTheOnlyNodeAndARedisThatIsAwayHoldsUpNobody() {
        try (Backend backend = new Backend();
                RedisServer redis = RedisServer.start()) {
            Map<String, String> settings = new HashMap<>(backend.settings());
            settings.putAll(redis.settings());
            try (Node node = Node.start(NodeSettings.alone("first", settings));
                    Client ada = Client.connect(node, "ada")) {
                ada.join("lobby");
                await().until(() -> backend.count("member.joined") == 1);
                node.kill();
            }
            try (Node node = Node.start(NodeSettings.alone("second", settings));
                    Client bob = Client.connect(node, "bob")) {
                await().until(() -> backend.count("group.vacated") == 1);
                assertEquals(
                        List.of("group.occupied", "member.joined", "member.left", "group.vacated"), backend.types());

                redis.kill();
                bob.join("hall");
                String health = Node.get(node.management("/health/ready")).body();
                await().until(() ->
                        Node.get(node.management("/health/ready")).body().contains("degraded: events wait"));
                assertTrue(health.contains("\"ready\""), health);
                redis.startAgain();
                await().until(() -> backend.count("member.joined") == 2);
            }
        }
    }
}
