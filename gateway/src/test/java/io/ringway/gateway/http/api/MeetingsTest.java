package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Meetings: made, found, changed and closed. */
class MeetingsTest extends KitCalls {
    @Test
    void aKeyForMeetingsAloneMakesNoPresetThatReachesBeyondThem() {
        ApiClient meeter = server.meeter();
        String operation = "post " + APP + "/presets";
        for (String wide : List.of(
                "{\"groups\":{\"*\":[\"*\"]}}",
                "{\"groups\":{\"{meeting}\":[\"join\"],\"lobby\":[\"join\"]}}",
                "{\"groups\":{\"x{meeting}\":[\"join\"]}}",
                "{\"actions\":[\"send\"]}")) {
            String body = "{\"name\":\"wide\",\"grants\":" + wide + "}";
            assertCode(wide, "forbidden", code(meeter.call(operation, BASE + "/presets", body)));
        }
        String body =
                "{\"name\":\"kept\",\"grants\":{\"groups\":{\"{meeting}\":[\"*\"],\"{meeting}:desk\":[\"join\"]}}}";
        String id = data(meeter.call(operation, BASE + "/presets", body)).getString("id");
        String one = "patch " + APP + "/presets/{preset_id}";
        String wider = "{\"grants\":{\"groups\":{\"*\":[\"*\"]}}}";
        assertEquals("forbidden", code(meeter.call(one, BASE + "/presets/" + id, wider)));
        assertEquals(200, demo.call(one, BASE + "/presets/" + id, wider).status());
    }

    @Test
    void aParticipantsTokenJoinsTheMeetingAndKickEndsIt() {
        data(post(
                APP + "/presets",
                "/presets",
                "{'name':'Host','grants':{'groups':{'{meeting}':['*']},'actions':['call']}}"));
        JsonObject meeting = meeting("{'title':'Stand-up','record_on_start':false}");
        assertEquals("ACTIVE", meeting.getString("status"));
        assertEquals(100, meeting.getInteger("max_participants"));
        assertCode("nobody is in it", "not_found", code(session(meeting)));

        JsonObject ada = data(
                add(
                        meeting,
                        "{'custom_participant_id':'ada','preset_name':'Host','name':'Ada','picture':'https://a.example/a.png'}"));
        JsonObject bob = data(add(meeting, "{'custom_participant_id':'bob','preset_name':'viewer'}"));
        assertEquals("Ada", ada.getString("name"));
        assertEquals(null, bob.getString("picture"));
        JsonObject claims = ApiClient.claims(ada.getString("token"));
        assertEquals("ada", claims.getString("sub"));
        assertEquals("demo", claims.getString("service"));
        assertEquals(86_400, claims.getDouble("exp") - claims.getDouble("iat"), 2);
        assertEquals("Host", claims.getJsonObject("ringway_meta").getString("preset_name"));

        String group = meeting.getString("group");
        Socket first = demo.connect(ada.getString("token")).join(group);
        Socket second = demo.connect(bob.getString("token")).join(group);
        await().until(() -> first.notices("USER_JOINED").size() == 1);
        assertEquals(
                "viewer",
                first.notices("USER_JOINED").getFirst().getJsonObject("meta").getString("preset_name"));
        assertEquals(2, data(session(meeting)).getInteger("live_participants"));
        second.send("{\"type\":\"publish\",\"id\":5,\"group\":\"" + group + "\",\"content\":\"hi\"}");
        await().until(() -> second.notices("forbidden").size() == 1);
        assertEquals("forbidden", refused(second, "lobby").getString("code"), "its token is for the meeting alone");

        JsonObject kicked = data(act(
                meeting,
                "/active-session/kick",
                "{'participant_ids':['x'],'custom_participant_ids':['bob','nobody']}"));
        assertEquals(1, kicked.getJsonArray("participants").size());
        await().until(() -> second.closed() == 4403);
        await().until(() -> first.notices("USER_DISCONNECTED").size()
                        + first.notices("USER_LEFT").size()
                == 1);
        JsonObject all = data(demo.call(
                "post " + MEETING + "/active-session/kick-all",
                BASE + "/meetings/" + meeting.getString("id") + "/active-session/kick-all",
                null));
        assertEquals(1, all.getInteger("kicked_participants_count"));
        await().until(() -> first.closed() == 4403);
        end(meeting);
    }

