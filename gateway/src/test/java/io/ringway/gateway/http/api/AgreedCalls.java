package io.ringway.gateway.http.api;

import static io.ringway.gateway.http.api.AgreedServers.DEMO;
import static io.ringway.gateway.http.api.AgreedServers.OTHER;
import static io.ringway.gateway.http.api.AgreedServers.SECRET;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What backends, browsers and users call, one thing after the other, so that every answer there is comes to be given. */
final class AgreedCalls {
    private static final String GROUP = "/v1/groups/{group}";
    private static final String CALL = "/v1/calls/{call_id}";
    private static final String CONNECTION = "/v1/connections/{cid}";
    private static final String KIT = "/v1/kit/{app}";
    private static final String MEETING = KIT + "/meetings/{meeting_id}";
    private static final String PARTICIPANT = MEETING + "/participants/{participant_id}";
    private static final String BASE = "/v1/kit/demo";
    private static final String ADD = "{'custom_participant_id':'%s','preset_name':'viewer'}";
    static final String REVOKE = "post /v1/turn/keys/{keyId}/credentials/{username}/revoke";
    static final String REST = "get /turn/credentials";
    static final int TOO_LONG = 1_200_000;

    private final Backends all;
    private final ApiClient sockets;

    /** The dead letter that there was; it would be one of any server with this webhook. */
    private String letter = "";

    private String webhook = "";

    AgreedCalls(Backends all) {
        this.all = all;
        this.sockets = new ApiClient(all.port(), DEMO);
    }

    String webhook() {
        return webhook;
    }

    String letter() {
        return letter;
    }

    private Answer demo(int status, String operation, String path, @Nullable String body) {
        return all.expect(status, operation, path, DEMO, body);
    }

    void groupsAndTheirState() {
        demo(200, "get /v1/groups", "/v1/groups", null);
        demo(200, "put " + GROUP, "/v1/groups/one", "{'max_members':1}");
        demo(200, "get " + GROUP, "/v1/groups/one", null);
        demo(200, "get " + GROUP + "/members", "/v1/groups/one/members", null);
        all.expect(404, "delete " + GROUP, "/v1/groups/one", OTHER, null);
        for (int i = 0; i <= 100; i++) {
            all.expect(i < 100 ? 200 : 409, "put " + GROUP, "/v1/groups/g" + i, OTHER, "{}");
        }
        String key = GROUP + "/state/{key}";
        demo(200, "put " + key, "/v1/groups/one/state/a", "{'value':1}");
        demo(409, "put " + key, "/v1/groups/one/state/b", "{'value':1}");
        demo(404, "put " + key, "/v1/groups/one/state/a", "{'value':1,'cid':'x'}");
        demo(200, "get " + key, "/v1/groups/one/state/a", null);
        demo(200, "get " + GROUP + "/state", "/v1/groups/one/state", null);
        all.expect(404, "get " + key, "/v1/groups/one/state/a", OTHER, null);
        all.expect(404, "delete " + key, "/v1/groups/one/state/a", OTHER, null);
        demo(204, "delete " + key, "/v1/groups/one/state/a", null);
        demo(204, "delete " + GROUP + "/state", "/v1/groups/one/state", null);
        demo(204, "delete " + GROUP, "/v1/groups/one", null);
        demo(200, "post " + GROUP + "/close", "/v1/groups/shut/close", "{'for_s':60}");
    }

