package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.RedisClient;
import io.ringway.tests.support.RedisServer;
import io.ringway.tests.support.ServerError;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What operators do to groups with a history: let a Redis run out of memory, and turn histories on, node by node. */
class HistoryOperationsIT {
    private static final String GROUP = "log:1";
    private static final Map<String, String> SETTINGS =
            Map.of("RINGWAY_HISTORY_GROUPS", "[{\"pattern\":\"log:*\",\"size\":1000}]");

    @Test
    void aRedisWithoutMemoryMakesPublishingFailAndLosesNothingThatWasAcknowledged() {
        try (RedisServer redis = RedisServer.start();
                RedisClient operator = redis.client()) {
            Map<String, String> settings = new HashMap<>(redis.settings());
            settings.putAll(SETTINGS);
            settings.put("RINGWAY_HISTORY_REDIS", "true");
            try (Node node = Node.start(NodeSettings.alone("full", settings));
                    Client ada = Client.connect(node, "ada");
                    Client bob = Client.connect(node, "bob")) {
                JsonObject since = ada.join(GROUP).getJsonObject("position");
                bob.join(GROUP);
                assertEquals(1, publish(ada, "one").getInteger("offset"));
                operator.ask("CONFIG", "SET", "maxmemory", "1");
                JsonObject refused = publish(ada, "two");
                assertEquals("unavailable", refused.getString("code"), refused::encode);
                assertTrue(refused.getBoolean("temporary"), refused::encode);
                assertEquals("unavailable", publish(ada, "three").getString("code"));
                String health = Node.get(node.management("/health/ready")).body();
                assertTrue(health.contains("\"degraded\":true") && health.contains("has no memory left"), health);
                JsonObject joined =
                        bob.request("join", new JsonObject().put("group", GROUP).put("since", since));
                assertEquals(List.of("one"), contents(joined), joined::encode);

                operator.ask("CONFIG", "SET", "maxmemory", "0");
                await().until(() -> publish(ada, "three").containsKey("offset"));
                assertEquals(List.of("one", "two", "three"), contents(history(bob)));
                await().until(() ->
                        !Node.get(node.management("/health/ready")).body().contains("has no memory"));
                assertEquals(List.of(), bob.inbox().all("gap"));
            }
        }
    }

    @Test
    void publishingGoesOnWhileNodesAreRestartedWithHistoriesTurnedOn() {
        try (TestCluster cluster = TestCluster.start(2)) {
            Client bob = Client.connect(cluster.node(1), "bob");
            assertNull(bob.join(GROUP).getJsonObject("position"));
            Talker first = new Talker(cluster.node(1));
            first.awaitMore(10);
            Node restarted = cluster.replace(0, SETTINGS);
            Client ada = Client.connect(restarted, "ada");
            assertNotNull(ada.join(GROUP).getJsonObject("position"));
            bob.await("gap", gap -> gap.getString("group").equals(GROUP));
            first.awaitMore(20);
            first.close();
            assertTrue(first.last().containsKey("offset"), "the node that is not restarted yet keeps them too");
            awaitHeardOrKept(bob, first.published());

            Talker second = new Talker(restarted);
            second.awaitMore(10);
            bob.close();
            cluster.replace(1, SETTINGS);
            second.awaitMore(20);
            second.close();
            // Where the second of two nodes goes, what is under way may be told as a gap; it is kept all the same.
            List<Integer> all = IntStream.range(0, second.published()).boxed().toList();
            List<Integer> kept = kept(ada);
            assertEquals(all, kept.subList(kept.lastIndexOf(0), kept.size()));
            await().until(() -> numbers(ada).contains(all.getLast()));
            await("nothing is missed in silence")
                    .until(() ->
                            lastRun(ada).equals(all) || !ada.inbox().all("gap").isEmpty());
            List<Integer> live = lastRun(ada);
            assertEquals(live.stream().distinct().sorted().toList(), live, "nothing doubled, nothing reordered");
            ada.close();
        }
    }

    /** What it heard of whoever spoke last, who counts from 0. */
    private static List<Integer> lastRun(Client client) {
        List<Integer> heard = numbers(client);
        return heard.subList(heard.lastIndexOf(0), heard.size());
    }

    /** In order, and once: what went on while the group came to be kept may be left out where a gap is told, and is kept then. */
    private static void awaitHeardOrKept(Client client, int published) {
        await().until(() -> numbers(client).contains(published - 1));
        List<Integer> heard = numbers(client);
        assertEquals(heard.stream().distinct().sorted().toList(), heard, "nothing doubled, nothing reordered");
        List<Integer> missed =
                new ArrayList<>(IntStream.range(0, published).boxed().toList());
        missed.removeAll(heard);
        List<Integer> kept = kept(client);
        assertTrue(kept.containsAll(missed), () -> "missed " + missed + ", kept " + kept);
    }

    /** All that the group keeps. */
    private static List<Integer> kept(Client client) {
        List<Integer> kept = new ArrayList<>();
        JsonObject page;
        long after = 0;
        do {
            page = client.request(
                    "history",
                    new JsonObject().put("group", GROUP).put("after", after).put("limit", 100));
            for (Object message : page.getJsonArray("messages")) {
                kept.add(((JsonObject) message).getInteger("content"));
                after = ((JsonObject) message).getLong("offset");
            }
        } while (page.getBoolean("more"));
        return kept;
    }

    private static List<Integer> numbers(Client client) {
        return client.inbox().all("message").stream()
                .map(message -> message.getInteger("content"))
                .toList();
    }

    /** Somebody who publishes one number after the other, fifty a second, each when the one before has its result. */
    private static final class Talker implements AutoCloseable {
        private final Client client;
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private final List<JsonObject> results = new CopyOnWriteArrayList<>();
        private final ScheduledFuture<?> talking;

        Talker(Node node) {
            client = Client.connect(node, "tom");
            client.join(GROUP);
            // An error ends it, and is found by whoever waits for more.
            talking = thread.scheduleWithFixedDelay(this::publish, 0, 20, TimeUnit.MILLISECONDS);
        }

        private void publish() {
            results.add(client.request(
                    "publish", new JsonObject().put("group", GROUP).put("content", results.size())));
        }

        void awaitMore(int count) {
            int before = results.size();
            await().until(() -> talking.isDone() || results.size() >= before + count);
            assertFalse(talking.isDone(), () -> "it failed after " + results.size());
        }

        int published() {
            return results.size();
        }

        JsonObject last() {
            return results.getLast();
        }

        @Override
        public void close() {
            thread.close();
            client.close();
        }
    }

    private static JsonObject history(Client client) {
        return client.request("history", new JsonObject().put("group", GROUP));
    }

    private static JsonObject publish(Client client, String content) {
        try {
            return client.request(
                    "publish",
                    new JsonObject().put("group", GROUP).put("content", content).put("idempotency_key", content));
        } catch (ServerError refused) {
            return refused.frame();
        }
    }

    private static List<String> contents(JsonObject answer) {
        return answer.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("content"))
                .toList();
    }
}
