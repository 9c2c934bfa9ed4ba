package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.RedisClient;
import io.ringway.tests.support.RedisServer;
import io.ringway.tests.support.ServerError;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom somebody blocks, with a Redis that is away for a while, and nodes that are killed. */
class BlockedIT {
    private static List<?> blocked(Client client) {
        return client.request("blocked", new JsonObject()).getJsonArray("users").getList();
    }

    private static void block(Client client, String user) {
        client.request("block", new JsonObject().put("user_id", user));
    }

    @Test
    void whoIsBlockedStaysBlockedThroughADeployAndARedisThatIsAway() {
        try (RedisServer redis = RedisServer.start()) {
            try (Node node = Node.start(NodeSettings.alone("first", redis.settings()));
                    Client bob = Client.connect(node, "bob")) {
                block(bob, "eve");
                node.kill();
            }
            try (Node node = Node.start(NodeSettings.alone("second", redis.settings()));
                    Client bob = Client.connect(node, "bob")) {
                assertEquals(List.of("eve"), blocked(bob));
                redis.kill();
                ServerError refused = assertThrows(ServerError.class, () -> block(bob, "mallory"));
                assertTrue(String.valueOf(refused.getMessage()).contains("unavailable"));
                assertEquals(List.of("eve", "mallory"), blocked(bob), "it holds");
                String health = Node.get(node.management("/health/ready")).body();
                assertTrue(health.contains("\"ready\"") && health.contains("degraded: who is blocked"), health);

                redis.startAgain();
                await("what the Redis lost is there again")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> {
                            try (RedisClient look = redis.client()) {
                                return look.ask("HLEN", "ringway:call-rules").equals(2L);
                            }
                        });
                assertFalse(Node.get(node.management("/health/ready")).body().contains("degraded: who is blocked"));
                node.kill();
            }
            try (Node node = Node.start(NodeSettings.alone("third", redis.settings()));
                    Client bob = Client.connect(node, "bob")) {
                assertEquals(List.of("eve", "mallory"), blocked(bob));
            }
        }
    }
}