    @Test
    void anInactiveMeetingIsClosedUntilItIsActiveAgain() {
        JsonObject meeting = meeting("{}");
        JsonObject eve = data(add(meeting, "{'custom_participant_id':'eve','preset_name':'viewer'}"));
        Socket socket = demo.connect(eve.getString("token")).join(meeting.getString("group"));
        end(meeting);
        await().until(() -> socket.notices("GROUP_CLOSED").size() == 1);
        assertEquals(
                "group_closed",
                refused(demo.connect(eve.getString("token")), meeting.getString("group"))
                        .getString("code"));
        assertEquals("group_closed", code(add(meeting, "{'custom_participant_id':'x','preset_name':'viewer'}")));
        assertEquals("group_closed", code(token(meeting, eve)));

        assertEquals("ACTIVE", data(patch(meeting, "{'status':'ACTIVE'}")).getString("status"));
        Socket back = demo.connect(
                        token(meeting, eve).json().getJsonObject("data").getString("token"))
                .join(meeting.getString("group"));
        assertEquals(1, data(session(meeting)).getInteger("live_participants"));
        data(patch(meeting, "{'title':'again'}"));
        assertEquals(0, back.closed());
        assertEquals(1, data(session(meeting)).getInteger("live_participants"), "a new title closes nothing");
        end(meeting);
    }

    @Test
    void aTitleThatIsNullIsTakenAwayAndOneThatIsNotSaidStays() {
        JsonObject meeting = meeting("{'title':'Stand-up'}");
        assertEquals("Stand-up", data(patch(meeting, "{'waiting_room':true}")).getString("title"));
        assertEquals("", data(patch(meeting, "{'title':null}")).getString("title"));
        assertEquals("", meeting("{'title':null}").getString("title"));
        end(meeting);
    }

    @Test
    void anActiveMeetingWhoseGroupWasLeftClosedOpensWithTheNextToken() {
        JsonObject meeting = meeting("{}");
        JsonObject ivy = data(add(meeting, "{'custom_participant_id':'ivy','preset_name':'viewer'}"));
        // As a node leaves it that dies after closing the group, and before it is written that the meeting is INACTIVE.
        assertEquals(
                200,
                demo.call(
                                "post /v1/groups/{group}/close",
                                "/v1/groups/" + meeting.getString("group") + "/close",
                                "{\"for_s\":3600}")
                        .status());
        Socket socket = demo.connect(ivy.getString("token"));
        assertEquals("group_closed", refused(socket, meeting.getString("group")).getString("code"));

        String token = data(token(meeting, ivy)).getString("token");
        assertEquals(0, demo.connect(token).join(meeting.getString("group")).closed());
        assertEquals(1, data(session(meeting)).getInteger("live_participants"));
        end(meeting);
    }

    @Test
    void aMeetingHoldsSoMany() {
        JsonObject meeting = meeting("{'max_participants':1}");
        JsonObject a = data(add(meeting, "{'custom_participant_id':'a','preset_name':'viewer'}"));
        JsonObject b = data(add(meeting, "{'custom_participant_id':'b','preset_name':'viewer'}"));
        Socket first = demo.connect(a.getString("token")).join(meeting.getString("group"));
        Socket second = demo.connect(b.getString("token"));
        assertEquals("group_full", refused(second, meeting.getString("group")).getString("code"));
        assertEquals(0, first.closed());
        for (int i = 0; i < 3; i++) {
            data(add(meeting, "{'custom_participant_id':'p" + i + "','preset_name':'viewer'}"));
        }
        assertEquals("limit_reached", code(add(meeting, "{'custom_participant_id':'p9','preset_name':'viewer'}")));
        data(add(meeting, "{'custom_participant_id':'p1','preset_name':'viewer','name':'the same'}"));
        end(meeting);
    }

    @Test
    void anAppKeepsSoManyMeetings() {
        List<JsonObject> made = new ArrayList<>();
        Answer answer = other.call("post " + APP + "/meetings", "/v1/kit/other/meetings", "{}");
        while (answer.status() == 201) {
            made.add(data(answer));
            answer = other.call("post " + APP + "/meetings", "/v1/kit/other/meetings", "{}");
        }
        assertEquals(45, made.size(), "more than may have somebody in them at once");
        assertEquals("limit_reached", code(answer));
        String one = "/v1/kit/other/meetings/" + made.getFirst().getString("id");
        other.call("patch " + MEETING, one, "{\"status\":\"INACTIVE\"}");

        JsonObject page = other.call("get " + APP + "/meetings", "/v1/kit/other/meetings?page_no=3&per_page=20", null)
                .json();
        assertEquals(5, page.getJsonArray("data").size());
        assertEquals(
                Map.of("total_count", 45, "start_offset", 41, "end_offset", 45),
                page.getJsonObject("paging").getMap());
        JsonObject inactive = other.call("get " + APP + "/meetings", "/v1/kit/other/meetings?status=INACTIVE", null)
                .json();
        assertEquals(
                made.getFirst().getString("id"),
                inactive.getJsonArray("data").getJsonObject(0).getString("id"));
    }

    @Test
    void aMeetingOfAnotherTenantIsNotThere() {
        JsonObject meeting = meeting("{}");
        String path = "/v1/kit/other/meetings/" + meeting.getString("id");
        assertEquals("not_found", code(other.get(MEETING, path)));
        assertEquals("not_found", code(other.get(MEETING, path.replace("/other/", "/demo/"))));
        end(meeting);
    }
}
