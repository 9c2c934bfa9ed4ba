package io.ringway.tests.turn;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** TURN credentials taken back at one node of two. */
class TakingBackIT {
    private static final String KEY = Secrets.keep("turn-key-" + "0123456789abcdef0123456789abcdef");
    private static final Map<String, String> TURN = Map.of(
            "RINGWAY_ICE_TURN_URLS",
            "turn:127.0.0.1:1?transport=tcp",
            "RINGWAY_ICE_TURN_SECRET",
            Secrets.keep("turn-secret-" + "0123456789"),
            "RINGWAY_ICE_TURN_TTL",
            "12s",
            "RINGWAY_ICE_TURN_KEYS",
            "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + KEY + "\"}]");

    @Test
    void whatOneNodeTakesBackEveryNodeRefusesUntilItWouldHaveEnded() {
        try (TestCluster cluster = TestCluster.start(2, TURN);
                Client ada = Client.connect(cluster.node(1), "ada")) {
            JsonObject given = new JsonObject(ask(cluster.node(1), "ada").body());
            String username = given.getJsonArray("iceServers").getJsonObject(0).getString("username");

            assertEquals(204, takeBack(cluster.node(0), username));

            await().atMost(Duration.ofSeconds(8))
                    .until(() -> ask(cluster.node(1), "ada").statusCode() == 403);
            assertEquals(403, ask(cluster.node(0), "ada").statusCode());
            assertEquals(200, ask(cluster.node(1), "bob").statusCode());
            await("they would have ended, and there are new ones")
                    .until(() -> ask(cluster.node(1), "ada").statusCode() == 200);
            ada.await("ice", frame -> true);
        }
    }

    private static HttpResponse<String> ask(Node node, String user) {
        return Node.send(HttpRequest.newBuilder(URI.create(node.url() + "/v1/ice-servers"))
                .header("Authorization", "Bearer " + Tokens.of(user))
                .build());
    }

    private static int takeBack(Node node, String username) {
        String name = URLEncoder.encode(username, StandardCharsets.UTF_8);
        return Node.send(HttpRequest.newBuilder(
                                URI.create(node.url() + "/v1/turn/keys/shop/credentials/" + name + "/revoke"))
                        .header("Authorization", "Bearer " + KEY)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode();
    }
}
