package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds and ends of groups, by HTTP, on one node. */
class GroupSettingsTest {
    private static final ApiServer SERVER = new ApiServer(Map.of("groups.max_groups", "1000"));

    private final ApiClient demo = SERVER.demo();
    private final ApiClient other = SERVER.other();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    private Socket join(String user, String group) {
        return demo.connect(demo.token("{\"user_id\":\"" + user + "\"}")).join(group);
    }

    private Answer put(String group, String body) {
        return put(demo, group, body);
    }

    private static Answer put(ApiClient client, String group, String body) {
        return client.call("put /v1/groups/{group}", "/v1/groups/" + group, body.replace('\'', '"'));
    }

    private JsonObject show(ApiClient client, String group) {
        return client.get("/v1/groups/{group}", "/v1/groups/" + group).json();
    }

    private Answer delete(String group) {
        return demo.call("delete /v1/groups/{group}", "/v1/groups/" + group, null);
    }

    private Answer close(String group, @Nullable String body) {
        return demo.call(
                "post /v1/groups/{group}/close",
                "/v1/groups/" + group + "/close",
                body == null ? null : body.replace('\'', '"'));
    }

    private Answer joined(String user, String group) {
        return demo.post("/v1/presence", "{'group':'" + group + "','user_id':'" + user + "','event':'joined'}");
    }

    @Test
    void aGroupHoldsNoMoreThanItMay() {
        assertEquals(200, put("full", "{'max_members':2}").status());
        Socket ada = join("ada", "full");
        assertEquals("result", ada.answer(1).getString("type"));
        assertEquals(200, joined("bot", "full").status());

        JsonObject refused = join("eve", "full").answer(1);
        assertEquals("group_full", refused.getString("code"));
        assertTrue(refused.getBoolean("temporary"));
        assertEquals("group_full", joined("other-bot", "full").code());
        assertEquals(200, joined("bot", "full").status(), "it is in already");
        assertEquals(2, show(demo, "full").getInteger("members"));
        assertEquals(2, show(demo, "full").getInteger("max_members"));
        assertNull(show(other, "full").getInteger("max_members"), "another tenant's group");

        assertEquals(204, delete("full").status());
        assertEquals("result", join("eve", "full").answer(1).getString("type"));
        assertEquals(404, delete("full").status());
    }

    @Test
    void aGroupThatIsClosedLosesEverybodyAndTellsEachOnce() {
        Socket ada = join("ada", "c1");
        Socket bob = join("bob", "c1");
        joined("bot", "c1");
        await().until(() -> ada.notices("USER_JOINED").size() == 2);

        Answer closed = close("c1", "{'for_s':60}");
        assertEquals(200, closed.status());
        await().until(() -> ada.notices("GROUP_CLOSED").size() == 1
                && bob.notices("GROUP_CLOSED").size() == 1);
        JsonObject notice = ada.notices("GROUP_CLOSED").getFirst();
        assertEquals("ada", notice.getString("user_id"));
        assertEquals("c1", notice.getString("group"));
        assertEquals(0, ada.notices("USER_LEFT").size());
        assertEquals(0, ada.closed(), "its connection goes on");

        JsonObject shown = show(demo, "c1");
        assertEquals(0, shown.getInteger("members"));
        assertTrue(shown.getBoolean("closed"));
        assertEquals(closed.json().getLong("closed_until"), shown.getLong("closed_until"));
        JsonObject refused = join("eve", "c1").answer(1);
        assertEquals("group_closed", refused.getString("code"));
        assertFalse(refused.getBoolean("temporary"));
        assertEquals("group_closed", joined("bot", "c1").code());
        for (String event : List.of("heartbeat", "away", "updated','meta':{'a':'b'},'cid':'" + ada.cid())) {
            String body = "{'group':'c1','user_id':'bot','event':'" + event + "'}";
            assertEquals("group_closed", demo.post("/v1/presence", body).code(), body);
        }
        assertEquals(
                "group_closed",
                demo.post("/v1/messages", "{'to':{'group':'c1'},'content':1}").code());

        assertEquals(204, delete("c1").status());
        assertEquals("result", join("eve", "c1").answer(1).getString("type"));
    }

    @Test
    void aGroupThatIsClosedForNoTimeMayBeJoinedAtOnce() {
        Socket ada = join("ada", "c2");
        assertNull(close("c2", "{}").json().getLong("closed_until"));
        Answer unsaid = close("c2", null);
        assertEquals(200, unsaid.status(), unsaid.text());
        assertNull(unsaid.json().getLong("closed_until"), "nothing needs to be said");
        assertEquals("bad_request", close("c2", " ").code(), "what is said is JSON");
        await().until(() -> ada.notices("GROUP_CLOSED").size() == 1);

        assertEquals("result", join("bob", "c2").answer(1).getString("type"));
        assertFalse(show(demo, "c2").getBoolean("closed"));
    }

