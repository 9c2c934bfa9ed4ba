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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a backend does with users, tokens and members, on one node. */
class SteeringTest {
    private static final ApiServer SERVER = new ApiServer();

    private final ApiClient demo = SERVER.demo();
    private final ApiClient other = SERVER.other();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @Test
    void aTokenIsRevokedByItsId() {
        JsonObject minted = demo.post("/v1/tokens", "{'user_id':'rita'}").json();
        String kept = demo.token("{\"user_id\":\"rita\"}");
        Socket first = demo.connect(minted.getString("token")).join("r1");
        Socket second = demo.connect(kept).join("r1");

        assertEquals(
                204,
                other.post("/v1/tokens/revoke", "{'jti':'" + minted.getString("jti") + "'}")
                        .status());
        assertEquals(
                204,
                demo.post("/v1/tokens/revoke", "{'jti':'" + minted.getString("jti") + "'}")
                        .status());
        await().until(() -> first.closed() == 4407);
        assertEquals(401, demo.refusal(minted.getString("token")));
        assertEquals(0, second.closed(), "another token of the same user, or another tenant's revocation");
        assertEquals(
                "bad_request",
                demo.post("/v1/tokens/refresh", "{'token':'" + minted.getString("token") + "'}")
                        .code());
    }

    @Test
    void everyTokenOfAUserUntilNowIsRevoked() {
        String old = demo.token("{\"user_id\":\"uma\"}");
        Socket socket = demo.connect(old).join("r2");
        assertEquals(204, demo.post("/v1/tokens/revoke", "{'user_id':'uma'}").status());
        await().until(() -> socket.closed() == 4407);
        assertEquals(401, demo.refusal(old));

        String fresh = demo.token("{\"user_id\":\"uma\"}");
        assertEquals(0, demo.connect(fresh).join("r2").closed(), "minted after");
    }

    @Test
    void aRevokedTokenResumesNothing() {
        String token = demo.token("{\"user_id\":\"rex\"}");
        Socket socket = demo.connect(token).join("r3");
        demo.post("/v1/tokens/revoke", "{'token':'" + token + "'}");
        await().until(() -> socket.closed() == 4407);
        String fresh = demo.token("{\"user_id\":\"rex\"}");
        String resume = socket.heard()
                .getFirst()
                .getJsonObject("session", new JsonObject())
                .getString("token", "x");
        Socket back = demo.connect(fresh);
        await().until(() -> !back.heard().isEmpty());
        assertNotEquals(
                socket.heard().getFirst().getString("cid"),
                back.heard().getFirst().getString("cid"),
                resume);
        assertEquals(
                0,
                demo.get("/v1/groups/{group}/members", "/v1/groups/r3/members")
                        .json()
                        .getInteger("count"),
                "it is in no group any more");
    }

    @Test
    void aBannedUserIsKeptOutUntilTheBanIsLifted() {
        String token = demo.token("{\"user_id\":\"bart\"}");
        Socket socket = demo.connect(token).join("b1");
        String path = "/v1/users/bart/ban";
        assertEquals(
                200,
                demo.call("put /v1/users/{user_id}/ban", path, "{\"seconds\":60}")
                        .status());
        await().until(() -> socket.closed() == 4408);
        assertEquals(403, demo.refusal(token));
        assertEquals(403, demo.refusal(demo.token("{\"user_id\":\"bart\"}")), "a new token does not help");

        assertEquals(
                404, other.call("delete /v1/users/{user_id}/ban", path, null).status());
        assertEquals(
                204, demo.call("delete /v1/users/{user_id}/ban", path, null).status());
        assertEquals(0, demo.connect(token).join("b1").closed());
        assertEquals(
                404, demo.call("delete /v1/users/{user_id}/ban", path, null).status());
    }

