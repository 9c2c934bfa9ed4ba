package io.ringway.gateway.session.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups with a bounded number of members (three, on this node), and what their members say to one another alone. */
class RoomsTest {
    private static final String ROOM = "room:tea";

    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
    }

    private Client[] full() {
        return new Client[] {
            node.connect("ada").join(ROOM),
            node.connect("bob").join(ROOM),
            node.connect("eve").join(ROOM)
        };
    }

    private static JsonObject last(Client client, String type) {
        return client.socket().ofType(type).getLast();
    }

    private static String relay(String group, String cid, String content) {
        return "{\"type\":\"relay\",\"id\":7,\"group\":\"" + group + "\",\"cid\":\"" + cid + "\",\"content\":" + content
                + "}";
    }

    @Test
    void whoIsOneTooManyIsToldAndNobodyElseIs() {
        Client[] inside = full();

        Client late = node.connect("joe").join(ROOM);

        JsonObject error = last(late, "error");
        assertEquals("room_full", error.getString("code"));
        assertTrue(error.getBoolean("temporary"));
        assertEquals(List.of(), inside[2].socket().ofType("notice"));
    }

    @Test
    void aSeatThatIsLeftIsGivenAgain() {
        Client[] inside = full();
        inside[1].send("{\"type\":\"leave\",\"id\":2,\"group\":\"" + ROOM + "\"}");

        Client late = node.connect("joe").join(ROOM);

        assertEquals(3, last(late, "result").getJsonArray("members").size());
    }

    @Test
    void aConnectionThatIsLostGivesItsSeatBack() {
        Client[] inside = full();
        inside[0].close(1006);

        assertEquals(
                3,
                last(node.connect("joe").join(ROOM), "result")
                        .getJsonArray("members")
                        .size());
    }

    @Test
    void whoIsInJoinsAgainWithoutAnotherSeat() {
        Client[] inside = full();

        inside[0].join(ROOM);

        assertEquals(3, last(inside[0], "result").getJsonArray("members").size());
    }

    @Test
    void otherGroupsHaveNoBound() {
        for (int i = 0; i < 5; i++) {
            Client client = node.connect("user" + i).join("lobby");
            assertEquals(i + 1, last(client, "result").getJsonArray("members").size());
        }
    }

    @Test
    void aMemberReachesAnotherOneAlone() {
        Client[] inside = full();

        inside[0].send(relay(ROOM, inside[1].cid(), "{\"a\":1}"));

        assertEquals(1, last(inside[0], "result").getInteger("delivered"));
        JsonObject relayed = last(inside[1], "relay");
        assertEquals(inside[0].cid(), relayed.getString("cid"));
        assertEquals("ada", relayed.getString("user_id"));
        assertEquals(ROOM, relayed.getString("group"));
        assertEquals(new JsonObject().put("a", 1), relayed.getJsonObject("content"));
        assertEquals(List.of(), inside[2].socket().ofType("relay"));
    }

    @Test
    void whoIsOutsideNeitherRelaysNorIsReached() {
        Client[] inside = full();
        Client outside = node.connect("joe");

        outside.send(relay(ROOM, inside[0].cid(), "1"));
        inside[0].send(relay(ROOM, outside.cid(), "1"));

        assertEquals("not_joined", last(outside, "error").getString("code"));
        assertEquals("not_found", last(inside[0], "error").getString("code"));
        assertEquals(List.of(), outside.socket().ofType("relay"));
    }

    @Test
    void relayingTakesMembershipAndNoOtherRight() {
        String grants = "{\"groups\":{\"room:*\":[\"join\"]}}";
        Client ada = node.present(node.token("demo", "ada", grants, Duration.ofHours(1)))
                .join(ROOM);
        Client bob = node.present(node.token("demo", "bob", grants, Duration.ofHours(1)))
                .join(ROOM);

        ada.send(relay(ROOM, bob.cid(), "1"));

        assertEquals(1, bob.socket().ofType("relay").size());
    }

    @Test
    void aTenantIsNotReachedFromAnother() {
        Client ada = node.connect("ada").join(ROOM);
        Client stranger = node.present(node.token("other", "eve", null, Duration.ofHours(1)))
                .join(ROOM);

        stranger.send(relay(ROOM, ada.cid(), "1"));

        assertEquals("not_found", last(stranger, "error").getString("code"));
    }

    private static String switchTo(String group) {
        return "{\"action\":\"joinRoom\",\"rid\":\"" + group + "\",\"token\":\"t\"}";
    }

    /** How often the text is in what the client was told. */
    private static long heard(Client client, String text) {
        return client.socket().frames().stream()
                .filter(frame -> frame.toString().contains(text))
                .count();
    }

    @Test
    void whoDidNotGetIntoAFullRoomHadLeftTheGroupItWasIn() {
        full();
        Client joe = node.connect("joe").join("lobby");
        Client one = node.connectSkapi("one").send(switchTo("lobby"));
        int notices = joe.socket().ofType("notice").size();
        assertEquals(1, notices);

        one.send(switchTo(ROOM));
        joe.send("{\"type\":\"publish\",\"id\":5,\"group\":\"lobby\",\"content\":\"still here?\"}");

        assertEquals(notices, joe.socket().ofType("notice").size(), "nobody has left");
        assertEquals(1, last(joe, "result").getInteger("delivered"));
        assertEquals(1, heard(one, "still here?"));
    }

    @Test
    void whoGetsIntoAnotherGroupLeavesTheOneItWasIn() {
        Client joe = node.connect("joe").join("lobby");
        Client eve = node.connect("eve").join("hall");
        Client one = node.connectSkapi("one").send(switchTo("lobby"));

        one.send(switchTo("hall"));

        assertEquals("USER_LEFT", last(joe, "notice").getString("code"));
        assertEquals("USER_JOINED", last(eve, "notice").getString("code"));
        joe.send("{\"type\":\"publish\",\"id\":5,\"group\":\"lobby\",\"content\":\"gone?\"}");
        assertEquals(0, last(joe, "result").getInteger("delivered"));
        assertEquals(0, heard(one, "gone?"));
    }
}
