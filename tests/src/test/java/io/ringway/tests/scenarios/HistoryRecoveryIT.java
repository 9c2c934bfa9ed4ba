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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Groups with a history, on three nodes of which one is killed while everybody publishes: the one that gives the most of
 * these groups their order, and that has a publisher and a reader. Not a message that was acknowledged is lost, none comes
 * twice, none out of order, and nobody is told of a gap.
 */
class HistoryRecoveryIT {
    private static final List<String> GROUPS =
            IntStream.range(0, 9).mapToObj(i -> "log:" + i).toList();
    private static final int ROUNDS = 60;
    private static final Map<String, String> SETTINGS = Map.of(
            "RINGWAY_HISTORY_GROUPS",
            "[{\"pattern\":\"log:*\",\"size\":5000,\"bytes\":\"4MiB\"}]",
            "RINGWAY_SESSIONS_GRACE",
            "10s");

    @Test
    void nothingAcknowledgedIsLostDoubledOrReorderedWhereTheNodeThatOrdersIsKilled() {
        try (TestCluster cluster = TestCluster.start(3, SETTINGS)) {
            List<Reader> readers =
                    cluster.nodes().stream().map(node -> new Reader(node, "r")).toList();
            List<Publisher> publishers = IntStream.range(0, 3)
                    .mapToObj(i -> new Publisher(cluster.node(i), "p" + i))
                    .toList();
            publishers.forEach(publisher -> publisher.publish(10));
            publishers.forEach(Publisher::awaitResults);
            await().until(() -> cluster.nodes().stream()
                            .mapToInt(HistoryRecoveryIT::written)
                            .sum()
                    == GROUPS.size());
            int victim = mostWritten(cluster);
            int other = (victim + 1) % 3;

            publishers.forEach(publisher -> publisher.publish(ROUNDS));
            cluster.node(victim).kill();
            publishers.get(other).publish(ROUNDS);
            publishers.get(victim).moveTo(cluster.node(other));
            readers.get(victim).moveTo(cluster.node(other));
            publishers.forEach(Publisher::awaitResults);

            Map<String, List<String>> truth = readers.get(other).awaitAll(publishers);
            for (Reader reader : readers) {
                assertEquals(truth, reader.awaitAll(publishers));
                reader.assertWhole();
            }
            for (String group : GROUPS) {
                assertOrdered(truth.getOrDefault(group, List.of()), publishers);
            }
        }
    }

    @Test
    void inRedisHistoriesOutliveEveryNodeAndARedisThatIsAwayHurtsNobody() {
        try (RedisServer redis = RedisServer.start()) {
            Map<String, String> settings = new HashMap<>(redis.settings());
            settings.putAll(SETTINGS);
            settings.put("RINGWAY_HISTORY_REDIS", "true");
            JsonObject since;
            try (Node node = Node.start(NodeSettings.alone("first", settings));
                    Client ada = Client.connect(node, "ada")) {
                since = ada.join("log:0").getJsonObject("position");
                publish(ada, "one");
                publish(ada, "two");
                node.kill();
            }
            try (Node node = Node.start(NodeSettings.alone("second", settings));
                    Client bob = Client.connect(node, "bob")) {
                JsonObject joined = bob.request(
                        "join", new JsonObject().put("group", "log:0").put("since", since));
                assertTrue(joined.getBoolean("recovered"));
                assertEquals(List.of("one", "two"), contents(joined));
                assertEquals(3, publish(bob, "three").getInteger("offset"), "the numbers go on");

                redis.kill();
                await().ignoreExceptions().until(() -> publish(bob, "four") != null);
                bob.await("gap", gap -> gap.getString("group").equals("log:0"));
                assertEquals(
                        List.of("one", "two", "three", "four"),
                        contents(read(bob)).subList(0, 4));
                String health = health(node);
                assertTrue(health.contains("\"ready\"") && health.contains("degraded: histories"), health);

                redis.startAgain();
                await().until(() -> !health(node).contains("degraded:"));
                publish(bob, "five");
                try (RedisClient client = redis.client()) {
                    await().until(() -> !((List<?>) client.ask("KEYS", "ringway:history:*:lines")).isEmpty());
                }
            }
        }
    }

    private static String health(Node node) {
        return Node.get(node.management("/health/ready")).body();
    }

    private static JsonObject publish(Client client, String content) {
        return client.request(
                "publish",
                new JsonObject().put("group", "log:0").put("content", content).put("idempotency_key", content));
    }

    private static JsonObject read(Client client) {
        return client.request("history", new JsonObject().put("group", "log:0"));
    }

