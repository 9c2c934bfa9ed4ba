package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.ServerError;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Ada on one node calls Bob on another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallsIT {
    private static final JsonObject OFFER =
            new JsonObject().put("type", "offer").put("sdp", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n");
    private static final JsonObject ANSWER =
            new JsonObject().put("type", "answer").put("sdp", "v=0\r\no=- 2 1 IN IP4 127.0.0.1\r\n");

    private final TestCluster cluster = TestCluster.start(2);
    private Client ada;
    private Client bob;

    @BeforeEach
    void connect() {
        ada = Client.connect(cluster.node(0), "ada");
        bob = Client.connect(cluster.node(1), "bob");
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

    private String call(JsonObject whom) {
        return ada.request("call", whom.put("description", OFFER).put("data", "about lunch"))
                .getString("call_id");
    }

    private String callBob() {
        return call(new JsonObject().put("cid", bob.cid()));
    }

    private static JsonObject in(String call) {
        return new JsonObject().put("call_id", call);
    }

    private static JsonObject candidate(int number) {
        return new JsonObject().put("candidate", "candidate:" + number).put("sdpMid", "0");
    }

    private static void signal(Client from, String call, int number) {
        from.request("signal", in(call).put("candidate", candidate(number)));
    }

    private static void awaitCandidate(Client client, int number) {
        JsonObject signal = client.await("rtc:signal", frame -> frame.containsKey("candidate"));
        assertEquals(candidate(number), signal.getJsonObject("candidate"));
    }

    private String callBobAndAccept() {
        String call = callBob();
        bob.await("rtc:incoming", frame -> true);
        bob.request("accept", in(call).put("description", ANSWER));
        ada.await("rtc:accepted", frame -> true);
        ada.await("rtc:signal", frame -> ANSWER.equals(frame.getJsonObject("description")));
        bob.await("rtc:signal", frame -> OFFER.equals(frame.getJsonObject("description")));
        return call;
    }

    @Test
    void ringingShowsWhoCallsAndNothingOfTheirNetwork() {
        String call = callBob();

        JsonObject incoming = bob.await("rtc:incoming", frame -> true);
        assertEquals(call, incoming.getString("call_id"));
        assertEquals("ada", incoming.getString("user_id"));
        assertEquals(ada.cid(), incoming.getString("cid"));
        assertEquals("about lunch", incoming.getString("data"));
        assertFalse(incoming.encode().contains("sdp"));
    }

    @Test
    void whatWasSignalledBeforeTheAnswerArrivesInOrderAfterIt() {
        String call = callBob();
        IntStream.range(0, 20).forEach(i -> signal(ada, call, i));
        bob.await("rtc:incoming", frame -> true);
        assertTrue(bob.inbox().all("rtc:signal").isEmpty());

        bob.request("accept", in(call));

        JsonObject accepted = ada.await("rtc:accepted", frame -> true);
        assertEquals(bob.cid(), accepted.getString("cid"));
        JsonObject first = bob.await("rtc:signal", frame -> true);
        assertEquals(OFFER, first.getJsonObject("description"));
        IntStream.range(0, 20).forEach(i -> awaitCandidate(bob, i));
    }

    @Test
    void signalsGoBothWaysInOrder() {
        String call = callBobAndAccept();

        IntStream.range(0, 20).forEach(i -> {
            signal(ada, call, i);
            signal(bob, call, 100 + i);
        });

        IntStream.range(0, 20).forEach(i -> {
            awaitCandidate(bob, i);
            awaitCandidate(ada, 100 + i);
        });
    }

    @Test
    void aHangUpIsToldToTheOther() {
        String call = callBobAndAccept();

        bob.request("hangup", in(call));

        assertEquals("hangup", reason(ada, call));
        assertEquals(
                "call_closed",
                assertThrows(ServerError.class, () -> signal(ada, call, 1)).code());
        ada.request("hangup", in(call));
    }

    private static String reason(Client client, String call) {
        return client.await("rtc:closed", frame -> call.equals(frame.getString("call_id")))
                .getString("reason");
    }

    @Test
    void aCallIsDeclined() {
        String call = callBob();
        bob.await("rtc:incoming", frame -> true);

        bob.request("hangup", in(call));

        assertEquals("declined", reason(ada, call));
    }

    @Test
    void aCallIsCancelled() {
        String call = callBob();
        bob.await("rtc:incoming", frame -> true);

        ada.request("hangup", in(call));

        assertEquals("cancelled", reason(bob, call));
    }

    @Test
    void everyDeviceRingsAndTheFirstAnswerWins() {
        try (Client phone = Client.connect(cluster.node(0), "bob")) {
            // Nodes hear of each other's users a moment later.
            await().until(() -> ada.sendToUser("bob", "are you both here?") == 2);
            String call = call(new JsonObject().put("user_id", "bob"));
            bob.await("rtc:incoming", frame -> true);
            phone.await("rtc:incoming", frame -> true);

            phone.request("accept", in(call));

            assertEquals("answered_elsewhere", reason(bob, call));
            assertEquals(phone.cid(), ada.await("rtc:accepted", frame -> true).getString("cid"));
        }
    }

    @Test
    void theOneLeftIsToldWhenTheOtherVanishes() {
        String call = callBobAndAccept();

        bob.vanish();

        assertEquals("disconnected", reason(ada, call));
        assertEquals(1, ada.inbox().all("rtc:closed").size());
    }

    @Test
    void theCalleeIsToldWhenTheCallerVanishesWhileItRings() {
        String call = callBob();
        bob.await("rtc:incoming", frame -> true);

        ada.vanish();

        assertEquals("disconnected", reason(bob, call));
    }

    @Test
    void theCallerIsToldWhenTheLastDeviceThatRingsVanishes() {
        try (Client phone = Client.connect(cluster.node(0), "bob")) {
            String call = call(new JsonObject().put("user_id", "bob"));
            bob.await("rtc:incoming", frame -> true);
            phone.await("rtc:incoming", frame -> true);

            bob.vanish();
            phone.vanish();

            assertEquals("disconnected", reason(ada, call));
        }
    }

    @Test
    void aCallToNobodyIsClosedAsUnreachable() {
        String call = call(new JsonObject().put("user_id", "nobody"));

        assertEquals("unreachable", reason(ada, call));
    }

    @Test
    void somebodyElsesCallIsUnknown() {
        String call = callBob();
        try (Client eve = Client.connect(cluster.node(1), "eve")) {
            assertEquals(
                    "no_such_call",
                    assertThrows(ServerError.class, () -> eve.request("accept", in(call)))
                            .code());
        }
    }
}