    @Test
    void aLifetimeEnds() {
        Socket ada = join("ada", "l1");
        assertEquals(200, put("l1", "{'ttl_s':1,'max_members':9}").status());
        await().until(() -> ada.notices("GROUP_CLOSED").size() == 1);

        assertTrue(show(demo, "l1").getBoolean("closed"));
        assertEquals("group_closed", join("bob", "l1").answer(1).getString("code"));

        assertEquals(200, put("l1", "{'ttl_s':100}").status());
        assertEquals("result", join("bob", "l1").answer(1).getString("type"));
        assertNull(show(demo, "l1").getInteger("max_members"), "what is not said again has no bound");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'max_members':0}",
                "{'max_members':1.5}",
                "{'max_members':'2'}",
                "{'max_members':1000001}",
                "{'expires_at':1}",
                "{'expires_at':99999999999999}",
                "{'ttl_s':0}",
                "{'ttl_s':31536001}",
                "{'ttl_s':1,'expires_at':2000000000000}",
                "[]",
                "null",
                "{"
            })
    void whatIsNoBoundIsRefused(String body) {
        assertEquals("bad_request", put("bad", body).code());
        assertEquals(0, show(demo, "bad").getInteger("members"));
    }

    @Test
    void aGroupOfNoNameIsRefused() {
        assertEquals("bad_group", put("x".repeat(200), "{}").code());
        assertEquals("bad_request", close("c3", "{'for_s':-1}").code());
    }

    private Answer state(String method, String group, String key, @Nullable String body) {
        return demo.call(method + " /v1/groups/{group}/state/{key}", "/v1/groups/" + group + "/state/" + key, body);
    }

    private static List<String> told(Socket socket) {
        return socket.heard().stream()
                .filter(frame -> "state".equals(frame.getString("type")))
                .map(frame -> frame.getString("key") + "=" + frame.getValue("value"))
                .toList();
    }

    @Test
    void stateThatTheBackendSetsIsToldAndReadAndGone() {
        Socket ada = join("ada", "s1");
        Answer set = state("put", "s1", "topic", "{\"value\":{\"n\":1.50}}");
        assertEquals(200, set.status());
        assertEquals(
                200, state("put", "s1", "null", "{\"value\":null,\"ttl_s\":60}").status());
        await().until(() -> told(ada).size() == 2);
        assertEquals(List.of("topic={\"n\":1.5}", "null=null"), told(ada));

        assertEquals(
                2,
                demo.get("/v1/groups/{group}/state", "/v1/groups/s1/state")
                        .json()
                        .getJsonArray("state")
                        .size());
        assertEquals(
                0,
                other.get("/v1/groups/{group}/state", "/v1/groups/s1/state")
                        .json()
                        .getJsonArray("state")
                        .size(),
                "another tenant's group");
        assertEquals(set.json(), state("get", "s1", "topic", null).json());
        assertEquals(204, state("delete", "s1", "topic", null).status());
        assertEquals(404, state("delete", "s1", "topic", null).status());
        assertEquals(404, state("get", "s1", "topic", null).status());
        assertEquals(
                204,
                demo.call("delete /v1/groups/{group}/state", "/v1/groups/s1/state", null)
                        .status());
        await().until(() -> told(ada).size() == 4);
    }

    @Test
    void aKeyOfAMemberEndsWithItsMembership() {
        Socket ada = join("ada", "s2");
        String cid = ada.heard().getFirst().getString("cid");
        assertEquals(
                200,
                state("put", "s2", "muted", "{\"value\":true,\"cid\":\"" + cid + "\"}")
                        .status());
        assertEquals(cid, state("get", "s2", "muted", null).json().getString("cid"));
        ada.send("{\"type\":\"leave\",\"id\":2,\"group\":\"s2\"}");
        await().until(() -> state("get", "s2", "muted", null).status() == 404);
        assertEquals(
                "not_found",
                state("put", "s2", "muted", "{\"value\":true,\"cid\":\"" + cid + "\"}")
                        .code());
    }

    @Test
    void aClosedGroupHasNoState() {
        state("put", "s3", "topic", "{\"value\":1}");
        close("s3", "{}");
        assertEquals(404, state("get", "s3", "topic", null).status());
        assertEquals(200, state("put", "s3", "topic", "{\"value\":2}").status());
    }

    @Test
    void stateThatDoesNotFitIsRefused() {
        String large = "\"" + "x".repeat(4_096) + "\"";
        assertEquals(
                "too_large",
                state("put", "s4", "k", "{\"value\":" + large + "}").code());
        assertEquals("bad_request", state("put", "s4", "k", "{}").code());
        assertEquals(
                "bad_request",
                state("put", "s4", "k", "{\"value\":1,\"ttl_s\":0}").code());
        assertEquals(
                "not_found",
                state("put", "s4", "k", "{\"value\":1,\"cid\":\"x\"}").code());
        assertEquals(
                "bad_request",
                state("put", "s4", "k".repeat(129), "{\"value\":1}").code());
        assertEquals("bad_request", state("put", "s4", "%00", "{\"value\":1}").code());
        for (int i = 0; i < 256; i++) {
            assertEquals(200, state("put", "s4", "k" + i, "{\"value\":1}").status());
        }
        assertEquals(
                "limit_reached", state("put", "s4", "one-more", "{\"value\":1}").code());
        assertEquals(200, state("put", "s4", "k1", "{\"value\":2}").status());
    }

    private Answer move(String cid, String body) {
        return demo.call(
                "post /v1/connections/{cid}/move", "/v1/connections/" + cid + "/move", body.replace('\'', '"'));
    }

    @Test
    void aConnectionIsMovedAndEverybodySeesIt() {
        Socket ada = join("ada", "from");
        Socket bob = join("bob", "from");
        Socket eve = join("eve", "to");
        String cid = ada.heard().getFirst().getString("cid");
        assertEquals(204, move(cid, "{'to':'to'}").status());
        await().until(() -> ada.heard().stream().anyMatch(frame -> "moved".equals(frame.getString("type"))));
        JsonObject moved = ada.heard().stream()
                .filter(frame -> "moved".equals(frame.getString("type")))
                .findFirst()
                .orElseThrow();
        assertEquals("from", moved.getString("from"));
        assertEquals("to", moved.getString("group"));
        assertEquals(2, moved.getJsonArray("members").size());
        await().until(() -> bob.notices("USER_LEFT").size() == 1
                && eve.notices("USER_JOINED").size() == 1);
        assertEquals(cid, eve.notices("USER_JOINED").getFirst().getString("cid"));
        assertEquals(1, show(demo, "from").getInteger("members"));
    }

    @Test
    void whatCannotBeMovedStaysWhereItIs() {
        Socket ada = demo.connect(demo.token("{\"user_id\":\"ada\",\"groups\":[\"m*\"]}"))
                .join("m1");
        String cid = ada.heard().getFirst().getString("cid");
        assertEquals("not_found", move(cid, "{'from':'m2','to':'m3'}").code());
        assertEquals("forbidden", move(cid, "{'from':'m1','to':'other'}").code());
        assertEquals("bad_request", move(cid, "{'from':'m1'}").code());
        assertEquals("bad_request", move(cid, "{'to':''}").code());
        assertEquals("bad_group", move(cid, "{'to':'" + "m".repeat(200) + "'}").code());
        assertEquals("not_found", move("x", "{'to':'m3'}").code());
        assertEquals(
                "not_found",
                other.call("post /v1/connections/{cid}/move", "/v1/connections/" + cid + "/move", "{\"to\":\"m3\"}")
                        .code());
        put("m-full", "{'max_members':1}");
        join("eve", "m-full");
        assertEquals("group_full", move(cid, "{'to':'m-full'}").code());
        close("m-closed", "{'for_s':60}");
        assertEquals("group_closed", move(cid, "{'to':'m-closed'}").code());
        assertEquals(204, move(cid, "{'from':'m1','to':'m1'}").status());
        ada.send("{\"type\":\"join\",\"id\":2,\"group\":\"m5\"}");
        await().until(() -> show(demo, "m5").getInteger("members") == 1);
        assertEquals("bad_request", move(cid, "{'to':'m6'}").code(), "it is in two groups");
        assertEquals(1, show(demo, "m1").getInteger("members"));
    }

    @Test
    void groupsThatAreTooManyAreRefused() {
        ApiServer small = new ApiServer(Map.of("groups.max_groups", "100"));
        try {
            ApiClient client = small.demo();
            for (int i = 0; i < 100; i++) {
                assertEquals(200, put(client, "g" + i, "{'max_members':5}").status());
            }
            assertEquals(
                    "limit_reached",
                    put(client, "one-more", "{'max_members':5}").code());
            assertEquals(200, put(client, "g1", "{'max_members':6}").status(), "it is known already");
        } finally {
            small.stop();
        }
    }
}
