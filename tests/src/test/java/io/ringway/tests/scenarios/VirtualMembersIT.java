package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Members without a connection: told to two nodes at the same moment, as by a retry; and on nodes that stop, or are killed. */
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
                    .until(() -> ada.members("desk").size() == USERS + 2
                            && ada.members("desk").equals(bob.members("desk")));
            IntStream.range(0, USERS).forEach(user -> leave(cluster.node(user % 2), user));
            await("nobody is left behind")
                    .until(() -> ada.members("desk").size() == 2
                            && bob.members("desk").size() == 2);
        }
    }

    @Test
    void membersOutliveANodeThatStopsAndOneThatIsKilled() {
        Map<String, String> settings = Map.of(
                "RINGWAY_API_KEYS",
                "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"}]",
                "RINGWAY_SESSIONS_GRACE",
                "3s",
                "RINGWAY_MEETINGS_PRESETS",
                "[{\"name\":\"viewer\",\"groups\":{\"{meeting}\":[\"join\",\"members\"]}}]");
        try (TestCluster cluster = TestCluster.start(3, settings);
                Client bob = Client.connect(cluster.node(1), "bob")) {
            Node stays = cluster.node(1);
            bob.join("desk");
            String robot = said(presence(cluster.node(0), 1, "joined")).getString("cid");
            bob.awaitNotice("USER_JOINED", "desk", robot);
            cluster.node(0).terminate();
            assertEquals(0, cluster.node(0).awaitExit(30));
            assertEquals(robot, said(presence(stays, 1, "heartbeat")).getString("cid"), "given away by who stopped");

            Node killed = cluster.node(2);
            String pump = said(presence(killed, 2, "joined")).getString("cid");
            bob.awaitNotice("USER_JOINED", "desk", pump);
            JsonObject meeting = kit(stays, "/meetings", "{\"title\":\"Rounds\"}");
            try (Client ann = attend(stays, meeting, "ann");
                    Client carl = attend(killed, meeting, "carl")) {
                await().until(() -> ann.members(meeting.getString("group")).contains(carl.cid()));
                Instant both = Instant.now();
                killed.kill();
                await("missed first, and kept by who hears of it meanwhile")
                        .until(() -> Node.send(presence(stays, 1, "heartbeat")).statusCode() == 200
                                && Node.send(presence(stays, 2, "heartbeat")).statusCode() == 200
                                && !ann.members(meeting.getString("group")).contains(carl.cid()));
                assertEquals(pump, said(presence(stays, 2, "heartbeat")).getString("cid"));
                assertEquals(
                        robot, said(presence(stays, 1, "heartbeat")).getString("cid"), "whichever node it went to");
                assertEquals(Set.of(bob.cid(), robot, pump), bob.members("desk"));
                assertEquals(
                        List.of("USER_JOINED", "USER_JOINED"),
                        bob.inbox().all("notice").stream()
                                .filter(notice -> !notice.getString("cid").equals(bob.cid()))
                                .map(notice -> notice.getString("code"))
                                .toList());
                ann.leave(meeting.getString("group"));
                sessionIsWhole(stays, meeting, both);
            }
        }
    }

    /** One session for both, over with the last of them; the one who was lost with its node was there until that was told. */
    private static void sessionIsWhole(Node node, JsonObject meeting, Instant both) {
        String sessions = "/sessions?associated_id=" + meeting.getString("id");
        JsonObject session = await("the last one has left")
                .until(
                        () -> only(asked(node, sessions).getJsonArray("sessions")),
                        over -> over.getString("status").equals("ENDED"));
        assertEquals(2, session.getInteger("max_concurrent_participants"));
        JsonArray participants = asked(node, "/sessions/" + session.getString("id") + "/participants")
                .getJsonArray("participants");
        double minutes = 0;
        Map<String, JsonObject> there = new HashMap<>();
        for (Object one : participants) {
            JsonObject participant = (JsonObject) one;
            there.put(participant.getString("custom_participant_id"), participant);
            minutes += participant.getDouble("duration");
            Duration stay = Duration.between(time(participant, "joined_at"), time(participant, "left_at"));
            assertEquals(stay.toMillis() / 60_000.0, participant.getDouble("duration"), 0.001, participant::encode);
        }
        assertEquals(Set.of("ann", "carl"), there.keySet());
        assertEquals(minutes, session.getDouble("minutes_consumed"), 1e-6);
        Instant carlLeft = time(Objects.requireNonNull(there.get("carl")), "left_at");
        assertTrue(carlLeft.isAfter(both.plusSeconds(2)), there::toString);
        assertTrue(carlLeft.isBefore(time(session, "ended_at")), there::toString);
        assertEquals(
                0,
                Duration.between(time(Objects.requireNonNull(there.get("ann")), "left_at"), time(session, "ended_at"))
                        .toSeconds());
    }

    private static Instant time(JsonObject of, String field) {
        return Instant.parse(of.getString(field));
    }

    private static JsonObject only(JsonArray sessions) {
        assertEquals(1, sessions.size(), sessions::encode);
        return sessions.getJsonObject(0);
    }

    private static JsonObject asked(Node node, String path) {
        return said(request(node, "/v1/kit/demo" + path).build()).getJsonObject("data");
    }

    private static Client attend(Node node, JsonObject meeting, String user) {
        JsonObject participant = kit(
                node,
                "/meetings/" + meeting.getString("id") + "/participants",
                "{\"custom_participant_id\":\"" + user + "\",\"preset_name\":\"viewer\"}");
        Client client = Client.connectWith(node, Secrets.keep(participant.getString("token")));
        client.join(meeting.getString("group"));
        return client;
    }

    private static JsonObject said(HttpRequest request) {
        HttpResponse<String> answer = Node.send(request);
        assertEquals(2, answer.statusCode() / 100, answer::body);
        return new JsonObject(answer.body());
    }

    private static JsonObject kit(Node node, String path, String body) {
        return said(request(node, "/v1/kit/demo" + path)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .getJsonObject("data");
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
        return request(node, "/v1/presence")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
    }

    private static HttpRequest.Builder request(Node node, String path) {
        return HttpRequest.newBuilder(URI.create(node.url() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + KEY);
    }
}
