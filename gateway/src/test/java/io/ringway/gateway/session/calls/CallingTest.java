package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallFrames.ANSWER;
import static io.ringway.gateway.session.calls.CallFrames.OFFER;
import static io.ringway.gateway.session.calls.CallFrames.callUser;
import static io.ringway.gateway.session.calls.CallFrames.last;
import static io.ringway.gateway.session.calls.CallFrames.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls between native clients: how they begin, go on and end. */
class CallingTest {
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

    @Test
    void onlyWhoIsInAGroupWithTheCalleeMayCallWhereThatIsAsked() {
        CallOptions defaults = CallOptions.DEFAULTS;
        CallOptions strict = new CallOptions(45_000, 35_000, 0, 256, 262_144, 10_000, 60, 120, true, defaults.onBusy());
        try (TestNode other = new TestNode(TestSetup.USUAL.with(strict))) {
            Client eve = other.connect("eve");
            Client fay = other.connect("fay");
            eve.join("lobby");
            callUser(eve, "fay", 10);
            assertEquals("forbidden", eve.socket().answer(10).getString("code"));
            fay.join("lobby");
            callUser(eve, "fay", 11);
            eve.send("{\"type\":\"call\",\"id\":12,\"cid\":\"" + fay.cid() + "\"}");
            assertEquals(2, fay.socket().ofType("rtc:incoming").size());
        }
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
        assertEquals("v=0", signals.get(0).getJsonObject("description").getString("sdp"));
        assertEquals("c1", signals.get(1).getJsonObject("candidate").getString("candidate"));
        assertEquals("c2", signals.get(2).getJsonObject("candidate").getString("candidate"));
        assertEquals("bob", ada.socket().ofType("rtc:accepted").getFirst().getString("user_id"));

        bob.send(request("signal", 2, call, "," + ANSWER));
        assertEquals(
                "v=0 a",
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

    /** It was answered with a result, and dropped. */
    @Test
    void aSignalThatNoRoomIsLeftForIsRefused() {
        CallOptions defaults = CallOptions.DEFAULTS;
        CallOptions strict = new CallOptions(45_000, 35_000, 0, 3, 262_144, 10_000, 60, 120, false, defaults.onBusy());
        try (TestNode other = new TestNode(TestSetup.USUAL.with(strict))) {
            Client eve = other.connect("eve");
            Client fay = other.connect("fay");
            String call = callUser(eve, "fay", 10);
            for (int id = 11; id < 15; id++) {
                eve.send(request("signal", id, call, ",\"candidate\":{\"candidate\":\"c" + id + "\"}"));
            }
            assertEquals("result", eve.socket().answer(12).getString("type"));
            for (int id = 13; id < 15; id++) {
                JsonObject refused = eve.socket().answer(id);
                assertEquals("limit_reached", refused.getString("code"));
                assertFalse(refused.getBoolean("temporary"));
            }
            eve.send(request("signal", 15, call, "," + OFFER));
            assertEquals("result", eve.socket().answer(15).getString("type"), "descriptions have room of their own");
            fay.send(request("accept", 1, call, ""));
            assertEquals(4, fay.socket().ofType("rtc:signal").size());
        }
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
    void aConnectionDoesNotPileUpCalls() {
        List<String> calls = new ArrayList<>();
        for (int id = 100; id < 132; id++) {
            calls.add(callUser(ada, "bob", id));
        }
        callUser(ada, "bob", 200);
        assertEquals("limit_reached", ada.socket().answer(200).getString("code"));
        assertEquals(32, bob.socket().ofType("rtc:incoming").size());
        bob.send(request("accept", 1, calls.getFirst(), ""));
        callUser(ada, "bob", 201);
        assertEquals("limit_reached", ada.socket().answer(201).getString("code"), "an answered one is one still");
        ada.send(request("hangup", 202, calls.get(1), ""));
        assertTrue(calls.stream().noneMatch(callUser(ada, "bob", 203)::equals));
        assertEquals("result", ada.socket().answer(203).getString("type"));
        callUser(bob, "ada", 204);
        assertEquals("result", bob.socket().answer(204).getString("type"), "who is rung is in no call by that");
    }

    @Test
    void aCallMovesToAnotherTabOfTheSameUser() {
        String call = callUser(ada, "bob", 10);
        bob.send(request("accept", 1, call, ""));
        Client tab = node.connect("bob");
        tab.send(request("move", 1, call, ""));

        assertEquals("moved", last(bob, "rtc:closed").getString("reason"));
        assertEquals(tab.cid(), last(ada, "rtc:moved").getString("cid"));
        assertEquals("ada", last(tab, "rtc:taken").getString("user_id"));
        assertTrue(last(tab, "rtc:taken").getBoolean("polite"));
        tab.send(request("signal", 2, call, "," + OFFER));
        assertEquals(tab.cid(), last(ada, "rtc:signal").getString("cid"));
        ada.send(request("hangup", 11, call, ""));
        assertEquals("hangup", last(tab, "rtc:closed").getString("reason"));
        assertTrue(last(tab, "rtc:closed").containsKey("duration_ms"));
        assertEquals(1, bob.socket().ofType("rtc:closed").size());
    }

    @Test
    void nobodyTakesOverSomebodyElsesCall() {
        String call = callUser(ada, "bob", 10);
        bob.send(request("accept", 1, call, ""));
        Client eve = node.connect("eve");
        eve.send(request("move", 1, call, ""));
        assertEquals("no_such_call", eve.socket().answer(1).getString("code"));
        assertEquals(List.of(), bob.socket().ofType("rtc:closed"));
    }

    @Test
    void aCallThatFindsNoWayBeginsAnewWhereItIs() {
        String call = callUser(ada, "bob", 10);
        ada.send(request("move", 11, call, ""));
        bob.send(request("move", 1, call, ""));
        assertEquals("bad_request", ada.socket().answer(11).getString("code"), "nobody has accepted it");
        assertEquals("bad_request", bob.socket().answer(1).getString("code"));
        bob.send(request("accept", 2, call, ""));
        ada.send(request("move", 12, call, ""));
        assertEquals("result", ada.socket().answer(12).getString("type"));
        assertEquals(bob.cid(), last(ada, "rtc:taken").getString("cid"));
        assertEquals(false, last(ada, "rtc:taken").getBoolean("polite"));
        assertEquals(ada.cid(), last(bob, "rtc:moved").getString("cid"));
        ada.send(request("signal", 13, call, "," + OFFER));
        assertEquals(ada.cid(), last(bob, "rtc:signal").getString("cid"));
        assertEquals(List.of(), ada.socket().ofType("rtc:closed"));
        bob.send(request("move", 3, call, ""));
        assertEquals(List.of(), bob.socket().ofType("rtc:taken"), "it has just begun anew");
    }

    @Test
    void whoCallsTheOneThatRingsHimAnswers() {
        String call = callUser(ada, "bob", 10);
        String own = callUser(bob, "ada", 1);

        JsonObject merged = last(bob, "rtc:merged");
        assertEquals(own, merged.getString("call_id"));
        assertEquals(call, merged.getString("into"));
        assertEquals("ada", merged.getString("user_id"));
        assertEquals(bob.cid(), last(ada, "rtc:accepted").getString("cid"));
        assertEquals("v=0", last(bob, "rtc:signal").getJsonObject("description").getString("sdp"));
        assertEquals(List.of(), ada.socket().ofType("rtc:incoming"));
    }

    /** The client hung up before it heard that its call had become another. */
    @Test
    void hangingUpACallThatWasMergedEndsTheOneItBecame() {
        callUser(ada, "bob", 10);
        String own = callUser(bob, "ada", 1);
        bob.send(request("hangup", 2, own, ""));
        assertEquals("result", bob.socket().answer(2).getString("type"));
        assertEquals("hangup", last(ada, "rtc:closed").getString("reason"));
    }

    @Test
    void aThousandRingsASecondAreRefused() {
        for (int i = 0; i < 100; i++) {
            ada.send("{\"type\":\"call\",\"id\":" + (100 + i) + ",\"user_id\":\"bob\"}");
            String call = ada.socket().answer(100 + i).getString("call_id", "");
            ada.send(request("hangup", 300 + i, call, ""));
        }
        JsonObject refused = ada.socket().answer(199);
        assertEquals("rate_limited", refused.getString("code"));
        assertTrue(refused.getLong("retry_after_ms") > 0);
        assertEquals(60, bob.socket().ofType("rtc:incoming").size());
    }

    @Test
    void theCallerCannotAcceptItsOwnCall() {
        String call = callUser(ada, "bob", 10);
        ada.send(request("accept", 11, call, ""));
        assertEquals("bad_request", ada.socket().answer(11).getString("code"));
    }

    @Test
    void hangingUpTwiceIsHangingUp() {
        String call = callUser(ada, "bob", 10);
        ada.send(request("hangup", 11, call, ""));
        ada.send(request("hangup", 12, call, ""));
        bob.send(request("hangup", 1, call, ""));
        for (JsonObject answer : List.of(
                ada.socket().answer(11), ada.socket().answer(12), bob.socket().answer(1))) {
            assertEquals("result", answer.getString("type"));
        }
        bob.send(request("accept", 2, call, ""));
        bob.send(request("signal", 3, call, ",\"candidate\":{\"candidate\":\"c\"}"));
        assertEquals("call_closed", bob.socket().answer(2).getString("code"));
        assertEquals("call_closed", bob.socket().answer(3).getString("code"));
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
}
