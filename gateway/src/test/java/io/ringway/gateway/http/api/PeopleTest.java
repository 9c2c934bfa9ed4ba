package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who are in groups with connections, without, and both: what is said on behalf of them, and what is done to them. */
class PeopleTest {
    private static final ApiServer SERVER = new ApiServer();

    private final ApiClient demo = SERVER.demo();
    private final ApiClient other = SERVER.other();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    private Socket member(String user, String group) {
        return demo.connect(demo.token("{'user_id':'" + user + "','meta':{'name':'" + user + "'}}"))
                .join(group);
    }

    private Answer post(String event, String group, String user, String more) {
        return demo.post(
                "/v1/presence",
                "{'group':'" + group + "','user_id':'" + user + "','event':'" + event + "'" + more + "}");
    }

    private List<JsonObject> members(String group) {
        return demo
                .get("/v1/groups/{group}/members", "/v1/groups/" + group + "/members?limit=1000")
                .json()
                .getJsonArray("members")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private Set<Object> cids(String group) {
        return members(group).stream().map(each -> each.getValue("cid")).collect(Collectors.toSet());
    }

    private JsonObject seen(ApiClient by, String user) {
        return by.post("/v1/users/query", "{'user_ids':['" + user + "']}")
                .json()
                .getJsonArray("users")
                .getJsonObject(0);
    }

    private int kick(ApiClient by, String cid) {
        return by.call("delete /v1/connections/{cid}", "/v1/connections/" + cid, null)
                .status();
    }

    private Answer move(String cid, String body) {
        return demo.call("post /v1/connections/{cid}/move", "/v1/connections/" + cid + "/move", body);
    }

    /** Small groups are looked through, and large ones are not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void joinedDoesNotDoubleAUserWhoIsConnected(int others) {
        String group = "double-" + others;
        for (int i = 0; i < others; i++) {
            post("joined", group, "other-" + i, "");
        }
        Socket first = member("ada", group);
        Socket second = member("ada", group);
        Answer joined = post("joined", group, "ada", ",'meta':{'name':'phone'},'ttl_s':1");
        assertEquals(200, joined.status());
        assertEquals(
                Set.of(first.cid(), second.cid()),
                joined.json().getJsonArray("cids").stream().collect(Collectors.toSet()));
        assertEquals(joined.json(), post("joined", group, "ada", "").json(), "again");
        assertEquals(others + 2, members(group).size());
        assertTrue(members(group).stream()
                .filter(each -> "ada".equals(each.getString("user_id")))
                .allMatch(each -> "ada".equals(each.getJsonObject("meta").getString("name"))));
        assertEquals(200, post("heartbeat", group, "ada", "").status());
    }

    @Test
    void updatedOfAUserWhoIsConnectedIsNotAnsweredWith404() {
        Socket bob = member("bob", "updates");
        Socket first = member("ada", "updates");
        Socket second = member("ada", "updates");
        Answer updated = post("updated", "updates", "ada", ",'meta':{'name':'Ada L.'}");
        assertEquals(200, updated.status());
        await().until(() -> bob.notices("USER_UPDATED").size() == 2);
        assertEquals(
                Set.of(first.cid(), second.cid()),
                bob.notices("USER_UPDATED").stream()
                        .map(notice -> notice.getString("cid"))
                        .collect(Collectors.toSet()),
                "one for each member");

        Answer one = post("updated", "updates", "ada", ",'meta':1,'cid':'" + second.cid() + "'");
        assertEquals(JsonArray.of(second.cid()), one.json().getJsonArray("cids"));
        await().until(() -> bob.notices("USER_UPDATED").size() == 3);
        assertEquals(
                404,
                post("updated", "updates", "ada", ",'meta':1,'cid':'" + bob.cid() + "'")
                        .status(),
                "of somebody else");
        assertEquals(404, post("updated", "updates", "nobody", ",'meta':1").status());
        for (String event : List.of("joined", "heartbeat", "away", "back")) {
            assertEquals(
                    400,
                    post(event, "updates", "ada", ",'cid':'" + second.cid() + "'")
                            .status(),
                    event + " is about all of them");
        }
    }

    @Test
    void leftTakesAUserWhoIsConnectedOutOfTheGroup() {
        Socket bob = member("bob", "leaves");
        Socket first = member("ada", "leaves");
        Socket second = member("ada", "leaves");
        first.send("{\"type\":\"join\",\"id\":7,\"group\":\"stays\"}");
        await().until(() -> cids("stays").size() == 1);

        assertEquals(200, post("left", "leaves", "ada", "").status());
        assertEquals(Set.of(bob.cid()), cids("leaves"));
        await().until(() -> bob.notices("USER_LEFT").size() == 2);
        await().until(() -> !first.notices("USER_LEFT").isEmpty()
                && !second.notices("USER_LEFT").isEmpty());
        assertEquals(0, first.closed());
        assertEquals(Set.of(first.cid()), cids("stays"));
        assertEquals(404, post("left", "leaves", "ada", "").status(), "again");

        first.send("{\"type\":\"join\",\"id\":8,\"group\":\"leaves\"}");
        await().until(() -> cids("leaves").contains(first.cid()));
    }

    @Test
    void leftOfOneMemberLeavesTheOthersOfTheUser() {
        String phone = post("joined", "both", "ada", "").json().getString("cid");
        Socket ada = member("ada", "both");
        assertEquals(200, post("left", "both", "ada", ",'cid':'" + phone + "'").status());
        assertEquals(Set.of(ada.cid()), cids("both"));
    }

    @Test
    void whoIsThereWithoutAConnectionIsOnline() {
        assertNull(seen(demo, "phone").getValue("last_seen"));
        post("joined", "desk", "phone", "");
        JsonObject here = seen(demo, "phone");
        assertTrue(here.getBoolean("online"));
        assertTrue(here.getBoolean("virtual"));
        assertEquals(0, here.getInteger("connections"));
        assertEquals(false, seen(other, "phone").getBoolean("online"), "another tenant's");

        long before = System.currentTimeMillis();
        post("left", "desk", "phone", "");
        JsonObject gone = seen(demo, "phone");
        assertEquals(false, gone.getBoolean("online"));
        assertTrue(gone.getLong("last_seen") >= before - 1_000, gone.encode());
    }

    @Test
    void aMemberWithoutAConnectionCanBeKicked() {
        Socket ada = member("ada", "kicks");
        String bot = post("joined", "kicks", "bot", "").json().getString("cid");
        post("joined", "kicks too", "bot", "");
        assertEquals(404, kick(other, bot));
        assertEquals(204, kick(demo, bot));
        assertEquals(Set.of(ada.cid()), cids("kicks"));
        assertEquals(Set.of(), cids("kicks%20too"));
        await().until(() -> ada.notices("USER_DISCONNECTED").size() == 1);
        assertEquals(404, kick(demo, bot));
        assertEquals(bot, post("joined", "kicks", "bot", "").json().getString("cid"), "and come back");
    }

    @Test
    void aMemberWithoutAConnectionCanBeMoved() {
        Socket ada = member("ada", "from");
        Socket bob = member("bob", "to");
        String bot = post("joined", "from", "rover", ",'meta':{'n':1},'ttl_s':60")
                .json()
                .getString("cid");
        assertEquals(204, move(bot, "{\"to\":\"to\"}").status());
        await().until(() -> ada.notices("USER_LEFT").size() == 1);
        await().until(() -> bob.notices("USER_JOINED").size() == 1);
        assertEquals(
                new JsonObject().put("n", 1),
                bob.notices("USER_JOINED").getFirst().getJsonObject("meta"));
        assertEquals(Set.of(ada.cid()), cids("from"));
        assertEquals(Set.of(bob.cid(), bot), cids("to"));
        assertEquals(200, post("heartbeat", "to", "rover", "").status());
        assertEquals(404, post("heartbeat", "from", "rover", "").status());

        assertEquals("not_found", move(bot, "{\"from\":\"from\",\"to\":\"x\"}").code());
        demo.call("put /v1/groups/{group}", "/v1/groups/tiny", "{\"max_members\":1}");
        post("joined", "tiny", "one", "");
        assertEquals("group_full", move(bot, "{\"to\":\"tiny\"}").code());
        assertEquals(Set.of(bob.cid(), bot), cids("to"), "it stays where it was");
        assertEquals(
                404,
                other.call("post /v1/connections/{cid}/move", "/v1/connections/" + bot + "/move", "{\"to\":\"x\"}")
                        .status());
    }

    @Test
    void aBanIsOfMembersWithoutAConnectionToo() {
        post("joined", "bans", "baddie", "");
        String path = "/v1/users/baddie/ban";
        demo.call("put /v1/users/{user_id}/ban", path, "{\"seconds\":60}");
        assertEquals(Set.of(), cids("bans"));
        Answer again = post("joined", "bans", "baddie", "");
        assertEquals(403, again.status());
        assertEquals("forbidden", again.code());
        demo.call("delete /v1/users/{user_id}/ban", path, null);
        assertEquals(200, post("joined", "bans", "baddie", "").status());
        assertNotEquals(Set.of(), cids("bans"));
    }
}
