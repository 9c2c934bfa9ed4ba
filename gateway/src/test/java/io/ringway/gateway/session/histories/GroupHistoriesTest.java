package io.ringway.gateway.session.histories;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups that keep their messages, on a node of its own: twenty, for a minute. */
class GroupHistoriesTest {
    private static final String GROUP = "h:tea";

    private final TestNode node = new TestNode(TestSetup.USUAL
            .with(new SessionOptions(10_000, 10_000, 4_096, 1 << 20))
            .with(TestSetup.HISTORY));
    private final Client ada = node.connect("ada").join(GROUP);

    @AfterEach
    void close() {
        node.close();
    }

    private static JsonObject last(Client client, String type) {
        return client.socket().ofType(type).getLast();
    }

    private JsonObject publish(Client client, int id, String content) {
        return publish(client, id, content, "");
    }

    private JsonObject publish(Client client, int id, String content, String more) {
        client.send("{\"type\":\"publish\",\"id\":" + id + ",\"group\":\"" + GROUP + "\",\"content\":\"" + content
                + "\"" + more + "}");
        return client.socket().frames().stream()
                .filter(frame -> frame.getInteger("id", -1) == id)
                .toList()
                .getLast();
    }

    private JsonObject joinSince(Client client, JsonObject position) {
        client.send("{\"type\":\"join\",\"id\":9,\"group\":\"" + GROUP + "\",\"since\":" + position.encode() + "}");
        return client.socket().frames().stream()
                .filter(frame -> frame.getInteger("id", -1) == 9)
                .toList()
                .getLast();
    }

    private static List<String> contents(JsonObject result) {
        JsonArray messages = result.getJsonArray("messages");
        return messages.stream()
                .map(message -> ((JsonObject) message).getString("content"))
                .toList();
    }

    private JsonObject position() {
        return ada.socket().ofType("result").getFirst().getJsonObject("position");
    }

    @Test
    void everyMessageHasOneOffsetMoreThanTheOneBefore() {
        Client bob = node.connect("bob").join(GROUP);

        JsonObject first = publish(ada, 2, "one");
        JsonObject second = publish(bob, 3, "two");

        assertEquals(0, position().getInteger("offset"));
        assertEquals(1, first.getInteger("offset"));
        assertEquals(1, first.getInteger("delivered"));
        assertEquals(2, second.getInteger("offset"));
        assertEquals(1, last(bob, "message").getInteger("offset"));
        assertEquals(2, last(ada, "message").getInteger("offset"));
        assertEquals(1, ada.socket().ofType("message").size(), "nobody is told what it said itself");
    }

    @Test
    void whoJoinsSinceAPositionIsToldWhatItMissed() {
        JsonObject before = position();
        publish(ada, 2, "one");
        publish(ada, 3, "two");

        JsonObject joined = joinSince(node.connect("bob"), before);

        assertTrue(joined.getBoolean("recovered"));
        assertEquals(List.of("one", "two"), contents(joined));
        assertEquals(2, joined.getJsonObject("position").getInteger("offset"));
    }

    @Test
    void whatComesAfterwardsFollowsTheJoin() {
        Client bob = node.connect("bob");
        joinSince(bob, position());
        publish(ada, 2, "one");

        assertEquals(
                List.of("result", "message"),
                bob.afterWelcome().stream()
                        .map(frame -> frame.getString("type"))
                        .toList());
    }

    @Test
    void whatWasTrimmedIsNotRecovered() {
        JsonObject before = position();
        IntStream.range(0, 21).forEach(i -> publish(ada, 2 + i, "x"));

        JsonObject joined = joinSince(node.connect("bob"), before);

        assertFalse(joined.getBoolean("recovered"));
        assertEquals(List.of(), contents(joined));
        assertEquals(21, joined.getJsonObject("position").getInteger("offset"));
    }

    @Test
    void whatIsTooOldIsNotRecovered() {
        JsonObject before = position();
        publish(ada, 2, "one");
        node.pass(Duration.ofSeconds(61));

        assertFalse(joinSince(node.connect("bob"), before).getBoolean("recovered"));
    }

    @Test
    void anUnknownEpochIsNotRecovered() {
        publish(ada, 2, "one");

        JsonObject joined = joinSince(
                node.connect("bob"), new JsonObject().put("epoch", "nonsense").put("offset", 0));

        assertFalse(joined.getBoolean("recovered"));
        assertEquals(
                position().getString("epoch"), joined.getJsonObject("position").getString("epoch"));
    }

