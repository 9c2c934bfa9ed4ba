package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.RedisClient;
import io.ringway.tests.support.RedisServer;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Backends that use streams in a Redis instead of HTTP: while a node dies in the midst of it, and while the Redis does. */
class StreamsIT {
    private static final String PRESENCE = "POST /v1/presence";
    private static final String MESSAGES = "POST /v1/messages";
    private static final int MESSAGES_SENT = 300;

    private static Map<String, String> settings(RedisServer redis) {
        Map<String, String> settings = new HashMap<>(redis.settings());
        settings.put("RINGWAY_STREAMS_IN", "[{\"stream\":\"in\",\"tenants\":[\"demo\"],\"replies\":\"replies\"}]");
        settings.put(
                "RINGWAY_STREAMS_OUT",
                "[{\"stream\":\"out\",\"tenant\":\"demo\",\"events\":[\"member.joined\",\"member.left\",\"message\"]}]");
        settings.put("RINGWAY_STREAMS_LEASE", "2s");
        return settings;
    }

    private static String presence(String event, String group, String user) {
        return new JsonObject()
                .put("event", event)
                .put("group", group)
                .put("user_id", user)
                .encode();
    }

    private static String message(JsonObject to, int number) {
        return new JsonObject().put("to", to).put("content", number).encode();
    }

    /** A field of an entry; "" where it has none of this name. */
    private static String field(List<String> parts, String name) {
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            if (parts.get(i).equals(name)) {
                return parts.get(i + 1);
            }
        }
        return "";
    }

    private static Set<String> answered(RedisClient redis) {
        return redis.entries("replies").stream()
                .filter(reply -> field(reply, "status").equals("200"))
                .map(reply -> field(reply, "id"))
                .collect(Collectors.toSet());
    }

    private static int done(Node node) {
        return Node.get(node.management("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("ringway_stream_entries_total{") && line.contains("\"done\""))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void anEntryIsCarriedOutThoughTheNodeThatHadItDiesAndPoisonIsPutAside() {
        try (RedisServer server = RedisServer.start();
                TestCluster cluster = TestCluster.start(2, settings(server));
                RedisClient redis = server.client()) {
            redis.add("in", "call", PRESENCE, "body", presence("joined", "hall", "bot"));
            await().until(() -> redis.length("replies") == 1);
            // The answer is in Redis a moment before it is counted.
            await().until(() -> cluster.nodes().stream().anyMatch(node -> done(node) > 0));
            Node reader = cluster.nodes().stream()
                    .filter(node -> done(node) > 0)
                    .findAny()
                    .orElseThrow();
            Node other = cluster.nodes().stream()
                    .filter(node -> node != reader)
                    .findAny()
                    .orElseThrow();
            Client ada = Client.connect(other, "ada");
            ada.join("lobby");

            List<String> ids = new ArrayList<>();
            for (int i = 0; i < MESSAGES_SENT; i++) {
                ids.add(redis.add("in", "call", PRESENCE, "body", presence("joined", "g" + i % 10, "u" + i)));
                ids.add(redis.add("in", "call", MESSAGES, "body", message(new JsonObject().put("group", "lobby"), i)));
                if (i == MESSAGES_SENT / 3) {
                    redis.add("in", "call", PRESENCE, "bodi", "{}");
                    redis.add("in", "call", PRESENCE, "body", "{\"event\":");
                    redis.add("in", "call", "POST /v1/tokens", "body", "{\"user_id\":\"ada\"}");
                    redis.add("in", "call", MESSAGES, "body", message(new JsonObject().put("user_id", "nobody"), i));
                    redis.add("in", "call", PRESENCE, "tenant", "other", "body", presence("left", "hall", "bot"));
                    await().until(() -> redis.length("replies") > MESSAGES_SENT / 4);
                    reader.kill();
                }
            }
            await().until(() -> redis.length("in") == 0);
            assertTrue(answered(redis).containsAll(ids), "every entry was carried out");
            Set<Integer> heard = new LinkedHashSet<>();
            await().untilAsserted(() -> {
                heard.clear();
                ada.inbox().all("message").forEach(frame -> heard.add(frame.getInteger("content")));
                assertEquals(MESSAGES_SENT, heard.size(), "no message is missing");
            });
            assertEquals(
                    IntStream.range(0, MESSAGES_SENT).boxed().toList(),
                    List.copyOf(heard),
                    "those to one group are in order");
            List<String> reasons = redis.entries("in:dead").stream()
                    .map(entry -> field(entry, "dead_reason"))
                    .distinct()
                    .toList();
            assertEquals(Set.of("malformed", "bad_request", "forbidden", "not_found"), Set.copyOf(reasons));
            redis.add("in", "call", "DELETE /v1/connections/" + ada.cid());
            assertEquals(4403, ada.inbox().awaitClosed().code());
        }
    }

    @Test
    void aRedisThatIsAwayHoldsUpNobodyAndIsToldAfterwards() {
        try (RedisServer server = RedisServer.start();
                Node node = Node.start(NodeSettings.alone("alone", settings(server)));
                Client ada = Client.connect(node, "ada")) {
            ada.join("lobby");
            try (RedisClient redis = server.client()) {
                await().until(() -> redis.length("out") == 1);
            }
            String well = Node.get(node.management("/health/ready")).body();
            assertTrue(well.contains("\"degraded\":false"), well);
            server.kill();
            ada.join("hall");
            ada.publish("hall", "still here");
            ada.leave("hall");
            await().until(() -> {
                var ready = Node.get(node.management("/health/ready"));
                return ready.statusCode() == 200
                        && ready.body().contains("\"degraded\":true")
                        && ready.body().contains("the stream in is not read");
            });
            server.startAgain();
            try (RedisClient redis = server.client()) {
                redis.add("in", "call", PRESENCE, "body", presence("joined", "lobby", "bot"));
                ada.await("notice", notice -> "bot".equals(notice.getString("user_id")));
                await().untilAsserted(() -> assertEquals(
                        List.of("member.joined ada", "message ada", "member.left ada"), events(redis, "hall")));
                await().until(() ->
                        Node.get(node.management("/health/ready")).body().contains("\"degraded\":false"));
                Set<String> ids = new HashSet<>();
                redis.entries("out").forEach(entry -> assertTrue(ids.add(field(entry, "id"))));
            }
        }
    }

    private static List<String> events(RedisClient redis, String group) {
        return redis.entries("out").stream()
                .map(entry -> new JsonObject(field(entry, "event")))
                .filter(event -> group.equals(event.getJsonObject("data").getString("group")))
                .map(event -> event.getString("type") + " "
                        + event.getJsonObject("data").getString("user_id"))
                .toList();
    }
}
