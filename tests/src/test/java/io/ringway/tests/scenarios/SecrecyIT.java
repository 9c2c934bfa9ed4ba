package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.Tokens;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A payload, metadata or a token goes wherever it can go, well-formed and not, on nodes that log all they can; closing the
 * cluster then holds the logs against every one of them.
 */
class SecrecyIT {
    @Test
    void noPayloadAndNoTokenIsLogged() {
        try (TestCluster cluster = TestCluster.start(2, Map.of("RINGWAY_LOG_LEVEL", "debug"))) {
            talk(cluster);
            babble(cluster.node(0));
            knockWithBadTokens(cluster.node(0));
        }
    }

    private static void talk(TestCluster cluster) {
        try (Client ada = Client.connect(cluster.node(0), "ada");
                Client bob = Client.connect(cluster.node(1), "bob")) {
            JsonObject meta = new JsonObject().put("note", Secrets.canary());
            ada.request("join", new JsonObject().put("group", "lobby").put("meta", meta));
            bob.join("lobby");
            ada.request("update", new JsonObject().put("group", "lobby").put("meta", Secrets.canary()));
            ada.publish("lobby", Secrets.canary());
            ada.sendToUser("bob", Secrets.canary());
            bob.sendToCid(ada.cid(), Secrets.canary());
            bob.await("private", frame -> true);
            ada.request("refresh", new JsonObject().put("token", Tokens.of("demo", "ada", Duration.ofHours(2))));
            call(ada, bob);
        }
    }

    private static void call(Client ada, Client bob) {
        JsonObject offer = new JsonObject().put("type", "offer").put("sdp", "v=0\r\ns=" + Secrets.canary());
        String call = ada.request(
                        "call",
                        new JsonObject()
                                .put("cid", bob.cid())
                                .put("description", offer)
                                .put("data", Secrets.canary()))
                .getString("call_id");
        bob.await("rtc:incoming", frame -> true);
        bob.request("accept", new JsonObject().put("call_id", call));
        bob.await("rtc:signal", frame -> true);
        bob.request("hangup", new JsonObject().put("call_id", call));
        ada.await("rtc:closed", frame -> true);
    }

    /** Frames that nobody can understand. */
    private static void babble(Node node) {
        try (Client eve = Client.connect(node, "eve")) {
            for (String frame : List.of(
                    Secrets.canary(),
                    "{\"type\":\"publish\",\"id\":7,\"group\":17,\"content\":\"" + Secrets.canary() + "\"}",
                    "{\"type\":\"" + Secrets.canary() + "\",\"id\":8}",
                    "[\"" + Secrets.canary() + "\"]")) {
                eve.sendText(frame);
                eve.await("error", error -> true);
            }
        }
    }

    private static void knockWithBadTokens(Node node) {
        List<String> bad = List.of(
                Secrets.canary(),
                Tokens.of("ada") + "x",
                Tokens.of("demo", "ada", Duration.ofHours(-1)),
                Tokens.sign(new JsonObject().put("sub", "ada").put("service", "demo")));
        for (String token : bad) {
            var refused = assertThrows(
                    UpgradeRejectedException.class,
                    () -> Client.open(node, "/realtime", List.of("ringway.v1", "bearer." + token)));
            assertEquals(401, refused.getStatus());
            assertThrows(
                    UpgradeRejectedException.class,
                    () -> Client.open(node, "/realtime?token=" + token, List.of("ringway.v1")));
            Node.get(URI.create(node.url() + "/v1/ice-servers?token=" + token));
        }
    }
}
