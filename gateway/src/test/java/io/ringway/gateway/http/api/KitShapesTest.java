package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What calls of clients of RealtimeKit's look like, and what answers do. */
class KitShapesTest extends KitCalls {
    private HttpResponse<String> raw(String method, String path, @Nullable String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (authorization != null) {
            request.header("authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatDoesNotFitIsADeclaredErrorInTheirEnvelope() {
        JsonObject meeting = meeting("{}");
        for (String bad : List.of(
                "{'preset_name':'viewer'}",
                "{'custom_participant_id':'a'}",
                "{'custom_participant_id':7,'preset_name':'viewer'}",
                "{'custom_participant_id':'','preset_name':'viewer'}",
                "{'custom_participant_id':'" + "x".repeat(257) + "','preset_name':'viewer'}",
                "{'custom_participant_id':'a','preset_name':'" + "x".repeat(65) + "'}",
                "{'custom_participant_id':'a','preset_name':'viewer','name':'" + "x".repeat(257) + "'}",
                "{'custom_participant_id':'a','preset_name':'viewer','name':'\\u0000'}",
                "{'custom_participant_id':'a','preset_name':'viewer','name':'\\ud800'}",
                "{'custom_participant_id':'a','preset_name':'viewer','picture':[]}",
                "{'custom_participant_id':'a\\n','preset_name':'viewer'}",
                "[]",
                "nonsense")) {
            assertCode(bad, "bad_request", code(add(meeting, bad)));
        }
        assertEquals("not_found", code(add(meeting, "{'custom_participant_id':'a','preset_name':'none'}")));
        assertEquals(
                "too_large",
                code(add(
                        meeting,
                        "{'custom_participant_id':'" + "\\u2028".repeat(256) + "','preset_name':'viewer','name':'"
                                + "é".repeat(256) + "','picture':'https://" + "é".repeat(2_000) + "'}")));
        for (String bad : List.of(
                "{'title':7}",
                "{'title':'" + "x".repeat(257) + "'}",
                "{'max_participants':0}",
                "{'lifetime_s':1}",
                "{'record_on_start':true}",
                "{'waiting_room':'yes'}")) {
            assertCode(bad, "bad_request", code(post(APP + "/meetings", "/meetings", bad)));
        }
        for (String bad : List.of(
                "{}",
                "{'name':''}",
                "{'name':'" + "x".repeat(65) + "'}",
                "{'name':'a','grants':[]}",
                "{'name':'a','permissions':{'waiting_room_type':'ON_PRIVILEGED_USER_ENTRY'}}")) {
            assertCode(bad, "bad_request", code(post(APP + "/presets", "/presets", bad)));
        }
        assertEquals("bad_request", code(patch(meeting, "{'status':'OVER'}")));
        JsonObject odd = meeting("{'status':{'a':[1]},'unknown':7,'title':null}");
        assertEquals("ACTIVE", odd.getString("status"), "a field that a new meeting does not have");
        end(odd);
        assertEquals("bad_request", code(act(meeting, "/active-session/kick", "{}")));
        assertEquals("bad_request", code(act(meeting, "/active-session/kick", "{'participant_ids':'x'}")));
        for (String query : List.of("?page_no=-1", "?per_page=0", "?per_page=101", "?start_time=x", "?status=x")) {
            assertCode(query, "bad_request", code(demo.get(APP + "/meetings", BASE + "/meetings" + query)));
        }
        assertEquals("too_large", code(add(meeting, "{'x':'" + "x".repeat(1_200_000) + "'}")));
        JsonObject unknown = new JsonObject().put("id", "00000000-0000-0000-0000-000000000000");
        assertEquals("not_found", code(add(unknown, "{'custom_participant_id':'a','preset_name':'viewer'}")));
        assertEquals("not_found", code(patch(unknown, "{'title':'x'}")));
        assertEquals("not_found", code(session(unknown)));
        assertEquals("not_found", code(token(meeting, unknown)));
        end(meeting);
    }

    @Test
    void clientsOfTheirsNeedAnotherBaseAddressAlone() throws Exception {
        String theirs = "/client/v4/accounts/023e105f/realtime/kit/demo/meetings?search=Needle%20in&per_page=5";
        JsonObject meeting = meeting("{'title':'A needle in hay'}");
        for (String authorization :
                List.of("Bearer " + ApiServer.KEY, basic("org:" + ApiServer.KEY), basic(":" + ApiServer.KEY))) {
            HttpResponse<String> found = raw("GET", theirs, authorization);
            assertEquals(200, found.statusCode(), found.body());
            assertEquals(
                    meeting.getString("id"),
                    new JsonObject(found.body())
                            .getJsonArray("data")
                            .getJsonObject(0)
                            .getString("id"));
        }
        for (String wrong :
                List.of("Basic !!", basic(ApiServer.KEY), basic("org:nothing"), "Digest x", "Bearer nothing")) {
            HttpResponse<String> refused = raw("GET", theirs, wrong);
            assertEquals(401, refused.statusCode(), wrong);
            assertEquals(
                    "bad_token",
                    new JsonObject(refused.body()).getJsonObject("error").getString("code"));
        }
        assertEquals(401, raw("GET", theirs, null).statusCode());
        assertEquals(404, raw("GET", theirs, "Bearer " + ApiServer.OTHER_KEY).statusCode(), "another tenant's key");
        assertEquals(403, raw("GET", theirs, "Bearer " + ApiServer.READER_KEY).statusCode(), "a key for other things");
        assertEquals(405, raw("DELETE", theirs, "Bearer " + ApiServer.KEY).statusCode());
        HttpResponse<String> nothing =
                raw("GET", "/client/v4/accounts/x/realtime/kit/demo/recordings", "Bearer " + ApiServer.KEY);
        assertEquals(404, nothing.statusCode());
        assertEquals(false, new JsonObject(nothing.body()).getBoolean("success"));
        assertEquals(
                401,
                raw("GET", "/v1/users", basic("org:" + ApiServer.KEY)).statusCode(),
                "a password is for /v1/kit alone");
        end(meeting);
    }

    @Test
    void theQueryOfACallAtTheirPathCounts() throws Exception {
        List<JsonObject> made = List.of(meeting("{'title':'one'}"), meeting("{'title':'two'}"));
        String theirs = "/client/v4/accounts/x/realtime/kit/demo/meetings?per_page=1&page_no=2";
        JsonObject page =
                new JsonObject(raw("GET", theirs, "Bearer " + ApiServer.KEY).body());
        assertEquals(1, page.getJsonArray("data").size());
        assertEquals(2, page.getJsonObject("paging").getInteger("start_offset"));
        made.forEach(this::end);
    }
}