    private static List<String> contents(JsonObject answer) {
        return answer.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("content"))
                .toList();
    }

    private static int mostWritten(TestCluster cluster) {
        List<Integer> written =
                cluster.nodes().stream().map(HistoryRecoveryIT::written).toList();
        int most = written.stream().mapToInt(count -> count).max().orElseThrow();
        assertTrue(most > 0);
        return written.indexOf(most);
    }

    /** How many groups a node gives their order. */
    private static int written(Node node) {
        return node.metric("ringway_history_written_groups");
    }

    /** Each publisher's messages once, and in the order it published them. */
    private static void assertOrdered(List<String> messages, List<Publisher> publishers) {
        assertEquals(messages.size(), new HashSet<>(messages).size(), "a message came twice");
        for (Publisher publisher : publishers) {
            List<String> own = messages.stream()
                    .filter(message -> message.startsWith(publisher.user + "/"))
                    .toList();
            assertEquals(publisher.numbers(), own);
        }
    }

    /** Somebody who is in all groups, and keeps what it is told. */
    private static final class Reader {
        private final String user;
        private final Map<String, List<JsonObject>> heard = new HashMap<>();
        private final Map<String, JsonObject> positions = new HashMap<>();
        private Client client;
        private int live;
        private int gaps;

        Reader(Node node, String user) {
            this.user = user;
            client = Client.connect(node, user);
            for (String group : GROUPS) {
                positions.put(group, client.join(group).getJsonObject("position"));
                heard.put(group, new ArrayList<>());
            }
        }

        private void collect() {
            List<JsonObject> all = client.inbox().all("message");
            all.subList(live, all.size()).forEach(frame -> take(frame.getString("group"), frame));
            live = all.size();
            gaps += client.inbox().all("gap").size();
        }

        private void take(String group, JsonObject message) {
            Objects.requireNonNull(heard.get(group)).add(message);
            Objects.requireNonNull(positions.get(group)).put("offset", message.getLong("offset"));
        }

        /** Comes back elsewhere, with the positions it has got to. */
        void moveTo(Node node) {
            collect();
            client = client.resumeAfterLossAt(node, user);
            live = 0;
            for (String group : GROUPS) {
                JsonObject result = client.request(
                        "join", new JsonObject().put("group", group).put("since", positions.get(group)));
                assertTrue(result.getBoolean("recovered"), group);
                result.getJsonArray("messages").forEach(message -> take(group, (JsonObject) message));
            }
        }

        /** The contents of every group, once everything is there that was published. */
        Map<String, List<String>> awaitAll(List<Publisher> publishers) {
            int expected = publishers.stream().mapToInt(p -> p.published.size()).sum();
            await().until(() -> {
                collect();
                return heard.values().stream().mapToInt(List::size).sum() >= expected;
            });
            Map<String, List<String>> contents = new HashMap<>();
            heard.forEach((group, messages) -> contents.put(
                    group,
                    messages.stream()
                            .map(message -> message.getString("content"))
                            .toList()));
            return contents;
        }

        void assertWhole() {
            assertEquals(0, gaps, "nobody is told of a gap");
            heard.forEach((group, messages) -> assertEquals(
                    IntStream.rangeClosed(1, messages.size()).boxed().toList(),
                    messages.stream()
                            .map(message -> message.getInteger("offset"))
                            .toList(),
                    group));
        }
    }

    /** Somebody who publishes to all groups without waiting, and again what had no result. */
    private static final class Publisher {
        private static final long FIRST_ID = 1_000_000;

        private final String user;
        private final List<JsonObject> published = new ArrayList<>();
        private final Set<Long> answered = new HashSet<>();
        private Client client;

        Publisher(Node node, String user) {
            this.user = user;
            client = Client.connect(node, user);
            GROUPS.forEach(client::join);
        }

        void publish(int rounds) {
            for (int i = 0; i < rounds; i++) {
                long number = published.size() / GROUPS.size();
                for (String group : GROUPS) {
                    JsonObject frame = new JsonObject()
                            .put("type", "publish")
                            .put("id", FIRST_ID + published.size())
                            .put("group", group)
                            .put("idempotency_key", "k" + number)
                            .put("content", user + "/" + number);
                    published.add(frame);
                    client.send(frame);
                }
            }
        }

        List<String> numbers() {
            return IntStream.range(0, published.size() / GROUPS.size())
                    .mapToObj(number -> user + "/" + number)
                    .toList();
        }

        private void collect() {
            client.inbox().all("result").forEach(result -> answered.add(result.getLong("id")));
            assertEquals(List.of(), client.inbox().all("error"));
        }

        void moveTo(Node node) {
            collect();
            client = client.resumeAfterLossAt(node, user);
            GROUPS.forEach(client::join);
            published.stream()
                    .filter(frame -> !answered.contains(frame.getLong("id")))
                    .forEach(client::send);
        }

        void awaitResults() {
            await().until(() -> {
                collect();
                return published.stream().allMatch(frame -> answered.contains(frame.getLong("id")));
            });
        }
    }
}