    void usersAndCalls() {
        String token = sockets.token("{'user_id':'ada','groups':['*']}");
        Socket ada = sockets.connect(token).join("lobby");
        await().until(() -> !cid(ada).isEmpty());
        demo(200, "get /v1/users", "/v1/users", null);
        demo(200, "post /v1/users/query", "/v1/users/query", "{'user_ids':['ada']}");
        demo(200, "get /v1/users/{user_id}/connections", "/v1/users/ada/connections", null);
        String call = demo(201, "post /v1/calls", "/v1/calls", "{'caller':'ada','callee':'bob'}")
                .json()
                .getString("call_id");
        demo(200, "get /v1/calls", "/v1/calls", null);
        await().until(() ->
                all.call("get " + CALL, "/v1/calls/" + call, DEMO, null).status() == 200);
        all.expect(404, "get " + CALL, "/v1/calls/" + call, OTHER, null);
        all.expect(404, "delete " + CALL, "/v1/calls/" + call, OTHER, null);
        demo(204, "delete " + CALL, "/v1/calls/" + call, null);

        demo(200, "get /v1/connections", "/v1/connections", null);
        demo(200, "get " + CONNECTION, "/v1/connections/" + cid(ada), null);
        all.expect(404, "get " + CONNECTION, "/v1/connections/" + cid(ada), OTHER, null);
        moves("/v1/connections/" + cid(ada));
        all.expect(404, "delete " + CONNECTION, "/v1/connections/" + cid(ada), OTHER, null);
        demo(204, "delete " + CONNECTION, "/v1/connections/" + cid(ada), null);

        String settings = "/v1/users/{user_id}/call-settings";
        demo(200, "put " + settings, "/v1/users/ada/call-settings", "{'blocked':['eve'],'on_busy':'reject'}");
        demo(200, "get " + settings, "/v1/users/ada/call-settings", null);

        String ban = "/v1/users/{user_id}/ban";
        demo(200, "put " + ban, "/v1/users/eve/ban", "{'seconds':60}");
        demo(200, "get " + ban, "/v1/users/eve/ban", null);
        all.expect(404, "get " + ban, "/v1/users/eve/ban", OTHER, null);
        all.expect(404, "delete " + ban, "/v1/users/eve/ban", OTHER, null);
        demo(204, "delete " + ban, "/v1/users/eve/ban", null);
        for (int i = 0; i <= 100; i++) {
            all.expect(i < 100 ? 200 : 409, "put " + ban, "/v1/users/u" + i + "/ban", OTHER, "{'seconds':60}");
        }
        all.expect(409, "post /v1/tokens/revoke", "/v1/tokens/revoke", OTHER, "{'user_id':'one more'}");
    }

    private static String cid(Socket socket) {
        return socket.heard().stream()
                .filter(frame -> frame.getString("type", "").equals("welcome"))
                .map(frame -> frame.getString("cid"))
                .findFirst()
                .orElse("");
    }

    private void moves(String connection) {
        String move = "post " + CONNECTION + "/move";
        demo(204, move, connection + "/move", "{'to':'elsewhere'}");
        all.expect(404, move, connection + "/move", OTHER, "{'to':'elsewhere'}");
        demo(200, "put " + GROUP, "/v1/groups/full", "{'max_members':1}");
        demo(200, "post /v1/presence", "/v1/presence", "{'group':'full','user_id':'bot','event':'joined'}");
        Map.of("full", "group_full", "shut", "group_closed")
                .forEach((group, code) -> assertEquals(
                        code,
                        demo(409, move, connection + "/move", "{'to':'" + group + "'}")
                                .code()));
        sockets.connect(sockets.token("{'user_id':'zoe'}")).join("room:x");
        assertEquals(
                "room_full",
                demo(409, move, connection + "/move", "{'to':'room:x'}").code());
    }

    void messagesAndTokens() {
        demo(404, "post /v1/presence", "/v1/presence", "{'group':'g','user_id':'a','event':'updated','meta':null}");
        demo(200, "post /v1/messages", "/v1/messages", "{'to':{'group':'g'},'content':1}");
        demo(404, "post /v1/messages", "/v1/messages", "{'to':{'user_id':'nobody'},'content':1}");
        String token = demo(201, "post /v1/tokens", "/v1/tokens", "{'user_id':'ada'}")
                .json()
                .getString("token");
        demo(404, "post /v1/tokens", "/v1/tokens", "{'user_id':'ada','preset':'nobody has it'}");
        demo(201, "post /v1/tokens/refresh", "/v1/tokens/refresh", "{'token':'" + token + "'}");
        all.expect(400, "post /v1/tokens/refresh", "/v1/tokens/refresh", OTHER, "{'token':'" + token + "'}");
        demo(204, "post /v1/tokens/revoke", "/v1/tokens/revoke", "{'user_id':'bob'}");
        demo(202, "post /v1/push", "/v1/push", "{'user_ids':['nobody'],'title':'t','body':'b'}");
    }

    void events() {
        demo(200, "post /v1/presence", "/v1/presence", "{'group':'told','user_id':'bot','event':'joined'}");
        await().until(() -> !dead().isEmpty());
        letter = dead().getJsonObject(0).getString("id");
        webhook = dead().getJsonObject(0).getString("webhook");
        String replay = "post /v1/webhooks/dead/{letter}/replay";
        String enable = "post /v1/webhooks/{webhook}/enable";
        demo(200, "get /v1/webhooks", "/v1/webhooks", null);
        all.expect(404, replay, "/v1/webhooks/dead/" + letter + "/replay", OTHER, null);
        all.expect(404, enable, "/v1/webhooks/" + webhook + "/enable", OTHER, null);
        demo(202, replay, "/v1/webhooks/dead/" + letter + "/replay", null);
        String replayAll = "post /v1/webhooks/{webhook}/replay";
        all.expect(404, replayAll, "/v1/webhooks/" + webhook + "/replay", OTHER, null);
        demo(202, replayAll, "/v1/webhooks/" + webhook + "/replay", null);
        demo(204, enable, "/v1/webhooks/" + webhook + "/enable", null);
    }

