package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens that grant what a preset says. */
class PresetTokensTest extends KitCalls {
    @BeforeAll
    void presets() {
        data(
                post(
                        APP + "/presets",
                        "/presets",
                        "{'name':'Host','grants':{'groups':{'{meeting}':['*'],'{meeting}:desk':['join']},'actions':['call']}}"));
        data(post(
                APP + "/presets",
                "/presets",
                "{'name':'Staff','grants':{'groups':{'lobby':['join']},'actions':['list']}}"));
    }

    private static JsonObject granted(Answer answer) {
        assertEquals(201, answer.status(), answer.text());
        return ApiClient.claims(answer.json().getString("token")).getJsonObject("ringway");
    }

    @Test
    void aTokenWithAPresetIsNotAllPowerful() {
        JsonObject staff = granted(demo.post("/v1/tokens", "{'user_id':'lim','preset':'Staff'}"));
        assertEquals(new JsonObject("{\"groups\":{\"lobby\":[\"join\"]},\"actions\":[\"list\"]}"), staff);

        JsonObject meeting = meeting("{}");
        String group = meeting.getString("group");
        String body = "{'user_id':'lim','preset':'%s','meeting_id':'" + meeting.getString("id") + "'}";
        JsonObject host = granted(demo.post("/v1/tokens", body.formatted("Host")));
        assertEquals(
                new JsonObject().put(group, JsonArray.of("*")).put(group + ":desk", JsonArray.of("join")),
                host.getJsonObject("groups"));
        assertEquals(JsonArray.of("call"), host.getJsonArray("actions"));
        JsonObject viewer = granted(demo.post("/v1/tokens", body.formatted("viewer")));
        assertEquals(new JsonObject().put(group, JsonArray.of("join")), viewer.getJsonObject("groups"));
        end(meeting);
        assertEquals(
                "group_closed", demo.post("/v1/tokens", body.formatted("Host")).code());
    }

    @Test
    void aTokenForAMeetingDoesNotOutliveIt() {
        JsonObject meeting = meeting("{'lifetime_s':600}");
        Answer minted = demo.post(
                "/v1/tokens",
                "{'user_id':'lim','preset':'Host','ttl_s':3600,'meeting_id':'" + meeting.getString("id") + "'}");
        String token = minted.json().getString("token");
        JsonObject claims = ApiClient.claims(token);
        assertTrue(claims.getDouble("exp") - claims.getDouble("iat") <= 616, claims.encode());
        Answer refreshed = demo.post("/v1/tokens/refresh", "{'ttl_s':86400,'token':'" + token + "'}");
        assertEquals(201, refreshed.status(), refreshed.text());
        JsonObject again = ApiClient.claims(refreshed.json().getString("token"));
        assertTrue(again.getDouble("exp") - again.getDouble("iat") <= 616, again.encode());
        assertEquals(claims.getJsonObject("ringway"), again.getJsonObject("ringway"));
        end(meeting);
    }

    @Test
    void aPresetThatIsNoneOrSaidBesideGrantsGivesNoToken() {
        Map<String, String> refused = Map.of(
                "{'user_id':'lim','preset':'host'}", "not_found",
                "{'user_id':'lim','preset':'theirs'}", "not_found",
                "{'user_id':'lim','preset':'Host','meeting_id':'x'}", "not_found",
                "{'user_id':'lim','preset':'Host'}", "bad_request",
                "{'user_id':'lim','meeting_id':'x'}", "bad_request",
                "{'user_id':'lim','preset':'Staff','groups':['lobby']}", "bad_request",
                "{'user_id':'lim','preset':'Staff','actions':['call']}", "bad_request",
                "{'user_id':'lim','preset':'Staff','grants':{}}", "bad_request");
        refused.forEach(
                (body, code) -> assertEquals(code, demo.post("/v1/tokens", body).code(), body));
        Answer meeter = server.meeter().post("/v1/tokens", "{'user_id':'lim','preset':'viewer','meeting_id':'x'}");
        assertEquals("forbidden", meeter.code(), "tokens need the scope `tokens`, whatever the preset");
    }

    /** As the guide has it: the room of a meeting has the meeting's group for its name. */
    @Test
    void aParticipantComesIntoTheMeetingAndItsRoomAndNoOther() {
        data(post(
                APP + "/presets",
                "/presets",
                "{'name':'In a room','grants':{'groups':{'{meeting}':['join','publish'],'room:{meeting}':['join']}}}"));
        JsonObject meeting = meeting("{}");
        JsonObject next = meeting("{}");
        JsonObject ada = data(add(meeting, "{'custom_participant_id':'ada','preset_name':'In a room'}"));
        String group = meeting.getString("group");
        String another = next.getString("group");
        Map<String, String> answers = new LinkedHashMap<>();
        for (String into : List.of(
                group, "room:" + group, another, "room:" + another, "room:" + meeting.getString("id"), "room:tea")) {
            JsonObject answer = refused(demo.connect(ada.getString("token")), into);
            answers.put(into, answer.getString("code", answer.getString("type")));
        }
        assertEquals(
                List.of("result", "result", "forbidden", "forbidden", "forbidden", "forbidden"),
                List.copyOf(answers.values()),
                answers::toString);
        end(meeting);
        end(next);
    }

    /** Nothing is known any more of a meeting that is over. */
    @Test
    void aTokenForAMeetingThatIsOverWasRefreshedAsIfItHadNoEnd() {
        String over = "'meeting:5e1f1f9e-8f3c-4a55-9f0c-2d1b7a9c0e11':['join']";
        Answer minted = demo.post("/v1/tokens", "{'user_id':'lim','grants':{'groups':{" + over + "}}}");
        String refresh = "{'ttl_s':86400,'token':'" + minted.json().getString("token") + "'}";
        assertEquals("group_closed", demo.post("/v1/tokens/refresh", refresh).code());

        JsonObject meeting = meeting("{'lifetime_s':600}");
        Answer both = demo.post(
                "/v1/tokens",
                "{'user_id':'lim','grants':{'groups':{" + over + ",'" + meeting.getString("group") + "':['join']}}}");
        Answer refreshed = demo.post(
                "/v1/tokens/refresh", "{'ttl_s':86400,'token':'" + both.json().getString("token") + "'}");
        JsonObject claims = ApiClient.claims(refreshed.json().getString("token"));
        assertTrue(claims.getDouble("exp") - claims.getDouble("iat") <= 616, claims.encode());
        end(meeting);
    }
}