    @Test
    void aTokenSaysWhoItsBearerIsAndWhatOnlyTheBackendSees() {
        String token = demo.token("{\"user_id\":\"meta\",\"groups\":[\"m*\"],\"actions\":[\"send\"],"
                + "\"meta\":{\"name\":\"Meta\"},\"private_meta\":{\"plan\":\"gold\"}}");
        assertEquals(
                Map.of("m*", List.of("*")),
                ApiClient.claims(token)
                        .getJsonObject("ringway")
                        .getJsonObject("groups")
                        .getMap());
        assertFalse(ApiClient.claims(token).encode().contains("gold"), "the bearer can read it");

        Socket socket = demo.connect(token).join("m1");
        JsonObject member = demo.get("/v1/groups/{group}/members", "/v1/groups/m1/members")
                .json()
                .getJsonArray("members")
                .getJsonObject(0);
        assertEquals("Meta", member.getJsonObject("meta").getString("name"));
        JsonObject connection = demo.get("/v1/users/{user_id}/connections", "/v1/users/meta/connections")
                .json()
                .getJsonArray("connections")
                .getJsonObject(0);
        assertEquals("gold", connection.getJsonObject("private_meta").getString("plan"));
        assertEquals(new JsonArray().add("m1"), connection.getJsonArray("groups"));
        assertEquals(0, socket.closed());

        String next = demo.post("/v1/tokens/refresh", "{'token':'" + token + "','ttl_s':60}")
                .json()
                .getString("token");
        assertEquals(
                ApiClient.claims(token).getValue("ringway_meta"),
                ApiClient.claims(next).getValue("ringway_meta"));
        assertNotEquals(
                ApiClient.claims(token).getString("jti"), ApiClient.claims(next).getString("jti"));
        assertEquals(
                "bad_request",
                other.post("/v1/tokens/refresh", "{'token':'" + next + "'}").code());
    }

    @Test
    void awayIsSeenByEverybodyInTheGroup() {
        Socket ada = demo.connect(demo.token("{\"user_id\":\"ada\",\"meta\":{\"n\":1.50}}"))
                .join("office");
        Socket bob = demo.connect(demo.token("{\"user_id\":\"bob\"}")).join("office");
        String event = "{'group':'office','user_id':'ada','event':'%s'%s}";
        assertEquals(200, demo.post("/v1/presence", event.formatted("away", "")).status());
        await().until(() -> bob.notices("USER_UPDATED").size() == 1);
        assertEquals(
                "away",
                bob.notices("USER_UPDATED").getFirst().getJsonObject("meta").getString("state"));

        demo.post("/v1/presence", event.formatted("status", ",'state':'on_the_phone'"));
        demo.post("/v1/presence", event.formatted("back", ""));
        await().until(() -> bob.notices("USER_UPDATED").size() == 3);
        assertFalse(bob.notices("USER_UPDATED").getLast().getJsonObject("meta").containsKey("state"));
        assertTrue(bob.notices("USER_UPDATED").getLast().getJsonObject("meta").containsKey("n"));
        assertEquals(
                "bad_request",
                demo.post("/v1/presence", event.formatted("status", "")).code());
        assertEquals(
                "not_found",
                demo.post("/v1/presence", "{'group':'office','user_id':'nobody','event':'away'}")
                        .code());
        assertEquals(0, ada.closed());
    }

    @Test
    void aMemberThatIsNotHeardOfDisappears() {
        Socket ada = demo.connect(demo.token("{\"user_id\":\"ada-ttl\"}")).join("devices");
        String event = "{'group':'devices','user_id':'%s','event':'%s','ttl_s':%d}";
        demo.post("/v1/presence", event.formatted("lamp", "joined", 1));
        demo.post("/v1/presence", event.formatted("door", "joined", 60));
        await().until(() -> ada.notices("USER_DISCONNECTED").size() == 1);
        assertEquals("lamp", ada.notices("USER_DISCONNECTED").getFirst().getString("user_id"));
        assertEquals(
                "not_found",
                demo.post("/v1/presence", event.formatted("lamp", "heartbeat", 60))
                        .code());
        assertEquals(
                200,
                demo.post("/v1/presence", event.formatted("door", "heartbeat", 60))
                        .status());
    }