    private JsonArray dead() {
        return demo(200, "get /v1/webhooks/dead", "/v1/webhooks/dead", null)
                .json()
                .getJsonArray("dead");
    }

    private String made(String operation, String path, String body) {
        return demo(201, operation, path, body).json().getJsonObject("data").getString("id");
    }

    void meetings() {
        String preset = made("post " + KIT + "/presets", BASE + "/presets", "{'name':'p'}");
        demo(200, "get " + KIT + "/presets", BASE + "/presets", null);
        String one = KIT + "/presets/{preset_id}";
        demo(200, "get " + one, BASE + "/presets/" + preset, null);
        demo(200, "patch " + one, BASE + "/presets/" + preset, "{}");
        demo(200, "delete " + one, BASE + "/presets/" + preset, null);
        for (int i = 0; i <= 100; i++) {
            demo(i < 100 ? 201 : 409, "post " + KIT + "/presets", BASE + "/presets", "{'name':'p" + i + "'}");
        }
        String meeting = made("post " + KIT + "/meetings", BASE + "/meetings", "{'waiting_room':true}");
        String off = made("post " + KIT + "/meetings", BASE + "/meetings", "{}");
        demo(200, "get " + KIT + "/meetings", BASE + "/meetings", null);
        String path = BASE + "/meetings/" + meeting;
        demo(200, "get " + MEETING, path, null);
        demo(200, "put " + MEETING, path, "{}");
        demo(200, "patch " + MEETING, BASE + "/meetings/" + off, "{'status':'INACTIVE'}");
        String last = made("post " + KIT + "/meetings", BASE + "/meetings", "{}");
        demo(409, "post " + KIT + "/meetings", BASE + "/meetings", "{}");
        participants(path);
        demo(409, "post " + MEETING + "/participants", BASE + "/meetings/" + off + "/participants", ADD.formatted("x"));
        noMoreIsClosed(BASE + "/meetings/" + last);
    }

    /** As many groups are closed as may be. */
    private void noMoreIsClosed(String meeting) {
        String close = "post " + GROUP + "/close";
        for (int i = 0; i <= 100; i++) {
            if (all.call(close, "/v1/groups/shut" + i + "/close", DEMO, "{\"for_s\":60}")
                            .status()
                    == 409) {
                demo(409, "patch " + MEETING, meeting, "{'status':'INACTIVE'}");
                demo(409, "put " + MEETING, meeting, "{'status':'INACTIVE'}");
                return;
            }
        }
        fail("any number of groups may be closed");
    }

    private void participants(String meeting) {
        String path = meeting + "/participants";
        JsonObject ada = demo(201, "post " + MEETING + "/participants", path, ADD.formatted("ada"))
                .json()
                .getJsonObject("data");
        demo(201, "post " + MEETING + "/participants", path, ADD.formatted("bob"));
        demo(409, "post " + MEETING + "/participants", path, ADD.formatted("carl"));
        demo(200, "get " + MEETING + "/participants", path, null);
        String own = path + "/" + ada.getString("id");
        demo(200, "get " + PARTICIPANT, own, null);
        demo(200, "patch " + PARTICIPANT, own, "{}");
        demo(200, "post " + PARTICIPANT + "/token", own + "/token", null);
        String bob = "{'custom_participant_ids':['bob']}";
        demo(200, "get " + MEETING + "/waiting-room", meeting + "/waiting-room", null);
        demo(200, "post " + MEETING + "/waiting-room/accept", meeting + "/waiting-room/accept", bob);
        demo(200, "post " + MEETING + "/waiting-room/reject", meeting + "/waiting-room/reject", bob);
        String live = "/active-session";
        String group = "meeting:" + meeting.substring(meeting.lastIndexOf('/') + 1);
        for (String kick : List.of("/kick", "/kick-all")) {
            sockets.connect(ada.getString("token")).join(group);
            demo(200, "get " + MEETING + live, meeting + live, null);
            demo(200, "post " + MEETING + live + kick, meeting + live + kick, "{'custom_participant_ids':['ada']}");
            await().until(() -> all.call("get " + MEETING + live, meeting + live, DEMO, null)
                            .status()
                    == 404);
        }
        sessions("/participants/" + ada.getString("id"));
        demo(200, "patch " + MEETING, meeting, "{'status':'INACTIVE'}");
        demo(409, "post " + PARTICIPANT + "/token", own + "/token", null);
        demo(409, "post " + MEETING + "/waiting-room/accept", meeting + "/waiting-room/accept", bob);
        demo(200, "delete " + PARTICIPANT, own, null);
    }

