package io.ringway.gateway.session.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.gateway.push.Notice;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages to users who are not connected, and calls: bob has a phone that can be pushed to, eve has none. */
class PushedTest {
    private final List<JsonObject> pushed = new CopyOnWriteArrayList<>();
    private final TestNode node =
            new TestNode(TestSetup.USUAL.with(TestSetup.HISTORY).with(new Phone()));
    private boolean isUnread;
    private int lastId = 100;
    private final Client ada = node.connect("ada");

    private final class Phone implements Notifier {
        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public Future<Integer> notify(UserId user, Notice notice) {
            if (isUnread) {
                return Future.failedFuture(new UnavailableException("it does not answer"));
            }
            if (!user.id().equals("bob")) {
                return Future.succeededFuture(0);
            }
            pushed.add(new JsonObject(notice.payload().utf8()));
            return Future.succeededFuture(1);
        }

        @Override
        public Future<Integer> devices(UserId user) {
            return Future.succeededFuture(user.id().equals("bob") ? 1 : 0);
        }

        @Override
        public long keptUntil() {
            return 0;
        }
    }

    @BeforeEach
    void fresh() {
        pushed.clear();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private JsonObject ask(Client client, String rest) {
        int id = ++lastId;
        client.send("{\"id\":" + id + "," + rest + "}");
        return client.socket().answer(id);
    }

    private String call(String user) {
        return ask(ada, "\"type\":\"call\",\"user_id\":\"" + user + "\"").getString("call_id");
    }

    private static List<JsonObject> incoming(Client client) {
        return client.socket().ofType("rtc:incoming");
    }

    private static List<JsonObject> closed(Client client) {
        return client.socket().ofType("rtc:closed");
    }

    @Test
    void aMessageIsPushedToWhomItDoesNotReach() {
        String message = "\"type\":\"send\",\"user_id\":\"bob\",\"content\":1,\"notification\":"
                + "{\"title\":\"Ada\",\"body\":\"hi\",\"data\":[1]}";
        JsonObject answer = ask(ada, message);
        assertEquals(0, answer.getInteger("delivered"), answer.encode());
        assertEquals(1, answer.getInteger("pushed"));
        assertEquals(
                new JsonObject(
                        "{\"type\":\"message\",\"title\":\"Ada\",\"body\":\"hi\",\"from\":\"ada\",\"data\":[1]}"),
                pushed.getFirst());

        node.connect("bob");
        assertEquals(1, ask(ada, message).getInteger("delivered"));
        assertEquals(1, pushed.size());
        ask(ada, message.replace("\"data\":[1]", "\"always\":true"));
        assertEquals(2, pushed.size());
    }

    @Test
    void aMessageThatIsPublishedAgainUnderItsKeyIsPushedOnce() {
        node.connect("bob").send("{\"type\":\"join\",\"id\":1,\"group\":\"h:g\"}");
        ask(ada, "\"type\":\"join\",\"group\":\"h:g\"");
        String publish = "\"type\":\"publish\",\"group\":\"h:g\",\"content\":1,\"idempotency_key\":\"k\","
                + "\"notification\":{\"title\":\"Ada\",\"body\":\"hi\",\"always\":true}";
        for (int times = 0; times < 2; times++) {
            JsonObject answer = ask(ada, publish);
            assertEquals("result", answer.getString("type"), answer.encode());
        }
        assertEquals(1, pushed.size());
        assertEquals(
                "idempotency_conflict",
                ask(ada, publish.replace("\"content\":1", "\"content\":2")).getString("code"));
        assertEquals(1, pushed.size());
    }

    @Test
    void whereNobodyCanBePushedToNobodyIsThere() {
        String notification = "\"content\":1,\"notification\":{\"title\":\"Ada\",\"body\":\"hi\"}";
        assertEquals(
                "not_found",
                ask(ada, "\"type\":\"send\",\"user_id\":\"eve\"," + notification)
                        .getString("code"));
        assertEquals(
                "not_found",
                ask(ada, "\"type\":\"send\",\"user_id\":\"bob\",\"content\":1").getString("code"));
        assertTrue(pushed.isEmpty());
    }

    /** It was a final `not_found`. */
    @Test
    void whereNobodyKnowsWhomToPushToAMessageIsUnavailable() {
        isUnread = true;
        String message = "\"type\":\"send\",\"user_id\":\"bob\",\"content\":1,\"notification\":"
                + "{\"title\":\"Ada\",\"body\":\"hi\",\"always\":true}";
        JsonObject refused = ask(ada, message);
        assertEquals("unavailable", refused.getString("code"), refused.encode());
        Client bob = node.connect("bob");
        assertEquals(1, ask(ada, message).getInteger("delivered"), "sent again it would come twice");
        assertEquals(1, bob.socket().ofType("private").size());
    }

    @Test
    void aRingThatCannotBePushedIsACallToWhoIsNotThere() {
        isUnread = true;
        call("bob");
        assertEquals("unreachable", closed(ada).getFirst().getString("reason"));
    }

    @Test
    void notificationsThatAreNoneAreRefused() {
        String start = "\"type\":\"send\",\"user_id\":\"bob\",\"content\":1,\"notification\":";
        for (String bad : List.of("1", "[]", "{\"title\":\"x\"}", "{\"title\":1,\"body\":\"\"}")) {
            assertEquals("bad_request", ask(ada, start + bad).getString("code"), bad);
        }
        String large = "{\"title\":\"x\",\"body\":\"" + "\\u0001".repeat(600) + "\"}";
        assertEquals("too_large", ask(ada, start + large).getString("code"));
        assertTrue(pushed.isEmpty());
    }

    @Test
    void skapiSaysWhatIsShownInAString() {
        Client skapi = node.connectSkapi("carl");
        skapi.send("{\"action\":\"sendMessage\",\"uid\":\"bob\",\"content\":1,"
                + "\"notification\":\"{\\\"title\\\":\\\"t\\\",\\\"body\\\":\\\"b\\\"}\",\"notificationConfig\":{}}");
        assertEquals("t", pushed.getFirst().getString("title"));
        skapi.send("{\"action\":\"sendMessage\",\"uid\":\"bob\",\"content\":1,\"notification\":\"\"}");
        assertEquals(1, pushed.size());

        node.connectSkapi("bob").send("{\"action\":\"joinRoom\",\"rid\":\"g\"}");
        skapi.send("{\"action\":\"joinRoom\",\"rid\":\"g\"}");
        String broadcast = "{\"action\":\"broadcast\",\"rid\":\"g\",\"content\":1,"
                + "\"notification\":\"{\\\"title\\\":\\\"g\\\",\\\"body\\\":\\\"b\\\"}\",\"notificationConfig\":";
        skapi.send(broadcast + "{}}");
        assertEquals(1, pushed.size(), "everybody in the group is connected");
        skapi.send(broadcast + "{\"always\":true}}");
        assertEquals("g", pushed.getLast().getString("title"));
        assertEquals(2, pushed.size());
    }

    @Test
    void aCallRingsThePhoneAndWhoeverConnectsMeanwhile() {
        String call = call("bob");
        assertEquals("ring", pushed.getFirst().getString("type"));
        assertEquals(call, pushed.getFirst().getString("call_id"));
        assertEquals("ada", pushed.getFirst().getString("caller"));
        assertTrue(closed(ada).isEmpty(), "it rings on");

        Client bob = node.connect("bob");
        node.pass(Duration.ofSeconds(1));
        node.pass(Duration.ofSeconds(1));
        assertEquals(1, incoming(bob).size());
        assertEquals(call, incoming(bob).getFirst().getString("call_id"));

        bob.send("{\"type\":\"accept\",\"id\":2,\"call_id\":\"" + call + "\"}");
        assertEquals("ring_over", pushed.getLast().getString("type"));
        assertEquals("answered", pushed.getLast().getString("reason"));
        assertFalse(pushed.getLast().getBoolean("missed"));
        ada.send("{\"type\":\"hangup\",\"id\":3,\"call_id\":\"" + call + "\"}");
        assertEquals(2, pushed.size());
    }

    @Test
    void aRingThatNobodyAnswersIsMissedOnThePhoneToo() {
        call("bob");
        node.pass(Duration.ofSeconds(46));
        assertEquals("timeout", closed(ada).getFirst().getString("reason"));
        assertEquals("timeout", pushed.getLast().getString("reason"));
        assertTrue(pushed.getLast().getBoolean("missed"));
        Client bob = node.connect("bob");
        node.pass(Duration.ofSeconds(1));
        assertTrue(incoming(bob).isEmpty());
    }

    @Test
    void aCallerWhoGivesUpStopsThePhone() {
        String call = call("bob");
        ada.send("{\"type\":\"hangup\",\"id\":3,\"call_id\":\"" + call + "\"}");
        assertEquals("cancelled", pushed.getLast().getString("reason"));
        assertTrue(pushed.getLast().getBoolean("missed"));
        assertEquals(2, pushed.size());
    }

    @Test
    void whoHasNoPhoneIsUnreachableAsEver() {
        call("eve");
        assertEquals("unreachable", closed(ada).getFirst().getString("reason"));
        assertTrue(pushed.isEmpty());
    }

    @Test
    void whoIsConnectedIsNotPushedTo() {
        node.connect("bob");
        call("bob");
        assertTrue(pushed.isEmpty());
    }

    @Test
    void whoIsBlockedSeesACallThatRingsAndRingsNobody() {
        Client bob = node.connect("bob");
        ask(bob, "\"type\":\"block\",\"user_id\":\"ada\"");
        bob.close(1000);
        call("bob");
        assertTrue(closed(ada).isEmpty(), "as if the phone rang");
        assertTrue(pushed.isEmpty());
        node.pass(Duration.ofSeconds(46));
        assertEquals("timeout", closed(ada).getFirst().getString("reason"));
        assertTrue(pushed.isEmpty());
    }
}
