package io.ringway.gateway.session.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the members of small, large and very large groups are told. */
class PresenceModesTest {
    private final TestNode node = new TestNode(TestSetup.USUAL
            .with(new SessionOptions(30_000, 0, 1 << 20, 1 << 26))
            .with(Config.of(Map.of(
                    "dev", "true",
                    "auth.hs256_secret", "0123456789abcdef0123456789abcdef",
                    "presence.batch_above", "10",
                    "presence.counts_above", "20",
                    "presence.batch_interval", "50ms"))));

    @AfterEach
    void close() {
        node.close();
    }

    private List<Client> members(int from, int to) {
        List<Client> members = new ArrayList<>();
        for (int i = from; i < to; i++) {
            members.add(node.connect("u" + i).join("lobby"));
        }
        return members;
    }

    private static JsonObject joined(Client client) {
        return client.socket().answer(1);
    }

    private static void leave(Client client) {
        client.send("{\"type\":\"leave\",\"id\":2,\"group\":\"lobby\"}");
    }

    private static long lastVersion(Client client) {
        return client.socket().frames().stream()
                .filter(frame -> frame.containsKey("version"))
                .reduce((before, last) -> last)
                .orElseThrow()
                .getLong("version");
    }

    private static List<JsonObject> changes(Client client) {
        return client.socket().ofType("notices").stream()
                .flatMap(frame -> frame.getJsonArray("steps").stream())
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void aSmallGroupIsToldOfEveryChangeAtOnce() {
        List<Client> members = members(0, 10);
        assertEquals(9, members.getFirst().socket().ofType("notice").size());
        assertTrue(members.getFirst().socket().ofType("notices").isEmpty());
    }

    /** An outbox holds 64 KiB here, and half of that may list members. */
    @Test
    void aGroupThatSaysTooMuchOfItselfIsToldHowManyThereAreUntilItSaysLess() {
        TestNode small = new TestNode(TestSetup.USUAL.with(Config.of(Map.of(
                "dev", "true",
                "auth.hs256_secret", "0123456789abcdef0123456789abcdef",
                "limits.outbox_bytes", "64KiB",
                "limits.frame_bytes", "64KiB",
                "groups.state_bytes", "32KiB",
                "presence.batch_interval", "50ms"))));
        String meta = "\"" + "m".repeat(4_000) + "\"";
        List<Client> members = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            members.add(small.connect("u" + i)
                    .send("{\"type\":\"join\",\"id\":1,\"group\":\"lobby\",\"meta\":" + meta + "}"));
        }
        assertNull(joined(members.get(6)).getInteger("total"));
        JsonObject last = joined(members.getLast());
        assertEquals(10, last.getInteger("total"));
        assertEquals(8, last.getJsonArray("members").size(), "as many as fit");
        Client first = members.getFirst();
        assertTrue(first.socket().ofType("count").getLast().getBoolean("partial"));

        Client outside = small.connect("eve").send("{\"type\":\"members\",\"id\":5,\"group\":\"lobby\",\"limit\":100}");
        JsonObject page = outside.socket().answer(5);
        assertEquals(8, page.getJsonArray("members").size());
        outside.send("{\"type\":\"members\",\"id\":6,\"group\":\"lobby\",\"limit\":100,\"after\":\""
                + page.getString("next") + "\"}");
        assertEquals(2, outside.socket().answer(6).getJsonArray("members").size());
        assertNull(outside.socket().answer(6).getString("next"));

        members.subList(5, 10).forEach(PresenceModesTest::leave);
        Awaitility.await().until(() -> !first.socket().ofType("count").getLast().getBoolean("partial"));
        first.send("{\"type\":\"members\",\"id\":7,\"group\":\"lobby\"}");
        assertEquals(5, first.socket().answer(7).getJsonArray("members").size());
        assertNull(first.socket().answer(7).getInteger("total"));
        small.close();
    }

    @Test
    void aLargeGroupIsToldOfManyAtOnce() {
        Client ada = node.connect("ada").join("lobby");
        List<Client> members = members(0, 15);
        Awaitility.await().until(() -> changes(ada).size() == 6);

        assertEquals(9, ada.socket().ofType("notice").size());
        JsonObject first = ada.socket().ofType("notices").getFirst();
        assertEquals(10, first.getLong("since"));
        assertEquals(16, lastVersion(ada));

        // Who joins in between gets the roster that the others have, and itself.
        Client last = members.getLast();
        long known = joined(last).getLong("version");
        assertTrue(known >= 10, () -> joined(last).encode());
        assertEquals(known + 1, joined(last).getJsonArray("members").size());
        assertNull(joined(last).getBoolean("partial"));
        Awaitility.await().until(() -> lastVersion(last) == 16);
    }

    @Test
    void whoComesAndGoesWithinAnIntervalIsNotTold() {
        Client ada = node.connect("ada").join("lobby");
        members(0, 15);
        Awaitility.await().until(() -> lastVersion(ada) == 16);
        int frames = ada.socket().frames().size();

        // Both in one turn of the loop: no interval ends in between.
        Client eve = node.connect("eve");
        eve.send(
                "{\"type\":\"join\",\"id\":1,\"group\":\"lobby\"}",
                "{\"type\":\"leave\",\"id\":2,\"group\":\"lobby\"}");
        Client bob = node.connect("bob").join("lobby");
        Awaitility.await().until(() -> lastVersion(bob) == 19);

        assertEquals(19, lastVersion(ada));
        assertEquals(frames + 1, ada.socket().frames().size());
        assertFalse(changes(ada).stream().anyMatch(change -> "eve".equals(change.getString("user_id"))));
    }

