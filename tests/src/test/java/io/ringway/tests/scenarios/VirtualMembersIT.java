package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A backend that tells two nodes of the same member without a connection at the same moment, as a retry may. */
class VirtualMembersIT {
    private static final String KEY = Secrets.keep("sk_0123456789abcdef0123456789abcdef");
    private static final int USERS = 50;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void nodesThatAreToldOfOneMemberAtTheSameMomentAgreeOnOne() {
        Map<String, String> api = Map.of("RINGWAY_API_KEYS", "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"}]");
        try (TestCluster cluster = TestCluster.start(2, api);
                Client ada = Client.connect(cluster.node(0), "ada");
                Client bob = Client.connect(cluster.node(1), "bob")) {
            ada.join("desk");
            bob.join("desk");
            ada.awaitNotice("USER_JOINED", "desk", bob.cid());
            joinAtBothNodes(cluster);
            await("one member a user, and the same at both nodes")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> ada.members("desk").size() == USERS + 2
                            && ada.members("desk").equals(bob.members("desk")));
            IntStream.range(0, USERS).forEach(user -> leave(cluster.node(user % 2), user));
            await("nobody is left behind")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> ada.members("desk").size() == 2
                            && bob.members("desk").size() == 2);
        }
    }

    private void joinAtBothNodes(TestCluster cluster) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            for (Node node : cluster.nodes()) {
                answers.add(http.sendAsync(presence(node, user, "joined"), HttpResponse.BodyHandlers.ofString()));
            }
        }
        answers.forEach(answer -> assertEquals(200, answer.join().statusCode()));
    }

    private static void leave(Node node, int user) {
        assertEquals(200, Node.send(presence(node, user, "left")).statusCode());
    }

    private static HttpRequest presence(Node node, int user, String event) {
        JsonObject body = new JsonObject()
                .put("group", "desk")
                .put("user_id", "robot " + user)
                .put("event", event);
        return HttpRequest.newBuilder(URI.create(node.url() + "/v1/presence"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
    }
}
