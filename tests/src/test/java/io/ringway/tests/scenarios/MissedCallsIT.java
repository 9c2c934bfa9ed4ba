package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.RedisServer;
import io.ringway.tests.support.ServerError;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls that nobody answered are there when somebody comes back, whatever happened to the nodes meanwhile. */
class MissedCallsIT {
    private static String call(Client from, String user) {
        return from.request("call", new JsonObject().put("user_id", user).put("data", "about lunch"))
                .getString("call_id");
    }

    private static void awaitUnseen(Client client, int unseen) {
        client.await("missed_calls", frame -> frame.getInteger("unseen") == unseen);
    }

    private static JsonObject latest(Client client) {
        return client.request("calls", new JsonObject()).getJsonArray("calls").getJsonObject(0);
    }

    private static List<String> timeline(Client client, String call) {
        return client.request("call_timeline", new JsonObject().put("call_id", call)).getJsonArray("lines").stream()
                .map(line -> ((JsonObject) line).getString("what"))
                .toList();
    }

    @Test
    void missedCallsOutliveTheNodeTheyWereMadeOn() {
        try (TestCluster cluster = TestCluster.start(2);
                Client eve = Client.connect(cluster.node(1), "eve")) {
            Client ada = Client.connect(cluster.node(0), "ada");
            String toNobody = call(ada, "bob");
            ada.await("rtc:closed", closed -> closed.getString("reason").equals("unreachable"));
            String ringing = call(ada, "eve");
            eve.await("rtc:incoming", frame -> frame.getString("call_id").equals(ringing));

            await().until(() -> timeline(eve, ringing).contains("rang"));
            cluster.node(0).kill();

            eve.await("rtc:closed", closed -> closed.getString("reason").equals("disconnected"));
            awaitUnseen(eve, 1);
            await("whoever is left enters it, and a write may have to be repeated")
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        assertEquals(ringing, latest(eve).getString("call_id"));
                        assertEquals("ada", latest(eve).getString("caller"));
                        assertEquals(List.of("began", "rang", "closed"), timeline(eve, ringing));
                    });

            try (Client bob = Client.connect(cluster.node(1), "bob")) {
                awaitUnseen(bob, 1);
                assertEquals(toNobody, latest(bob).getString("call_id"));
                assertEquals("unreachable", latest(bob).getString("reason"));
                assertEquals(List.of("began", "rang", "closed"), timeline(bob, toNobody));
            }
            try (Client back = Client.connect(cluster.node(1), "ada")) {
                assertEquals(
                        2,
                        back.request("calls", new JsonObject())
                                .getJsonArray("calls")
                                .size());
            }
        }
    }

    @Test
    void whatIsSeenOnOneNodeIsSeenOnTheOther() {
        try (TestCluster cluster = TestCluster.start(2);
                Client ada = Client.connect(cluster.node(0), "ada")) {
            String call = call(ada, "bob");
            ada.await("rtc:closed", closed -> closed.getString("call_id").equals(call));
            try (Client phone = Client.connect(cluster.node(0), "bob");
                    Client laptop = Client.connect(cluster.node(1), "bob")) {
                awaitUnseen(phone, 1);
                awaitUnseen(laptop, 1);
                phone.request("calls_seen", new JsonObject().put("call_id", call));
                awaitUnseen(laptop, 0);
                assertEquals(true, latest(laptop).getBoolean("seen"));

                String one = ada.request("call", new JsonObject().put("cid", laptop.cid()))
                        .getString("call_id");
                laptop.await("rtc:incoming", frame -> frame.getString("call_id").equals(one));
                await().until(() -> timeline(laptop, one).contains("ringing"));
                ada.request("hangup", new JsonObject().put("call_id", one));
                awaitUnseen(phone, 1);
                assertEquals("bob", latest(ada).getString("callee"), "whose connection it was");
            }
        }
    }

    @Test
    void inRedisTheyOutliveEveryNodeAndARedisThatIsAwayHurtsNobody() {
        try (RedisServer redis = RedisServer.start()) {
            try (Node node = Node.start(NodeSettings.alone("first", redis.settings()));
                    Client ada = Client.connect(node, "ada")) {
                call(ada, "bob");
                ada.await("rtc:closed", closed -> true);
                await().until(() -> latest(ada).getString("reason").equals("unreachable"));
                node.kill();
            }
            try (Node node = Node.start(NodeSettings.alone("second", redis.settings()));
                    Client bob = Client.connect(node, "bob")) {
                awaitUnseen(bob, 1);
                redis.kill();
                ServerError refused = assertThrows(ServerError.class, () -> latest(bob));
                assertTrue(String.valueOf(refused.getMessage()).contains("unavailable"));
                String health = Node.get(node.management("/health/ready")).body();
                assertTrue(health.contains("\"ready\"") && health.contains("degraded: the history of calls"), health);
                call(bob, "carol");
                bob.await("rtc:closed", closed -> true);

                redis.startAgain();
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> bob.request("calls", new JsonObject())
                                        .getJsonArray("calls")
                                        .size()
                                == 1);
                assertEquals("carol", latest(bob).getString("callee"), "written once it could be");
            }
        }
    }

    @Test
    void whoKeepsNothingSaysNothing() {
        try (Node node = Node.start(NodeSettings.alone(
                        "silent",
                        Map.of("RINGWAY_CALLS_HISTORY_ENABLED", "false", "RINGWAY_CALLS_TIMELINE_ENABLED", "false")));
                Client ada = Client.connect(node, "ada")) {
            call(ada, "bob");
            ada.await("rtc:closed", closed -> true);
            assertEquals(
                    0,
                    ada.request("calls", new JsonObject()).getJsonArray("calls").size());
        }
    }
}