    @Test
    void aGroupThatShrinksIsToldOfEveryChangeAgain() {
        Client ada = node.connect("ada").join("lobby");
        List<Client> members = members(0, 11);
        Awaitility.await().until(() -> lastVersion(ada) == 12);
        members.subList(0, 3).forEach(PresenceModesTest::leave);
        Awaitility.await().until(() -> lastVersion(ada) == 15);

        leave(members.get(3));
        JsonObject notice = ada.socket().frames().getLast();
        assertEquals("notice", notice.getString("type"));
        assertEquals(16, notice.getLong("version"));
    }

    @Test
    void aVeryLargeGroupIsToldHowManyThereAreAndGetsItsRosterBack() {
        Client ada = node.connect("ada").join("lobby");
        List<Client> members = members(0, 24);
        Awaitility.await().until(() -> lastVersion(ada) == 25);
        JsonObject count = ada.socket().ofType("count").getLast();
        assertEquals(25, count.getInteger("members"));
        assertEquals(true, count.getBoolean("partial"));

        Client eve = node.connect("eve").join("lobby");
        assertEquals(true, joined(eve).getBoolean("partial"));
        assertEquals(26, joined(eve).getInteger("total"));
        assertEquals("eve", joined(eve).getJsonArray("members").getJsonObject(0).getString("user_id"));

        members.subList(0, 8).forEach(PresenceModesTest::leave);
        Awaitility.await().until(() -> !ada.socket().ofType("count").getLast().getBoolean("partial"));
        long version = ada.socket().ofType("count").getLast().getLong("version");
        ada.send("{\"type\":\"members\",\"id\":9,\"group\":\"lobby\"}");
        assertEquals(version, ada.socket().answer(9).getLong("version"));
        assertEquals(18, ada.socket().answer(9).getJsonArray("members").size());

        leave(members.get(8));
        Awaitility.await().until(() -> lastVersion(ada) > version);
        JsonObject next = ada.socket().ofType("notices").getLast();
        assertEquals(version, next.getLong("since"));
        assertEquals("u8", next.getJsonArray("steps").getJsonObject(0).getString("user_id"));
    }

    @Test
    void aStrangerIsShownAPartOfAVeryLargeGroup() {
        members(0, 25);
        Client eve = node.connect("eve").send("{\"type\":\"members\",\"id\":1,\"group\":\"lobby\"}");
        assertEquals(true, joined(eve).getBoolean("partial"));
        assertEquals(25, joined(eve).getInteger("total"));
        assertNull(joined(eve).getLong("version"));
    }

    @Test
    void aVeryLargeGroupIsReadPageByPageByMembersAndStrangers() {
        Client member = members(0, 25).getFirst();
        Client stranger = node.connect("eve");
        for (Client client : List.of(member, stranger)) {
            List<String> cids = new ArrayList<>();
            String after = null;
            for (int id = 10; id < 13; id++) {
                client.send(new JsonObject()
                        .put("type", "members")
                        .put("id", id)
                        .put("group", "lobby")
                        .put("limit", 10)
                        .put("after", after)
                        .encode()
                        .replace(",\"after\":null", ""));
                JsonObject page = client.socket().answer(id);
                assertEquals(25, page.getInteger("total"));
                page.getJsonArray("members").forEach(row -> cids.add(((JsonObject) row).getString("cid")));
                after = page.getString("next");
            }
            assertNull(after);
            assertEquals(25, cids.size());
            assertEquals(cids.stream().sorted().distinct().toList(), cids);
        }
    }

    @Test
    void whoIsTakenOutOfALargeGroupIsToldSo() {
        Client ada = node.connect("ada").join("lobby");
        members(0, 15);
        Awaitility.await().until(() -> lastVersion(ada) == 16);
        String token = node.token("demo", "ada", "{\"groups\":{}}", java.time.Duration.ofHours(1));
        ada.send("{\"type\":\"refresh\",\"id\":5,\"token\":\"" + token + "\"}");
        Awaitility.await()
                .until(() -> ada.socket()
                        .ofType("notice")
                        .getLast()
                        .getString("code")
                        .equals("USER_LEFT"));
        assertEquals(17, lastVersion(ada));
    }

    @Test
    void aSkapiClientIsToldOneByOneUntilAGroupIsVeryLarge() {
        Client ada = node.connectSkapi("ada").send("{\"action\":\"joinRoom\",\"rid\":\"lobby\"}");
        members(0, 15);
        Awaitility.await().until(() -> skapiNotices(ada).contains("u14"));
        assertEquals(16, skapiNotices(ada).size());

        members(15, 30);
        Client native1 = node.connect("eve").join("lobby");
        Awaitility.await()
                .until(() ->
                        native1.socket().ofType("count").stream().anyMatch(count -> count.getInteger("members") == 32));
        assertFalse(skapiNotices(ada).contains("u29"));
    }

    private static List<String> skapiNotices(Client client) {
        return client.socket().frames().stream()
                .filter(frame -> frame.containsKey("#notice"))
                .map(frame -> frame.getString("#user_id"))
                .toList();
    }
}