    private void sessions(String participant) {
        String session = demo(200, "get " + KIT + "/sessions", BASE + "/sessions", null)
                .json()
                .getJsonObject("data")
                .getJsonArray("sessions")
                .getJsonObject(0)
                .getString("id");
        String one = KIT + "/sessions/{session_id}";
        demo(200, "get " + one, BASE + "/sessions/" + session, null);
        demo(200, "get " + one + "/participants", BASE + "/sessions/" + session + "/participants", null);
        demo(200, "get " + one + "/participants/{participant_id}", BASE + "/sessions/" + session + participant, null);
    }

    void pushes() {
        all.expect(200, "get /v1/push/key", "/v1/push/key", null, null);
        String token = sockets.token("{'user_id':'ada'}");
        String endpoint = "https://fcm.googleapis.com/ada";
        Map<String, String> asked = Map.of(
                "/v1/push/subscriptions",
                "{'endpoint':'" + endpoint + "','keys':{'p256dh':'" + AgreedServers.VAPID.publicText()
                        + "','auth':'AAAAAAAAAAAAAAAAAAAAAA'}}",
                "/v1/push/subscriptions/remove",
                "{'endpoint':'" + endpoint + "'}");
        asked.forEach((path, body) -> {
            all.expect(204, "post " + path, path, token, body);
            all.expect(401, "post " + path, path, null, body);
            all.expect(400, "post " + path, path, token, "{}");
            all.expect(413, "post " + path, path, token, "x".repeat(TOO_LONG));
        });
        asked.forEach((path, body) -> untilRefused(all, "post " + path, path, token, "{}"));
    }

    static void untilRefused(Backends asked, String operation, String path, String key, @Nullable String body) {
        for (int i = 0; i < 100; i++) {
            if (asked.call(operation, path, key, body).status() == 429) {
                return;
            }
        }
        fail(operation + " is never refused");
    }

    void relays() {
        String servers = "get /v1/ice-servers";
        String token = sockets.token("{'user_id':'ada'}");
        all.expect(200, servers, "/v1/ice-servers", token, null);
        all.expect(401, servers, "/v1/ice-servers", DEMO, null);
        untilRefused(all, servers, "/v1/ice-servers", token, null);
        for (String what : List.of("generate", "generate-ice-servers")) {
            String path = "/v1/turn/keys/shop/credentials/" + what;
            String operation = "post /v1/turn/keys/{keyId}/credentials/" + what;
            all.expect(201, operation, path, SECRET, "{}");
            all.expect(201, operation, path, SECRET, null);
            all.expect(400, operation, path, SECRET, "{'ttl':0}");
            all.expect(401, operation, path, "wrong", "{}");
            all.expect(413, operation, path, SECRET, "x".repeat(TOO_LONG));
        }
        String path = "/v1/turn/keys/shop/credentials/2000000000:demo%2Fzed/revoke";
        all.expect(204, REVOKE, path, SECRET, null);
        all.expect(401, REVOKE, path, "wrong", null);
        all.expect(404, REVOKE, path.replace("demo", "other"), SECRET, null);
        all.expect(413, REVOKE, path, SECRET, "x".repeat(TOO_LONG));
        all.expect(403, servers, "/v1/ice-servers", sockets.token("{'user_id':'zed'}"), null);
        all.expect(200, REST, "/turn/credentials?service=turn&api=" + SECRET, null, null);
        all.expect(400, REST, "/turn/credentials?api=" + SECRET, null, null);
        all.expect(403, REST, "/turn/credentials?service=turn&api=wrong", null, null);
        String keys = "/client/v4/accounts/{account_id}/calls/turn_keys";
        all.expect(403, "post " + keys, keys.replace("{account_id}", "a"), null, "{'name':'n'}");
        all.expect(403, "get " + keys, keys.replace("{account_id}", "a"), null, null);
    }

    void documents() {
        for (String path : List.of("/v1/openapi.yaml", "/v1/openapi.json", "/v1/docs", "/v1/asyncapi.yaml")) {
            all.expect(200, "get " + path, path, null, null);
        }
    }
}
