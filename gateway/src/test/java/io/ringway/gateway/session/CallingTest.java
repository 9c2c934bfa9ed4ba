package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallingTest {
    private static final String OFFER = "\"description\":{\"type\":\"offer\",\"sdp\":\"o\"}";
    private static final String ANSWER = "\"description\":{\"type\":\"answer\",\"sdp\":\"a\"}";

    private final TestNode node = new TestNode();
    private final Client ada = node.connect("ada");
    private final Client bob = node.connect("bob");

    @AfterEach
    void close() {
        node.close();
    }

    private String ring() {
        ada.send("{\"type\":\"call\",\"id\":10,\"cid\":\"" + bob.cid() + "\"," + OFFER + ",\"data\":{\"topic\":1}}");
        return ada.socket().answer(10).getString("call_id");
    }

    private static String request(String type, int id, String call, String rest) {
        return "{\"type\":\"" + type + "\",\"id\":" + id + ",\"call_id\":\"" + call + "\"" + rest + "}";
    }

    @Test
    void aRingShowsWhoCallsAndNothingOfTheCallersNetwork() {
        String call = ring();

        JsonObject ring = bob.socket().ofType("rtc:incoming").getFirst();
        assertEquals(call, ring.getString("call_id"));
        assertEquals("ada", ring.getString("user_id"));
        assertEquals(new JsonObject().put("topic", 1), ring.getJsonObject("data"));
        assertFalse(ring.containsKey("description"));
    }

    @Test
    void whoAcceptsGetsTheOfferAndTheEarlyCandidatesInOrder() {
        String call = ring();
        ada.send(request("signal", 11, call, ",\"candidate\":{\"candidate\":\"c1\"}"));
        ada.send(request("signal", 12, call, ",\"candidate\":{\"candidate\":\"c2\"}"));
        assertEquals(List.of(), bob.socket().ofType("rtc:signal"));

        bob.send(request("accept", 1, call, ""));
        List<JsonObject> signals = bob.socket().ofType("rtc:signal");
        assertEquals("o", signals.get(0).getJsonObject("description").getString("sdp"));
        assertEquals("c1", signals.get(1).getJsonObject("candidate").getString("candidate"));
        assertEquals("c2", signals.get(2).getJsonObject("candidate").getString("candidate"));
        assertEquals("bob", ada.socket().ofType("rtc:accepted").getFirst().getString("user_id"));

        bob.send(request("signal", 2, call, "," + ANSWER));
        assertEquals(
                "a",
                ada.socket()
                        .ofType("rtc:signal")
                        .getFirst()
                        .getJsonObject("description")
                        .getString("sdp"));
    }

    @Test
    void theEndIsToldOnceToEachSideWithItsReason() {
        String call = ring();
        bob.send(request("accept", 1, call, ""));
        ada.send(request("hangup", 11, call, ""));
        ada.send(request("hangup", 12, call, ""));

        for (Client client : List.of(ada, bob)) {
            assertEquals(
                    List.of("hangup"),
                    client.socket().ofType("rtc:closed").stream()
                            .map(closed -> closed.getString("reason"))
                            .toList());
        }
        assertEquals("result", ada.socket().answer(12).getString("type"), "hanging up twice is no error");
    }

    @Test
    void decliningAndCancellingHaveReasonsOfTheirOwn() {
        bob.send(request("hangup", 1, ring(), ""));
        assertEquals("declined", ada.socket().ofType("rtc:closed").getFirst().getString("reason"));

        ada.send("{\"type\":\"call\",\"id\":20,\"user_id\":\"bob\"}");
        ada.send(request("hangup", 21, ada.socket().answer(20).getString("call_id"), ""));
        assertEquals("cancelled", bob.socket().ofType("rtc:closed").getLast().getString("reason"));
    }

    @Test
    void theFirstDeviceToAnswerWins() {
        Client phone = node.connect("bob");
        ada.send("{\"type\":\"call\",\"id\":10,\"user_id\":\"bob\"," + OFFER + "}");
        String call = ada.socket().answer(10).getString("call_id");
        phone.send(request("accept", 1, call, ""));
        bob.send(request("accept", 1, call, ""));

        assertEquals(
                "answered_elsewhere",
                bob.socket().ofType("rtc:closed").getFirst().getString("reason"));
        assertEquals("call_closed", bob.socket().answer(1).getString("code"));
        assertEquals(1, phone.socket().ofType("rtc:signal").size());
        assertEquals(List.of(), bob.socket().ofType("rtc:signal"));
    }

    @Test
    void whoVanishesLeavesTheOtherSideTold() {
        String call = ring();
        bob.send(request("accept", 1, call, ""));
        bob.close(1006);

        assertEquals(
                "disconnected", ada.socket().ofType("rtc:closed").getFirst().getString("reason"));
        ada.send(request("signal", 11, call, ",\"candidate\":null"));
        assertEquals("call_closed", ada.socket().answer(11).getString("code"));
    }

    @Test
    void aRingThatNobodyAnswersTimesOut() {
        ring();
        node.pass(Duration.ofSeconds(46));

        for (Client client : List.of(ada, bob)) {
            assertEquals(
                    "timeout", client.socket().ofType("rtc:closed").getFirst().getString("reason"));
        }
    }

    @Test
    void aRingThatReachesNobodySaysSo() {
        ada.send("{\"type\":\"call\",\"id\":10,\"user_id\":\"nobody\"}");

        assertEquals("unreachable", ada.socket().ofType("rtc:closed").getFirst().getString("reason"));
    }

    @Test
    void aForeignCallIdIsNobodysCall() {
        String call = ring();
        Client eve = node.connect("eve");
        for (String type : List.of("accept", "hangup")) {
            eve.send(request(type, type.length(), call, ""));
            assertEquals("no_such_call", eve.socket().answer(type.length()).getString("code"));
        }
        eve.send(request("signal", 3, call, "," + ANSWER));
        assertEquals("no_such_call", eve.socket().answer(3).getString("code"));
        assertTrue(ada.socket().ofType("rtc:signal").isEmpty());
    }

    @Test
    void aCalleeSignalsAfterAcceptingOnly() {
        String call = ring();
        bob.send(request("signal", 1, call, "," + ANSWER));

        assertEquals("bad_request", bob.socket().answer(1).getString("code"));
        assertEquals(List.of(), ada.socket().ofType("rtc:signal"));
    }

    @Test
    void aSkapiClientAndANativeOneCallEachOther() {
        Client old = node.connectSkapi("carl");
        old.send("{\"action\":\"rtc\",\"uid\":\"cid:" + ada.cid()
                + "\",\"content\":{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"o\"}},\"token\":\"t\"}");
        JsonObject ring = ada.socket().ofType("rtc:incoming").getFirst();
        assertEquals("carl", ring.getString("user_id"));
        ada.send(request("accept", 1, ring.getString("call_id"), ""));
        ada.send(request("signal", 2, ring.getString("call_id"), "," + ANSWER));

        List<JsonObject> rtc = old.socket().frames().stream()
                .map(frame -> frame.getJsonObject("#rtc"))
                .filter(content -> content != null)
                .toList();
        assertTrue(rtc.stream().anyMatch(content -> content.containsKey("pickup")), rtc::toString);
        assertTrue(rtc.stream().anyMatch(content -> content.containsKey("sdpanswer")), rtc::toString);

        ada.send(request("hangup", 3, ring.getString("call_id"), ""));
        assertTrue(old.socket().frames().getLast().getJsonObject("#rtc").containsKey("hungup"));
    }

    /** The client waits for an end by the name that it rang; an error alone ends nothing there. */
    @Test
    void aSkapiClientThatRingsANameNobodyCanHaveIsToldTheEnd() {
        Client old = node.connectSkapi("carl");
        old.send("{\"action\":\"rtc\",\"uid\":\"cid:not a cid\","
                + "\"content\":{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"o\"}},\"token\":\"t\"}");

        List<JsonObject> frames = old.socket().frames();
        assertEquals("NOT_EXISTS", frames.get(0).getString("#code"));
        assertEquals("unreachable", frames.get(1).getJsonObject("#rtc").getString("hungup"));
        assertEquals("not a cid", frames.get(1).getString("#scid"));
        assertEquals(2, frames.size());
    }
}