    @Test
    void aHundredEventsInOneCallEachHaveTheirResult() {
        Socket ada = demo.connect(demo.token("{\"user_id\":\"ada-many\"}")).join("many");
        String joins = IntStream.range(0, 99)
                .mapToObj(i -> "{'group':'many','user_id':'u" + i + "','event':'joined'}")
                .collect(Collectors.joining(","));
        Answer answer =
                demo.post("/v1/presence", "{'events':[" + joins + ",{'group':'many','user_id':'zz','event':'left'}]}");
        JsonArray results = answer.json().getJsonArray("results");
        assertEquals(100, results.size());
        assertTrue(results.getJsonObject(0).containsKey("cid"));
        assertEquals("not_found", results.getJsonObject(99).getString("code"));
        await().until(() -> ada.notices("USER_JOINED").size() == 99);

        demo.post(
                "/v1/presence",
                "{'events':[{'group':'many','user_id':'u0','event':'left'},{'group':'many','user_id':'u0','event':'joined'}]}");
        await().until(() -> ada.notices("USER_JOINED").size() == 100);
        assertEquals("bad_request", demo.post("/v1/presence", "{'events':[]}").code());
    }

    @Test
    void whoFoundAGroupFullInABatchIsNotShutOutForADay() {
        demo.call("put /v1/groups/{group}", "/v1/groups/once-full", "{\"max_members\":1}");
        String body = "{'events':[{'group':'once-full','user_id':'one','event':'joined'},"
                + "{'group':'once-full','user_id':'two','event':'joined'},"
                + "{'group':'once-full','user_id':'three','event':'left'}]}";
        JsonArray first = demo.again("/v1/presence", body, "batch-1").json().getJsonArray("results");
        assertEquals("group_full", first.getJsonObject(1).getString("code"));
        assertEquals(first, demo.again("/v1/presence", body, "batch-1").json().getJsonArray("results"));

        demo.post("/v1/presence", "{'group':'once-full','user_id':'one','event':'left'}");
        JsonArray second = demo.again("/v1/presence", body, "batch-1").json().getJsonArray("results");
        assertEquals(first.getJsonObject(0), second.getJsonObject(0), "done once");
        assertTrue(second.getJsonObject(1).containsKey("cid"), second.encode());
        assertEquals(first.getJsonObject(2), second.getJsonObject(2), "an error that stays");
        assertEquals(
                1,
                demo.get("/v1/groups/{group}", "/v1/groups/once-full").json().getInteger("members"),
                "the first was not let in again");
        assertEquals(second, demo.again("/v1/presence", body, "batch-1").json().getJsonArray("results"));
    }

    @Test
    void connectionsCanBeListedWithoutKnowingTheirUsers() {
        List<String> cids = new ArrayList<>();
        for (String user : List.of("list-a", "list-b", "list-b")) {
            Socket socket = demo.connect(demo.token("{'user_id':'" + user + "','private_meta':{'n':1}}"))
                    .join("listed");
            cids.add(socket.heard().getFirst().getString("cid"));
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonObject page = demo.get("/v1/connections", "/v1/connections?limit=1" + next)
                    .json();
            page.getJsonArray("connections").forEach(each -> seen.add(((JsonObject) each).getString("cid")));
            next = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
        } while (!next.isEmpty());
        assertTrue(seen.containsAll(cids), seen.toString());
        assertEquals(Set.copyOf(seen).size(), seen.size(), "each once");

        String one = "/v1/connections/" + cids.getFirst();
        JsonObject row = demo.get("/v1/connections/{cid}", one).json();
        assertEquals("list-a", row.getString("user_id"));
        assertEquals(JsonArray.of("listed"), row.getJsonArray("groups"));
        assertEquals(new JsonObject().put("n", 1), row.getJsonObject("private_meta"));
        assertEquals("not_found", other.get("/v1/connections/{cid}", one).code());
        assertEquals(
                "not_found",
                demo.get("/v1/connections/{cid}", "/v1/connections/x").code());
        assertEquals(
                "bad_request",
                demo.get("/v1/connections", "/v1/connections?cursor=x").code());
        assertEquals(
                0,
                other.get("/v1/connections", "/v1/connections")
                        .json()
                        .getJsonArray("connections")
                        .size());
    }

