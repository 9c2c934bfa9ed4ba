package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Repo;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.ServerError;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.Tokens;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a backend says to one node holds on every node, and the examples do what they say. */
class BackendIT {
    private static final String KEY = Secrets.keep("sk_0123456789abcdef0123456789abcdef");

    @Test
    void whatIsSaidToOneNodeHoldsOnAll() throws Exception {
        Map<String, String> api = Map.of("RINGWAY_API_KEYS", "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"}]");
        try (TestCluster cluster = TestCluster.start(2, api)) {
            revokedEverywhere(cluster);
            doneOnce(cluster);
            seenEverywhere(cluster);
            metOnAnyNode(cluster);
            examplesDoWhatTheySay(cluster.node(0));
        }
    }

    private static void revokedEverywhere(TestCluster cluster) {
        String token = Tokens.of("eve");
        try (Client eve = Client.connectWith(cluster.node(0), token)) {
            eve.join("office");
            long asked = System.nanoTime();
            HttpResponse<String> answer =
                    call(cluster.node(1), "POST", "/v1/tokens/revoke", "{\"token\":\"" + token + "\"}", "r1");
            assertEquals(204, answer.statusCode(), answer.body());
            assertEquals(4407, eve.inbox().awaitClosed().code());
            assertTrue(System.nanoTime() - asked < 1_000_000_000L, "within a second");
        }
        assertEquals(
                204,
                call(cluster.node(1), "POST", "/v1/tokens/revoke", "{\"user_id\":\"mallory\"}", "r2")
                        .statusCode());
        Node late = cluster.add();
        for (Node node : cluster.nodes()) {
            assertEquals(
                    401,
                    refusal(node, token),
                    "on every node, also on " + late.settings().name());
        }
    }

    private static int refusal(Node node, String token) {
        try {
            Client.connectWith(node, token).close();
            return 101;
        } catch (RuntimeException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof UpgradeRejectedException rejected) {
                    return rejected.getStatus();
                }
            }
            throw failed;
        }
    }

    private static void doneOnce(TestCluster cluster) {
        String body = "{\"user_id\":\"ada\"}";
        HttpResponse<String> first = call(cluster.node(0), "POST", "/v1/tokens", body, "once");
        HttpResponse<String> again = call(cluster.node(1), "POST", "/v1/tokens", body, "once");
        Secrets.keep(new JsonObject(first.body()).getString("token"));
        assertEquals(201, first.statusCode());
        assertEquals(first.body(), again.body(), "the same token");
        HttpResponse<String> other = call(cluster.node(1), "POST", "/v1/tokens", "{\"user_id\":\"bob\"}", "once");
        assertEquals(409, other.statusCode());
        assertEquals("idempotency_conflict", new JsonObject(other.body()).getString("code"));
    }

    private static void seenEverywhere(TestCluster cluster) {
        try (Client ada = Client.connect(cluster.node(0), "ada");
                Client bob = Client.connect(cluster.node(1), "bob")) {
            ada.join("desk");
            bob.join("desk");
            ada.awaitNotice("USER_JOINED", "desk", bob.cid());
            HttpResponse<String> away = call(
                    cluster.node(0),
                    "POST",
                    "/v1/presence",
                    "{\"group\":\"desk\",\"user_id\":\"bob\",\"event\":\"away\"}",
                    "p");
            assertEquals(200, away.statusCode(), away.body());
            ada.awaitNotice("USER_UPDATED", "desk", bob.cid());
            HttpResponse<String> users =
                    call(cluster.node(0), "POST", "/v1/users/query", "{\"user_ids\":[\"bob\",\"eve\"]}", "q");
            assertTrue(users.body().contains("\"user_id\":\"bob\",\"online\":true"), users.body());
            assertTrue(
                    users.body()
                            .matches(".*\"user_id\":\"eve\",\"online\":false,\"connections\":0,\"last_seen\":[0-9]+.*"),
                    users.body());
            HttpResponse<String> connections = call(cluster.node(0), "GET", "/v1/users/bob/connections", "", "c");
            assertTrue(connections.body().contains(bob.cid()), connections.body());
        }
    }

    /** Set up on one node, changed on another, and joined on either. */
    private static void metOnAnyNode(TestCluster cluster) throws Exception {
        String base = "/client/v4/accounts/any/realtime/kit/demo";
        Node first = cluster.node(0);
        Node second = cluster.node(1);
        data(call(first, "POST", base + "/presets", "{\"name\":\"Host\"}", "m1"));
        JsonObject meeting = data(call(first, "POST", base + "/meetings", "{\"title\":\"Stand-up\"}", "m2"));
        String path = base + "/meetings/" + meeting.getString("id");
        JsonObject ada = data(call(
                second,
                "POST",
                path + "/participants",
                "{\"custom_participant_id\":\"ada-m\",\"preset_name\":\"Host\",\"name\":\"Ada\"}",
                "m3"));
        String token = Secrets.keep(ada.getString("token"));
        try (Client client = Client.connectWith(first, token)) {
            client.join(meeting.getString("group"));
            JsonObject live = data(call(second, "GET", path + "/active-session", "", "m4"));
            assertEquals(1, live.getInteger("live_participants"));
            String kick = "{\"participant_ids\":[\"" + ada.getString("id") + "\"],\"custom_participant_ids\":[]}";
            data(call(second, "POST", path + "/active-session/kick", kick, "m5"));
            assertEquals(4403, client.inbox().awaitClosed().code());
        }
        data(call(second, "PATCH", path, "{\"status\":\"INACTIVE\"}", "m6"));
        try (Client client = Client.connectWith(first, token)) {
            String group = meeting.getString("group");
            assertEquals(
                    "group_closed",
                    assertThrows(ServerError.class, () -> client.join(group)).code());
        }
    }

    private static JsonObject data(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() < 300, answer.body());
        return new JsonObject(answer.body()).getJsonObject("data");
    }

    private static void examplesDoWhatTheySay(Node node) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Map<String, List<String>> examples = Map.of(
                "curl", List.of("sh", Repo.path("examples/curl/away.sh").toString(), "curl"),
                "node", List.of("node", Repo.path("examples/node/away.mjs").toString(), "node"),
                "java", List.of(java, Repo.path("examples/java/Away.java").toString(), "java"));
        for (Map.Entry<String, List<String>> example : examples.entrySet()) {
            run(example.getValue(), node);
        }
        String members = call(node, "GET", "/v1/groups/office/members", "", "m").body();
        examples.keySet().forEach(user -> assertTrue(members.contains("\"user_id\":\"" + user + "\""), members));
        assertEquals(3, members.split("\"state\":\"away\"", -1).length - 1, members);
    }

    private static void run(List<String> command, Node node) throws IOException, InterruptedException {
        Path log = Files.createTempFile("example-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("GATEWAY", node.url(), "KEY", KEY));
        Process process = builder.start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), command.toString());
        String said = Files.readString(log);
        Files.delete(log);
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.contains("is away"), said);
    }

    private static HttpResponse<String> call(Node node, String method, String path, String body, String key) {
        return Node.send(HttpRequest.newBuilder(URI.create(node.url() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + KEY)
                .header("Idempotency-Key", key)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
