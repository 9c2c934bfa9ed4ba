package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may come to a meeting, and with which permissions. */
class ParticipantsTest extends KitCalls {
    @Test
    void whoIsRemovedHasNoTokenAnyMore() {
        JsonObject meeting = meeting("{}");
        JsonObject rob = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'viewer'}"));
        String second = data(token(meeting, rob)).getString("token");
        assertNotEquals(rob.getString("token"), second);
        Socket one = demo.connect(rob.getString("token")).join(meeting.getString("group"));
        Socket two = demo.connect(second).join(meeting.getString("group"));
        String path = BASE + "/meetings/" + meeting.getString("id") + "/participants/" + rob.getString("id");
        assertEquals(200, demo.call("delete " + PARTICIPANT, path, null).status());
        await().until(() -> one.closed() == 4407 && two.closed() == 4407);
        assertEquals(401, demo.refusal(second));
        assertEquals("not_found", code(demo.call("delete " + PARTICIPANT, path, null)));
        assertEquals("not_found", code(token(meeting, rob)));
        JsonObject again = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'viewer'}"));
        assertEquals(rob.getString("id"), again.getString("id"));
        assertEquals(
                0,
                demo.connect(again.getString("token"))
                        .join(meeting.getString("group"))
                        .closed());
        end(meeting);
    }

    @Test
    void participantsAreChangedAndPaged() {
        JsonObject meeting = meeting("{}");
        JsonObject kim = data(add(meeting, "{'custom_participant_id':'kim','preset_name':'viewer','name':'Kim'}"));
        String path = BASE + "/meetings/" + meeting.getString("id") + "/participants/" + kim.getString("id");
        JsonObject changed =
                data(demo.call("patch " + PARTICIPANT, path, "{\"name\":null,\"picture\":\"https://k.example\"}"));
        assertEquals(null, changed.getString("name"));
        assertEquals("https://k.example", changed.getString("picture"));
        assertEquals("viewer", changed.getString("preset_name"));
        assertEquals("not_found", code(demo.call("patch " + PARTICIPANT, path, "{\"preset_name\":\"VIEWER\"}")));
        for (String picture :
                List.of("javascript:alert(1)", "/ada.png", "ftp://k.example", "data:text/html,x", " https://k")) {
            assertEquals(
                    "bad_request",
                    code(demo.call("patch " + PARTICIPANT, path, "{\"picture\":\"" + picture + "\"}")),
                    picture);
        }
        assertEquals(changed, data(demo.get(PARTICIPANT, path)));
        for (String picture : List.of("HTTP://k.example/a.png", "data:image/png;base64,AAAA", "")) {
            assertEquals(
                    picture,
                    data(demo.call("patch " + PARTICIPANT, path, "{\"picture\":\"" + picture + "\"}"))
                            .getString("picture"));
        }
        data(add(meeting, "{'custom_participant_id':'lee','preset_name':'viewer'}"));
        JsonObject page = demo.get(
                        MEETING + "/participants",
                        BASE + "/meetings/" + meeting.getString("id") + "/participants?per_page=1&page_no=2")
                .json();
        assertEquals(2, page.getJsonObject("paging").getInteger("total_count"));
        assertEquals(1, page.getJsonArray("data").size());
        end(meeting);
    }

    @Test
    void whoIsAddedManyTimesAtOnceIsOneParticipant() {
        JsonObject meeting = meeting("{}");
        List<String> ids = IntStream.range(0, 12)
                .parallel()
                .mapToObj(i -> data(add(
                                meeting, "{'custom_participant_id':'same','preset_name':'viewer','name':'n" + i + "'}"))
                        .getString("id"))
                .distinct()
                .toList();
        assertEquals(1, ids.size());
        JsonObject page = demo.get(
                        MEETING + "/participants", BASE + "/meetings/" + meeting.getString("id") + "/participants")
                .json();
        assertEquals(1, page.getJsonObject("paging").getInteger("total_count"));
        end(meeting);
    }

    @Test
    void presetsAreKnownByTheirNames() {
        JsonObject made = data(post(
                APP + "/presets", "/presets", "{'name':'Quiet','permissions':{'chat':{'public':{'can_send':false}}}}"));
        assertEquals(
                new JsonArray().add("join"),
                made.getJsonObject("grants").getJsonObject("groups").getJsonArray("{meeting}"));
        assertEquals("bad_request", code(post(APP + "/presets", "/presets", "{'name':'Quiet'}")));
        assertEquals("bad_request", code(post(APP + "/presets", "/presets", "{'name':'viewer'}")));
        data(post(APP + "/presets", "/presets", "{'name':'quiet'}"));
        String path = BASE + "/presets/" + made.getString("id");
        JsonObject changed = data(demo.call(
                "patch " + APP + "/presets/{preset_id}",
                path,
                "{\"name\":\"Quiet\",\"grants\":{\"groups\":{\"{meeting}\":[\"join\"],\"inbox-{user}\":[\"*\"]}}}"));
        assertTrue(changed.getJsonObject("grants").encode().contains("inbox-{user}"));
        for (String bad : List.of("{\"name\":\"Other\"}", "{\"grants\":{\"groups\":{\"x\":[\"fly\"]}}}")) {
            assertEquals("bad_request", code(demo.call("patch " + APP + "/presets/{preset_id}", path, bad)));
        }
        JsonArray all = demo.get(APP + "/presets", BASE + "/presets?per_page=100")
                .json()
                .getJsonArray("data");
        JsonObject viewer = all.getJsonObject(0);
        assertEquals("viewer", viewer.getString("name"));
        assertTrue(viewer.getBoolean("configured"));
        assertFalse(all.encode().contains("theirs"), "of another tenant");
        assertEquals(
                "forbidden",
                code(demo.call(
                        "delete " + APP + "/presets/{preset_id}", BASE + "/presets/" + viewer.getString("id"), null)));
        data(demo.call("delete " + APP + "/presets/{preset_id}", path, null));
        assertEquals("not_found", code(demo.get(APP + "/presets/{preset_id}", path)));
    }

    @Test
    void aChatMessageHasSoManyCharacters() {
        data(post(APP + "/presets", "/presets", "{'name':'chatty'}"));
        JsonObject meeting = meeting("{}");
        JsonObject cat = data(add(meeting, "{'custom_participant_id':'cat','preset_name':'chatty'}"));
        Socket socket = demo.connect(cat.getString("token")).join(meeting.getString("group"));
        String long1 = "é".repeat(4_001);
        String publish =
                "{\"type\":\"publish\",\"id\":%d,\"group\":\"" + meeting.getString("group") + "\",\"content\":%s}";
        socket.send(publish.formatted(11, "\"" + "é".repeat(4_000) + "\""));
        socket.send(publish.formatted(12, "\"" + long1 + "\""));
        socket.send(publish.formatted(13, "{\"x\":{\"file\":[\"" + long1 + "\"]}}"));
        socket.send(publish.formatted(14, "{\"text\":\"" + "é".repeat(4_000) + "\"}"));
        await().until(() -> socket.heard().stream().anyMatch(frame -> frame.getLong("id", 0L) == 14));
        assertEquals(
                List.of(12L, 13L),
                socket.notices("too_large").stream()
                        .map(frame -> frame.getLong("id"))
                        .toList());
        String said = "{'to':{'group':'" + meeting.getString("group") + "'},'content':{'a':['%s','%s']}}";
        assertEquals(
                200,
                demo.post("/v1/messages", said.formatted("é".repeat(3_999), "x"))
                        .status());
        assertEquals(
                "too_large",
                demo.post("/v1/messages", said.formatted("é".repeat(3_999), "xy"))
                        .code(),
                "nor may the backend say more");
        end(meeting);
    }

    @Test
    void whoIsAddedWhileItIsRemovedHasATokenThatWorks() {
        JsonObject meeting = meeting("{}");
        String body = "{'custom_participant_id':'rob','preset_name':'viewer'}";
        JsonObject rob = data(add(meeting, body));
        String path = BASE + "/meetings/" + meeting.getString("id") + "/participants/" + rob.getString("id");
        for (int i = 0; i < 10; i++) {
            List<Answer> both = IntStream.range(0, 2)
                    .parallel()
                    .mapToObj(each -> each == 0 ? demo.call("delete " + PARTICIPANT, path, null) : add(meeting, body))
                    .toList();
            boolean isThere = demo.get(PARTICIPANT, path).status() == 200;
            assertEquals(isThere ? 101 : 401, demo.refusal(data(both.get(1)).getString("token")));
            data(add(meeting, body));
        }
        end(meeting);
    }

    @Test
    void aPatchOfOnePermissionLeavesTheOthersOfAPreset() {
        JsonObject made = data(
                post(
                        APP + "/presets",
                        "/presets",
                        "{'name':'hushed','grants':{'groups':{'{meeting}':['join','members'],'inbox-{user}':['*']},'actions':['*']}}"));
        String path = BASE + "/presets/" + made.getString("id");
        String operation = "patch " + APP + "/presets/{preset_id}";
        String isPrivate = "{\"permissions\":{\"chat\":{\"private\":{\"can_send\":false}}}}";
        JsonObject grants = data(demo.call(operation, path, isPrivate)).getJsonObject("grants");
        assertEquals(made.getJsonObject("grants").getJsonObject("groups"), grants.getJsonObject("groups"));
        assertEquals(new JsonArray().add("list").add("call"), grants.getJsonArray("actions"));

        String isPublic = "{\"permissions\":{\"chat\":{\"public\":{\"can_send\":true}}}}";
        grants = data(demo.call(operation, path, isPublic)).getJsonObject("grants");
        assertEquals(
                new JsonArray().add("join").add("members").add("publish"),
                grants.getJsonObject("groups").getJsonArray("{meeting}"));
        assertEquals(new JsonArray().add("list").add("call"), grants.getJsonArray("actions"));
        data(demo.call("delete " + APP + "/presets/{preset_id}", path, null));
    }

    @Test
    void permissionsOfAPresetComeBackAsTheyWerePosted() {
        JsonObject permissions = new JsonObject(
                "{'accept_waiting_requests':false,'can_record':true,'media':{'video':".replace('\'', '"')
                        + "{\"can_produce\":\"ALLOWED\"}},\"chat\":{\"public\":{\"can_send\":false,\"files\":true}},\"hidden\":null}");
        JsonObject made = data(post(
                APP + "/presets",
                "/presets",
                new JsonObject()
                        .put("name", "whole")
                        .put("permissions", permissions)
                        .encode()));
        String path = BASE + "/presets/" + made.getString("id");
        JsonObject shown = data(demo.get(APP + "/presets/{preset_id}", path));
        assertEquals(permissions, shown.getJsonObject("permissions"));

        JsonObject merged = data(demo.call(
                        "patch " + APP + "/presets/{preset_id}",
                        path,
                        "{\"permissions\":{\"waiting_room_type\":\"SKIP\",\"chat\":{\"public\":{\"can_send\":true}}}}"))
                .getJsonObject("permissions");
        assertEquals(
                permissions
                        .copy()
                        .put("waiting_room_type", "SKIP")
                        .mergeIn(new JsonObject("{\"chat\":{\"public\":{\"can_send\":true}}}"), true),
                merged);
        assertEquals(
                413,
                demo.call(
                                "patch " + APP + "/presets/{preset_id}",
                                path,
                                "{\"permissions\":{\"long\":\"" + "x".repeat(16_384) + "\"}}")
                        .status());
        data(demo.call("delete " + APP + "/presets/{preset_id}", path, null));
    }
}
