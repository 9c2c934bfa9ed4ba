package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What permissions of a preset do to its grants. */
class PresetPermissionsTest extends KitCalls {
    private static final String PRESETS = APP + "/presets";
    private static final String SILENT = "{'permissions':{'chat':{'public':{'can_send':false}}}}";

    private JsonObject preset(String body) {
        return data(post(PRESETS, "/presets", body));
    }

    private Answer patch(ApiClient client, JsonObject preset, String body) {
        return client.call(
                "patch " + PRESETS + "/{preset_id}",
                BASE + "/presets/" + preset.getString("id"),
                body.replace('\'', '"'));
    }

    private JsonObject groups(JsonObject preset, String body) {
        return data(patch(demo, preset, body)).getJsonObject("grants").getJsonObject("groups");
    }

    @Test
    void chatThatIsTakenAwayIsTakenOutOfEveryPatternOfTheMeeting() {
        JsonObject made = preset(
                "{'name':'wide','grants':{'groups':{'{meeting}*':['join','publish','admit'],'{meeting}':['*'],'{meeting}:desk':['publish']}}}");
        JsonObject groups = groups(made, SILENT);
        assertEquals(JsonArray.of("join", "admit"), groups.getJsonArray("{meeting}*"));
        assertEquals(JsonArray.of("join", "members"), groups.getJsonArray("{meeting}"));
        assertEquals(JsonArray.of("publish"), groups.getJsonArray("{meeting}:desk"), "another group");

        JsonObject meeting = meeting("{}");
        JsonObject eve = data(add(meeting, "{'custom_participant_id':'eve','preset_name':'wide'}"));
        Socket socket = demo.connect(eve.getString("token")).join(meeting.getString("group"));
        socket.send(
                "{\"type\":\"publish\",\"id\":5,\"group\":\"" + meeting.getString("group") + "\",\"content\":\"hi\"}");
        assertEquals("forbidden", socket.answer(5).getString("code"));
        groups = groups(made, "{'permissions':{'accept_waiting_requests':false}}");
        assertFalse(groups.encode().contains("admit"), groups.encode());
        end(meeting);
    }

    @Test
    void chatIsNotTakenAwayWhereThatTookItAwayInOtherGroupsToo() {
        JsonObject made = preset("{'name':'staff','grants':{'groups':{'{meeting}':['join'],'*':['join','publish']}}}");
        Answer refused = patch(demo, made, SILENT);
        assertEquals("bad_request", code(refused));
        assertTrue(refused.text().contains("`*`"), refused.text());
        String path = BASE + "/presets/" + made.getString("id");
        assertEquals(made, data(demo.get(PRESETS + "/{preset_id}", path)));
        groups(made, "{'permissions':{'chat':{'public':{'can_send':true}}}}");
    }

    @Test
    void norWhereAPatternReachesMeetingsOfSomeIdsAlone() {
        for (String pattern :
                new String[] {"meeting:a*", "m*9", "meeting:*-4*-b*", "meeting:1b4e28ba-2fa1-41d2-883f-0016d3cca427"}) {
            JsonObject made = preset("{'name':'some " + pattern + "','grants':{'groups':{'{meeting}':['join'],'"
                    + pattern + "':['publish']}}}");
            Answer refused = patch(demo, made, SILENT);
            assertEquals("bad_request", code(refused), pattern);
            assertTrue(refused.text().contains("`" + pattern + "`"), refused.text());
        }
        for (String pattern :
                new String[] {"meeting:g*", "meeting:*:desk", "meeting:a", "*-4-*", "meeting:*-*-*-*-*-*"}) {
            JsonObject made = preset("{'name':'none " + pattern + "','grants':{'groups':{'{meeting}':['join'],'"
                    + pattern + "':['publish']}}}");
            assertEquals(JsonArray.of("publish"), groups(made, SILENT).getJsonArray(pattern), "no meeting's group");
        }
    }

    @Test
    void whoMayChatWithoutTextMayNotChat() {
        JsonObject made = preset(
                "{'name':'mute','permissions':{'chat':{'public':{'can_send':true,'text':false,'files':true},'private':{'can_send':true,'text':false}}}}");
        assertEquals(
                new JsonObject("{\"groups\":{\"{meeting}\":[\"join\"]},\"actions\":[]}"), made.getJsonObject("grants"));
        JsonObject grants = data(patch(
                        demo, made, "{'permissions':{'chat':{'public':{'text':true},'private':{'text':true}}}}"))
                .getJsonObject("grants");
        assertEquals(
                new JsonObject("{\"groups\":{\"{meeting}\":[\"join\",\"publish\"]},\"actions\":[\"send\"]}"), grants);
        assertEquals(
                JsonArray.of("join"),
                groups(made, "{'permissions':{'chat':{'public':{'text':false}}}}")
                        .getJsonArray("{meeting}"));

        JsonObject plain = preset("{'name':'plain','grants':{'groups':{'{meeting}':['join']}}}");
        assertEquals(
                JsonArray.of("join"),
                groups(plain, "{'permissions':{'chat':{'public':{'text':true}}}}")
                        .getJsonArray("{meeting}"),
                "nobody said that it may send");
    }

    @Test
    void aKeyForMeetingsAloneLetsNobodySendToEveryUserOfTheAppByPermissions() {
        ApiClient meeter = server.meeter();
        String send = "{'permissions':{'chat':{'private':{'can_send':true}}}}";
        String body = "{'name':'sender'," + send.substring(1);
        Answer refused = meeter.call("post " + PRESETS, BASE + "/presets", body.replace('\'', '"'));
        assertEquals("forbidden", code(refused));
        JsonObject quiet = preset("{'name':'quiet'}");
        assertEquals("forbidden", code(patch(meeter, quiet, send)));
        JsonObject sender = preset(body);
        assertEquals(JsonArray.of("send"), sender.getJsonObject("grants").getJsonArray("actions"));
        assertEquals(200, patch(meeter, sender, send).status(), "it may already");
    }
}
