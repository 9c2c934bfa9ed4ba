package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How a backend pages through groups, on one node. */
class GroupPagesTest {
    private static final int NAME_CHARS = 1_024;
    private static final ApiServer SERVER =
            new ApiServer(Map.of("limits.group_name_chars", String.valueOf(NAME_CHARS)));

    private final ApiClient demo = SERVER.demo();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @Test
    void groupsAreListedByHowManyAreInThem() {
        for (int i = 0; i < 4; i++) {
            demo.post("/v1/presence", "{'group':'size-4','user_id':'s" + i + "','event':'joined'}");
        }
        demo.post("/v1/presence", "{'group':'size-1','user_id':'s','event':'joined'}");
        JsonObject first = demo.get(
                        "/v1/groups", "/v1/groups?by=members&order=desc&min_members=4&max_members=4&limit=1")
                .json();
        assertEquals("size-4", first.getJsonArray("groups").getJsonObject(0).getString("group"));
        String next = first.getString("next");
        assertEquals(
                200,
                demo.get(
                                "/v1/groups",
                                "/v1/groups?by=members&order=desc&min_members=4&max_members=4&limit=1&cursor=" + next)
                        .status());
        assertEquals(
                "bad_request",
                demo.get("/v1/groups", "/v1/groups?min_members=4").code());
        assertEquals(
                "bad_request",
                demo.get("/v1/groups", "/v1/groups?by=members&cursor=x").code());
    }

    @Test
    void aCursorThatWasNotGivenIsRefused() {
        demo.post("/v1/presence", "{'group':'cursors','user_id':'s','event':'joined'}");
        JsonObject page =
                demo.get("/v1/groups", "/v1/groups?prefix=cursors&limit=1").json();
        String byName = page.getString("next");
        assertEquals(
                200,
                demo.get("/v1/groups", "/v1/groups?prefix=cursors&cursor=" + byName)
                        .status());
        for (String[] asked : new String[][] {
            {"/v1/groups", "/v1/groups?cursor=zzz"},
            {"/v1/groups", "/v1/groups?by=members&cursor=" + byName},
            {"/v1/groups/{group}/members", "/v1/groups/cursors/members?cursor=zz"},
            {"/v1/users/{user_id}/connections", "/v1/users/s/connections?cursor=zz"},
            {"/v1/webhooks/dead", "/v1/webhooks/dead?cursor=zz"},
        }) {
            assertEquals("bad_request", demo.get(asked[0], asked[1]).code(), asked[1]);
        }
    }

    @Test
    void thereIsAPageAfterTheLongestName() {
        String last = "\uD83D\uDE00".repeat(NAME_CHARS);
        demo.post("/v1/presence", "{'group':'" + last + "','user_id':'s','event':'joined'}");
        String path = "/v1/groups?prefix=%F0%9F%98%80&limit=1";
        JsonObject page = demo.get("/v1/groups", path).json();
        assertEquals(last, page.getJsonArray("groups").getJsonObject(0).getString("group"));
        String next = page.getString("next");
        assertTrue(next.length() > 2_048 && next.length() <= 8_192, "as the document says: " + next.length());
        JsonObject after = demo.get("/v1/groups", path + "&cursor=" + next).json();
        assertFalse(after.containsKey("next"), after.encode());
    }
}
