package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Tokens of meetings that are made of others, and how long those of meetings live. */
class RefreshedTokensTest extends KitCalls {
    private Answer refresh(String token) {
        return demo.post("/v1/tokens/refresh", "{'ttl_s':3600,'token':'" + token + "'}");
    }

    private String refreshed(String token) {
        Answer answer = refresh(token);
        assertEquals(201, answer.status(), answer.text());
        return answer.json().getString("token");
    }

    private void remove(JsonObject meeting, JsonObject participant) {
        data(demo.call(
                "delete " + PARTICIPANT,
                BASE + "/meetings/" + meeting.getString("id") + "/participants/" + participant.getString("id"),
                null));
    }

    @Test
    void whoIsRemovedHasNoRefreshedTokenEither() {
        JsonObject meeting = meeting("{}");
        JsonObject rob = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'viewer'}"));
        String first = rob.getString("token");
        String second = refreshed(refreshed(first));
        assertNotEquals(first, second);
        Socket one = demo.connect(first).join(meeting.getString("group"));
        Socket two = demo.connect(second).join(meeting.getString("group"));
        remove(meeting, rob);
        await().until(() -> one.closed() == 4407 && two.closed() == 4407);
        assertEquals(401, demo.refusal(second));
        assertEquals("bad_request", refresh(second).code());
        end(meeting);
    }

    @Test
    void norOneForWhatIsBesideTheMeetingAlone() {
        data(post(APP + "/presets", "/presets", "{'name':'stage','grants':{'groups':{'{meeting}:stage':['join']}}}"));
        JsonObject meeting = meeting("{}");
        JsonObject rob = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'stage'}"));
        String second = refreshed(rob.getString("token"));
        Socket stage = demo.connect(second).join(meeting.getString("group") + ":stage");
        remove(meeting, rob);
        await().until(() -> stage.closed() == 4407);
        assertEquals(401, demo.refusal(second));
        end(meeting);
    }

    @Test
    void norOneWhoseGrantsDoNotBeginWithTheMeeting() {
        data(post(
                APP + "/presets",
                "/presets",
                "{'name':'beside','grants':{'groups':{'chat:{meeting}':['join'],'lobby':['join']}}}"));
        data(post(APP + "/presets", "/presets", "{'name':'caller','grants':{'actions':['call']}}"));
        JsonObject meeting = meeting("{'lifetime_s':600}");
        long end = Instant.parse(meeting.getString("ends_at")).getEpochSecond();
        for (String preset : new String[] {"beside", "caller"}) {
            JsonObject rob = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'" + preset + "'}"));
            String first = rob.getString("token");
            String second = refreshed(refreshed(first));
            assertEquals(
                    ApiClient.claims(first).getString("jti"),
                    ApiClient.claims(second).getString("jti"),
                    preset);
            assertTrue(ApiClient.claims(second).getLong("exp") - end <= 16, "no longer than the meeting");
            assertEquals(101, demo.refusal(second));
            remove(meeting, rob);
            assertEquals(401, demo.refusal(second), preset);
        }
        end(meeting);
    }

    @Test
    void whoIsRejectedHasNoRefreshedTokenEither() {
        JsonObject meeting = meeting("{'waiting_room':true}");
        JsonObject pat = data(add(meeting, "{'custom_participant_id':'pat','preset_name':'viewer'}"));
        String waits = refreshed(pat.getString("token"));
        demo.connect(waits).join(meeting.getString("group") + ":waiting:" + pat.getString("id"));
        data(act(meeting, "/waiting-room/accept", "{'custom_participant_ids':['pat']}"));
        String full = refreshed(data(token(meeting, pat)).getString("token"));
        Socket inside = demo.connect(full).join(meeting.getString("group"));
        data(act(meeting, "/waiting-room/reject", "{'custom_participant_ids':['pat']}"));
        await().until(() -> inside.closed() == 4403 || inside.closed() == 4407);
        assertEquals(401, demo.refusal(full));
        assertEquals(401, demo.refusal(waits));

        String again = refreshed(data(token(meeting, pat)).getString("token"));
        assertEquals(101, demo.refusal(again), "it may come and wait again");
        remove(meeting, pat);
        assertEquals(401, demo.refusal(again));
        end(meeting);
    }

    @Test
    void aRefreshedTokenThatIsNoParticipantsIsRevokedByItself() {
        JsonObject meeting = meeting("{}");
        String first = demo.token("{'user_id':'rob','preset':'viewer','meeting_id':'" + meeting.getString("id") + "'}");
        String second = refreshed(first);
        JsonObject revoke = new JsonObject().put("token", first);
        assertEquals(204, demo.post("/v1/tokens/revoke", revoke.encode()).status());
        assertEquals(401, demo.refusal(first));
        assertEquals(101, demo.refusal(second));
        end(meeting);
    }

    /** Who is closed with 4201 before is told to come back with a new token, and not that the meeting is over. */
    @Test
    void aMeetingToldNobodyThatItEndedAsTokensEndedBefore() {
        JsonObject meeting = meeting("{'lifetime_s':600}");
        long end = Instant.parse(meeting.getString("ends_at")).getEpochSecond();
        JsonObject rob = data(add(meeting, "{'custom_participant_id':'rob','preset_name':'viewer'}"));
        String minted = demo.token(
                "{'user_id':'rob','preset':'viewer','meeting_id':'" + meeting.getString("id") + "','ttl_s':3600}");
        for (String token :
                new String[] {rob.getString("token"), minted, refreshed(rob.getString("token")), refreshed(minted)}) {
            long past = ApiClient.claims(token).getLong("exp") - end;
            assertTrue(Math.abs(past - 15) <= 1, past + " s after the meeting");
        }
        end(meeting);
    }
}