    @Test
    void aPositionThatIsAheadIsNotRecovered() {
        assertFalse(joinSince(node.connect("bob"), position().copy().put("offset", 5))
                .getBoolean("recovered"));
    }

    @Test
    void aMemberThatJoinsAgainIsToldWhatItMissed() {
        JsonObject before = position();
        Client bob = node.connect("bob").join(GROUP);
        publish(bob, 2, "one");

        JsonObject joined = joinSince(ada, before);

        assertTrue(joined.getBoolean("recovered"));
        assertEquals(List.of("one"), contents(joined));
    }

    @Test
    void nobodyIsGivenItsOwnMessagesAsMissed() {
        JsonObject before = position();
        publish(ada, 2, "mine");

        JsonObject joined = joinSince(ada, before);

        assertEquals(List.of(), contents(joined));
        assertEquals(1, joined.getJsonObject("position").getInteger("offset"));
    }

    @Test
    void theSameKeyIsPublishedOnce() {
        Client bob = node.connect("bob").join(GROUP);

        JsonObject first = publish(ada, 2, "one", ",\"idempotency_key\":\"k\"");
        JsonObject again = publish(ada, 3, "one", ",\"idempotency_key\":\"k\"");
        JsonObject other = publish(ada, 4, "two", ",\"idempotency_key\":\"k\"");
        JsonObject others = publish(bob, 5, "two", ",\"idempotency_key\":\"k\"");

        assertEquals(first.getInteger("offset"), again.getInteger("offset"));
        assertEquals("idempotency_conflict", other.getString("code"));
        assertFalse(other.getBoolean("temporary"));
        assertEquals(2, others.getInteger("offset"), "another user's key is another key");
        assertEquals(1, bob.socket().ofType("message").size());
    }

    @Test
    void aKeyIsForgottenAfterFiveMinutes() {
        publish(ada, 2, "one", ",\"idempotency_key\":\"k\"");
        node.pass(Duration.ofMinutes(6));

        assertEquals(2, publish(ada, 3, "one", ",\"idempotency_key\":\"k\"").getInteger("offset"));
    }

    @Test
    void groupsWithoutAHistoryKnowKeysToo() {
        Client bob = node.connect("bob").join("plain");
        ada.join("plain");
        String frame = "{\"type\":\"publish\",\"id\":5,\"group\":\"plain\",\"content\":1,\"idempotency_key\":\"k\"}";
        ada.send(frame).send(frame).send(frame.replace("\"content\":1", "\"content\":2"));

        assertEquals(1, bob.socket().ofType("message").size());
        assertNull(last(bob, "message").getInteger("offset"));
        assertEquals("idempotency_conflict", last(ada, "error").getString("code"));
        assertEquals(
                List.of(1, 1),
                ada.socket().ofType("result").stream()
                        .filter(result -> result.getInteger("id") == 5)
                        .map(result -> result.getInteger("delivered"))
                        .toList());
    }

    @Test
    void pagesAreReadBackwardsAndForwards() {
        IntStream.rangeClosed(1, 7).forEach(i -> publish(ada, 10 + i, "m" + i));

        ada.send("{\"type\":\"history\",\"id\":50,\"group\":\"h:tea\",\"limit\":3}");
        JsonObject latest = last(ada, "result");
        ada.send("{\"type\":\"history\",\"id\":51,\"group\":\"h:tea\",\"before\":3,\"limit\":3}");
        JsonObject first = last(ada, "result");
        ada.send("{\"type\":\"history\",\"id\":52,\"group\":\"h:tea\",\"after\":6}");
        JsonObject end = last(ada, "result");

        assertEquals(List.of("m5", "m6", "m7"), contents(latest));
        assertTrue(latest.getBoolean("more"));
        assertEquals(List.of("m1", "m2"), contents(first));
        assertFalse(first.getBoolean("more"));
        assertEquals(List.of("m7"), contents(end));
        assertFalse(end.getBoolean("more"));
    }

    @Test
    void aGroupThatKeepsNothingHasNoPages() {
        ada.send("{\"type\":\"history\",\"id\":50,\"group\":\"plain\"}");

        assertEquals("not_found", last(ada, "error").getString("code"));
    }
}