    @Test
    void aBanCanBeLookedUp() {
        String path = "/v1/users/list-ban/ban";
        String operation = "/v1/users/{user_id}/ban";
        assertEquals("not_found", demo.get(operation, path).code());
        Object until =
                demo.call("put " + operation, path, "{\"seconds\":60}").json().getValue("until");
        assertEquals(until, demo.get(operation, path).json().getValue("until"));
        assertEquals("not_found", other.get(operation, path).code());
        demo.call("delete " + operation, path, null);
        assertEquals("not_found", demo.get(operation, path).code());
    }

    @Test
    void messagesGoToManyAtOnce() {
        Socket ada = demo.connect(demo.token("{\"user_id\":\"ada-msg\"}")).join("news");
        JsonArray results = demo.post(
                        "/v1/messages",
                        "{'to':[{'group':'news'},{'user_id':'ada-msg'},{'user_id':'nobody'}],'content':{'n':1}}")
                .json()
                .getJsonArray("results");
        assertEquals(1, results.getJsonObject(0).getInteger("delivered"));
        assertEquals(1, results.getJsonObject(1).getInteger("delivered"));
        assertEquals("not_found", results.getJsonObject(2).getString("code"));
        await().until(() -> ada.heard().stream()
                        .filter(frame -> frame.containsKey("content"))
                        .count()
                == 2);
    }

    @Test
    void whoIsOnlineAndWhenTheOthersWere() {
        Socket here = demo.connect(demo.token("{\"user_id\":\"here\"}")).join("q");
        Socket gone = demo.connect(demo.token("{\"user_id\":\"gone\"}")).join("q");
        String cid = gone.heard().getFirst().getString("cid");
        demo.call("delete /v1/connections/{cid}", "/v1/connections/" + cid, null);
        await().until(() -> gone.closed() == 4403);
        String query = "{'user_ids':['here','gone','never']}";
        await().until(() -> users(query).getJsonObject(1).getLong("last_seen") != null);
        JsonArray users = users(query);
        assertEquals(true, users.getJsonObject(0).getBoolean("online"));
        assertEquals(1, users.getJsonObject(0).getInteger("connections"));
        assertEquals(false, users.getJsonObject(1).getBoolean("online"));
        assertEquals(null, users.getJsonObject(2).getLong("last_seen"));
        assertEquals(0, here.closed());
        assertEquals(
                false,
                new JsonArray(other.post("/v1/users/query", query)
                                .json()
                                .getJsonArray("users")
                                .encode())
                        .getJsonObject(0)
                        .getBoolean("online"));
    }

    private JsonArray users(String query) {
        return demo.post("/v1/users/query", query).json().getJsonArray("users");
    }

    @Test
    void aWholeNumberIsOneHoweverItIsWritten() {
        for (String seconds : List.of("60", "60.0", "6e1", "600e-1")) {
            assertEquals(
                    201,
                    demo.post("/v1/tokens", "{'user_id':'ada','ttl_s':" + seconds + "}")
                            .status(),
                    seconds);
        }
        for (String seconds : List.of(
                "60.5",
                "1e9",
                "1e999999999",
                "1e-999999999",
                "1e-99999999999",
                "0e99999999999",
                "99999999999999999999999")) {
            assertEquals(
                    "bad_request",
                    demo.post("/v1/tokens", "{'user_id':'ada','ttl_s':" + seconds + "}")
                            .code(),
                    seconds);
        }
    }
}
