package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Meetings on one node, and how clients of RealtimeKit's API ask for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KitCalls {
    static final String KEY = "sk_0123456789abcdef0123456789abcdef";
    static final String OTHER = "sk_ffffffffffffffffffffffffffffffff";
    static final String READER = "sk_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    static final String MEETER = "sk_dddddddddddddddddddddddddddddddd";
    static final String BASE = "/v1/kit/demo";
    static final String APP = "/v1/kit/{app}";
    static final String MEETING = APP + "/meetings/{meeting_id}";
    static final String PARTICIPANT = MEETING + "/participants/{participant_id}";

    final Gateway gateway = start();
    final ApiClient demo = new ApiClient(gateway.port(), KEY);
    final ApiClient other = new ApiClient(gateway.port(), OTHER);

    private static Gateway start() {
        try {
            return Gateway.start(Config.of(Map.of(
                            "http.port", "0",
                            "http.host", "127.0.0.1",
                            "management.port", "0",
                            "auth.hs256_secret", "0123456789abcdef0123456789abcdef",
                            "meetings.sessions", "10",
                            "meetings.sessions_kept", "12",
                            "meetings.kept", "45",
                            "meetings.added", "5",
                            "meetings.presets",
                                    "[{\"name\":\"viewer\",\"groups\":{\"{meeting}\":[\"join\"]}},"
                                            + "{\"name\":\"theirs\",\"tenant\":\"other\"}]",
                            "api.keys",
                                    "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"},{\"tenant\":\"other\",\"key\":\""
                                            + OTHER + "\"},{\"tenant\":\"demo\",\"scopes\":[\"read\"],\"key\":\""
                                            + READER + "\"},{\"tenant\":\"demo\",\"scopes\":[\"meetings\"],\"key\":\""
                                            + MEETER + "\"}]")))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @AfterAll
    void stop() throws Exception {
        gateway.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static JsonObject data(Answer answer) {
        assertTrue(answer.status() < 300, answer.text());
        return answer.json().getJsonObject("data");
    }

    static String code(Answer answer) {
        assertTrue(answer.status() >= 400, answer.text());
        return answer.json().getJsonObject("error").getString("code");
    }

    Answer post(String operation, String path, String body) {
        return demo.call("post " + operation, BASE + path, body.replace('\'', '"'));
    }

    JsonObject meeting(String body) {
        return data(post(APP + "/meetings", "/meetings", body));
    }

    Answer add(JsonObject meeting, String body) {
        return post(MEETING + "/participants", "/meetings/" + meeting.getString("id") + "/participants", body);
    }

    Answer patch(JsonObject meeting, String body) {
        return demo.call("patch " + MEETING, BASE + "/meetings/" + meeting.getString("id"), body.replace('\'', '"'));
    }

    Answer act(JsonObject meeting, String what, String body) {
        return post(MEETING + what, "/meetings/" + meeting.getString("id") + what, body);
    }

    void end(JsonObject meeting) {
        assertEquals(200, patch(meeting, "{'status':'INACTIVE'}").status());
    }

    static JsonObject claims(String token) {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new JsonObject(new String(payload, StandardCharsets.UTF_8));
    }

    static JsonObject refused(Socket socket, String group) {
        socket.send("{\"type\":\"join\",\"id\":77,\"group\":\"" + group + "\"}");
        await().until(() -> socket.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == 77));
        return socket.heard().stream()
                .filter(frame -> frame.getLong("id", 0L) == 77)
                .findFirst()
                .orElseThrow();
    }

    Answer session(JsonObject meeting) {
        return demo.get(MEETING + "/active-session", BASE + "/meetings/" + meeting.getString("id") + "/active-session");
    }

    static void assertCode(String why, String expected, String actual) {
        assertEquals(expected, actual, why);
    }

    Answer token(JsonObject meeting, JsonObject participant) {
        return demo.call(
                "post " + PARTICIPANT + "/token",
                BASE + "/meetings/" + meeting.getString("id") + "/participants/" + participant.getString("id")
                        + "/token",
                null);
    }
}
