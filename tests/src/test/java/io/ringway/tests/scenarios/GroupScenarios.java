package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.ServerError;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/**
 * Two users of a group, wherever they are connected: the same scenarios on one node and across two. Ada and Bob connect
 * anew for each, to a group of the scenario's name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GroupScenarios {
    private final TestCluster cluster;
    private String group = "";
    private Client ada;
    private Client bob;

    /** How many nodes there are; Ada is on the first, Bob on the last. */
    GroupScenarios(int nodes) {
        cluster = TestCluster.start(nodes);
    }

    @BeforeEach
    void connect(TestInfo test) {
        group = test.getDisplayName() + " \u2603";
        ada = Client.connect(here(), "ada");
        bob = Client.connect(there(), "bob");
    }

    private Node here() {
        return cluster.nodes().getFirst();
    }

    private Node there() {
        return cluster.nodes().getLast();
    }

    @AfterEach
    void disconnect() {
        ada.close();
        bob.close();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private void bothJoin() {
        ada.join(group);
        bob.join(group);
        ada.awaitNotice("USER_JOINED", group, bob.cid());
    }

    @Test
    void aJoinIsToldToThoseThereAndTheRosterToTheJoiner() {
        long version = ada.join(group).getLong("version");

        JsonObject joined = bob.request(
                "join", new JsonObject().put("group", group).put("meta", new JsonObject().put("mood", "fine")));

        assertEquals(Set.of(ada.cid(), bob.cid()), Client.cids(joined));
        JsonObject notice = ada.awaitNotice("USER_JOINED", group, bob.cid());
        assertEquals("bob", notice.getString("user_id"));
        assertEquals("fine", notice.getJsonObject("meta").getString("mood"));
        assertEquals(version + 1, notice.getLong("version"));
        assertEquals(Set.of(ada.cid(), bob.cid()), ada.members(group));
    }

    @Test
    void aMessageReachesTheOthersOfTheGroupAsItWasSent() {
        bothJoin();
        JsonObject content = new JsonObject()
                .put("text", "h\u00e9 \uD83D\uDC4B \u202Eabc % \" \\ \n")
                .put("list", new JsonArray().add(1).add(2.5).addNull())
                .put("empty", "");

        assertEquals(1, ada.publish(group, content));

        JsonObject message = bob.await("message", frame -> true);
        assertEquals(content, message.getJsonObject("content"));
        assertEquals(group, message.getString("group"));
        assertEquals("ada", message.getString("user_id"));
        assertEquals(ada.cid(), message.getString("cid"));
        assertTrue(ada.inbox().all("message").isEmpty(), "the sender does not get its own message");
    }

    @Test
    void falsyContentIsContent() {
        bothJoin();

        List.of("", 0, false, new JsonArray(), new JsonObject()).forEach(content -> {
            ada.publish(group, content);
            assertEquals(content, bob.await("message", frame -> true).getValue("content"));
        });
    }

    @Test
    void messagesOfOneSenderKeepTheirOrder() {
        bothJoin();

        IntStream.range(0, 500)
                .forEach(i -> ada.send(new JsonObject()
                        .put("type", "publish")
                        .put("group", group)
                        .put("content", i)));

        IntStream.range(0, 500)
                .forEach(
                        i -> assertEquals(i, bob.await("message", frame -> true).getInteger("content")));
    }

    @Test
    void aPrivateMessageReachesEveryConnectionOfTheUserAndNobodyElse() {
        bothJoin();
        try (Client bobsPhone = Client.connect(here(), "bob")) {
            assertEquals(2, ada.sendToUser("bob", "psst"));

            assertEquals("psst", bob.await("private", frame -> true).getString("content"));
            JsonObject onPhone = bobsPhone.await("private", frame -> true);
            assertEquals("ada", onPhone.getString("user_id"));
            assertEquals(ada.cid(), onPhone.getString("cid"));
        }
    }

    @Test
    void aMessageToOneConnectionReachesThatOneAlone() {
        try (Client bobsPhone = Client.connect(here(), "bob")) {
            assertEquals(1, ada.sendToCid(bob.cid(), "psst"));
            bob.await("private", frame -> "psst".equals(frame.getString("content")));
            ada.sendToCid(bobsPhone.cid(), "after");
            bobsPhone.await("private", frame -> "after".equals(frame.getString("content")));

            assertEquals(1, bobsPhone.inbox().all("private").size());
        }
    }

    @Test
    void nobodyThereIsAnError() {
        assertEquals("not_found", code(() -> ada.sendToUser("nobody", "x")));
        assertEquals("not_found", code(() -> ada.sendToCid("nonsense", "x")));
        assertEquals("not_joined", code(() -> ada.publish(group, "x")));
    }

    @Test
    void aMessageThatWantsNoAnswerArrivesOrIsSaidToBeLost() {
        ada.send(unanswered(bob.cid(), "arrives"));
        bob.await("private", frame -> "arrives".equals(frame.getString("content")));

        bob.close();
        Awaitility.await().untilAsserted(() -> {
            ada.send(unanswered(bob.cid(), "too late"));
            JsonObject error = ada.await("error", frame -> true);
            assertEquals("not_found", error.getString("code"));
            assertFalse(error.containsKey("id"));
        });
    }

    private static JsonObject unanswered(String cid, String content) {
        return new JsonObject().put("type", "send").put("cid", cid).put("content", content);
    }

    private static String code(Runnable request) {
        return assertThrows(ServerError.class, request::run).code();
    }

    @Test
    void metadataIsUpdatedForEverybody() {
        bothJoin();

        bob.request("update", new JsonObject().put("group", group).put("meta", new JsonObject().put("hand", "up")));

        JsonObject notice = ada.awaitNotice("USER_UPDATED", group, bob.cid());
        assertEquals("up", notice.getJsonObject("meta").getString("hand"));
    }

    @Test
    void whoLeavesIsGone() {
        bothJoin();

        bob.leave(group);

        ada.awaitNotice("USER_LEFT", group, bob.cid());
        assertEquals(Set.of(ada.cid()), ada.members(group));
        assertEquals(0, ada.publish(group, "anybody?"));
    }

    @Test
    void aGoodbyeIsALeaveAndALossIsADisconnect() {
        bothJoin();
        try (Client eve = Client.connect(there(), "eve")) {
            eve.join(group);
            ada.awaitNotice("USER_JOINED", group, eve.cid());
            bob.close();
            ada.awaitNotice("USER_LEFT", group, bob.cid());

            eve.vanish();
            ada.awaitNotice("USER_DISCONNECTED", group, eve.cid());
        }
        assertEquals(Set.of(ada.cid()), ada.members(group));
    }

    @Test
    void versionsOfNoticesAreWithoutAGap() {
        long first = ada.join(group).getLong("version");

        for (int i = 0; i < 10; i++) {
            bob.join(group);
            bob.leave(group);
        }

        for (long version = first + 1; version <= first + 20; version++) {
            long expected = version;
            ada.await("notice", notice -> notice.getLong("version") == expected);
        }
        assertEquals(20, ada.inbox().all("notice").size());
    }

    @Test
    void aGroupIsListedWithItsMembers() {
        bothJoin();

        JsonArray groups =
                ada.request("groups", new JsonObject().put("prefix", group)).getJsonArray("groups");

        assertEquals(new JsonArray().add(new JsonObject().put("group", group).put("members", 2)), groups);
    }

    @Test
    void aBinaryMessageArrivesByteForByte() {
        bothJoin();
        byte[] content = {0, 10, 13, -1, 65};
        Buffer header =
                new JsonObject().put("type", "publish").put("group", group).toBuffer();

        ada.sendBinary(header.appendByte((byte) 10).appendBytes(content));

        Buffer frame = bob.inbox().awaitBinary();
        int line = lineFeed(frame);
        assertEquals("ada", new JsonObject(frame.getBuffer(0, line)).getString("user_id"));
        assertEquals(Buffer.buffer(content), frame.getBuffer(line + 1, frame.length()));
    }

    private static int lineFeed(Buffer frame) {
        return IntStream.range(0, frame.length())
                .filter(i -> frame.getByte(i) == 10)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anotherTenantIsAnotherWorld() {
        bothJoin();
        try (Client stranger = Client.connectWith(there(), Tokens.of("other", "bob", Duration.ofHours(1)))) {
            assertEquals(Set.of(stranger.cid()), Client.cids(stranger.join(group)));
            assertEquals(0, stranger.publish(group, "hello?"));
            assertEquals("not_found", code(() -> stranger.sendToCid(ada.cid(), "hello?")));
            assertEquals("not_found", code(() -> stranger.sendToUser("ada", "hello?")));
        }
        assertEquals(Set.of(ada.cid(), bob.cid()), ada.members(group));
        assertTrue(ada.inbox().all("message").isEmpty());
    }
}
