package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.calls.CallOptions;
import io.ringway.gateway.session.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallingTest {
    private static final String OFFER = "\"description\":{\"type\":\"offer\",\"sdp\":\"v=0\"}";
    private static final String ANSWER = "\"description\":{\"type\":\"answer\",\"sdp\":\"v=0 a\"}";

    private final TestNode node = new TestNode();
    private final Client ada = node.connect("ada");
    private final Client bob = node.connect("bob");

    @Test
    void onlyWhoIsInAGroupWithTheCalleeMayCallWhereThatIsAsked() {
        CallOptions defaults = CallOptions.DEFAULTS;
        CallOptions strict = new CallOptions(45_000, 35_000, 0, 256, 262_144, 10_000, 60, 120, true, defaults.onBusy());
        try (TestNode other = new TestNode(new LocalCluster(), new SessionOptions(0, 0, 4_096, 1 << 20), strict)) {
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

    private String callUser(Client from, String user, int id) {
        from.send("{\"type\":\"call\",\"id\":" + id + ",\"user_id\":\"" + user + "\"," + OFFER + "}");
        return from.socket().answer(id).getString("call_id");
    }

    private static JsonObject last(Client client, String type) {
        return client.socket().ofType(type).getLast();
    }

    @Test
    void aCalleeInACallHearsOfAWaitingOne() {
        bob.send(request("accept", 1, callUser(ada, "bob", 10), ""));
        Client eve = node.connect("eve");
        String second = callUser(eve, "bob", 1);

        assertEquals(second, last(eve, "rtc:waiting").getString("call_id"));
        assertTrue(last(bob, "rtc:incoming").getBoolean("waiting"));
        assertEquals(45_000, last(bob, "rtc:incoming").getLong("ring_ms"));
    }

    @Test
    void aPageThatIsOpenedWhileItRingsElsewhereIsRungToo() {
        String call = callUser(ada, "bob", 10);
        Client page = node.connect("bob");
        node.pass(Duration.ofSeconds(6));

        assertEquals(1, page.socket().ofType("rtc:incoming").size());
        JsonObject ring = last(page, "rtc:incoming");
        assertEquals(call, ring.getString("call_id"));
        assertTrue(ring.getLong("ring_ms") < 45_000);
        assertEquals(1, bob.socket().ofType("rtc:incoming").size());

        bob.send(request("hangup", 1, call, ",\"scope\":\"device\""));
        node.pass(Duration.ofSeconds(4));
        assertEquals(1, bob.socket().ofType("rtc:incoming").size(), "it has declined");
        assertEquals(List.of(), ada.socket().ofType("rtc:closed"), "the page rings on");
        page.send(request("hangup", 1, call, ",\"scope\":\"device\""));
        assertEquals("declined", last(ada, "rtc:closed").getString("reason"));
    }

    @Test
    void aPageThatIsOpenedAfterTheAnswerIsNotRung() {
        bob.send(request("accept", 1, callUser(ada, "bob", 10), ""));
        Client page = node.connect("bob");
        node.pass(Duration.ofSeconds(6));
        assertEquals(List.of(), page.socket().ofType("rtc:incoming"));
    }

    @Test
    void aPageThatIsOpenedIsNotRungByWhoIsBlocked() {
        bob.send("{\"type\":\"block\",\"id\":5,\"user_id\":\"ada\"}");
        callUser(ada, "bob", 10);
        Client page = node.connect("bob");
        node.pass(Duration.ofSeconds(6));
        assertEquals(List.of(), page.socket().ofType("rtc:incoming"));
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
    void whoRejectsCallsWhileBusyIsNotRung() {
        bob.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"reject\"}");
        bob.send(request("accept", 1, callUser(ada, "bob", 10), ""));
        Client eve = node.connect("eve");
        callUser(eve, "bob", 1);

        assertEquals("result", bob.socket().answer(5).getString("type"));
        assertEquals("busy", last(eve, "rtc:closed").getString("reason"));
        assertEquals(1, bob.socket().ofType("rtc:incoming").size());
    }

    @Test
    void aBusyCalleeIsBusyForASkapiClientToo() {
        bob.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"reject\"}");
        bob.send(request("accept", 1, callUser(ada, "bob", 10), ""));
        Client old = node.connectSkapi("carl");
        old.send("{\"action\":\"rtc\",\"uid\":\"cid:" + bob.cid()
                + "\",\"content\":{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"o\"}},\"token\":\"t\"}");

        JsonObject hungup = old.socket().frames().getLast().getJsonObject("#rtc");
        assertEquals("busy", hungup.getString("reason"));
    }

    /** An app closes the view of a call by who is in it. */
    @Test
    void aSkapiCallerIsToldWhoHasNotAnswered() {
        Client old = node.connectSkapi("carl");
        old.send("{\"action\":\"rtc\",\"uid\":\"cid:" + bob.cid()
                + "\",\"content\":{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"o\"}},\"token\":\"t\"}");
        node.pass(Duration.ofSeconds(46));

        JsonObject closed = old.socket().frames().getLast();
        assertEquals("bob", closed.getString("#user_id"));
        assertEquals(bob.cid(), closed.getString("#scid"));
        assertEquals(new JsonObject().put("hungup", "bob").put("reason", "timeout"), closed.getJsonObject("#rtc"));
    }

    @Test
    void aBlockedUserRingsNobodyAndDoesNotLearnIt() {
        bob.send("{\"type\":\"block\",\"id\":5,\"user_id\":\"ada\"}");
        callUser(ada, "bob", 10);
        ada.send("{\"type\":\"call\",\"id\":11,\"cid\":\"" + bob.cid() + "\"," + OFFER + "}");
        assertEquals(List.of(), bob.socket().ofType("rtc:incoming"));
        node.pass(Duration.ofSeconds(46));
        assertEquals("timeout", last(ada, "rtc:closed").getString("reason"));
        assertEquals(2, ada.socket().ofType("rtc:closed").size());
        assertEquals(List.of(), bob.socket().ofType("rtc:closed"));

        bob.send("{\"type\":\"blocked\",\"id\":6}");
        assertEquals(
                List.of("ada"), bob.socket().answer(6).getJsonArray("users").getList());
        bob.send("{\"type\":\"unblock\",\"id\":7,\"user_id\":\"ada\"}");
        callUser(ada, "bob", 12);
        assertEquals(1, bob.socket().ofType("rtc:incoming").size());
    }

    @Test
    void nobodyBlocksHimself() {
        bob.send("{\"type\":\"block\",\"id\":5,\"user_id\":\"bob\"}");
        assertEquals("bad_request", bob.socket().answer(5).getString("code"));
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
        bob.send(request("move", 2, call, ""));
        assertEquals("bad_request", bob.socket().answer(2).getString("code"), "it is in that call already");
        assertEquals(List.of(), bob.socket().ofType("rtc:closed"));
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
    void oneDeviceDeclinesForItself() {
        Client phone = node.connect("bob");
        String call = callUser(ada, "bob", 10);
        phone.send(request("hangup", 1, call, ",\"scope\":\"device\""));
        assertEquals("declined", last(phone, "rtc:closed").getString("reason"));
        assertEquals(List.of(), ada.socket().ofType("rtc:closed"));
        phone.send(request("accept", 2, call, ""));
        assertEquals("call_closed", phone.socket().answer(2).getString("code"));
        bob.send(request("hangup", 1, call, ",\"scope\":\"device\""));
        assertEquals("declined", last(ada, "rtc:closed").getString("reason"));
    }

    @Test
    void severalCandidatesGoAsTheyCameAndOneByOneToThoseWhoKnowNoOtherWay() {
        Client old = node.connectSkapi("carl");
        old.send("{\"action\":\"rtc\",\"uid\":\"cid:" + ada.cid()
                + "\",\"content\":{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"o\"}},\"token\":\"t\"}");
        String call = last(ada, "rtc:incoming").getString("call_id");
        ada.send(request("accept", 1, call, ""));
        ada.send(request("signal", 2, call, ",\"candidates\":[{\"candidate\":\"a\"}, {\"candidate\":\"b\"},null]"));
        List<String> candidates = old.socket().frames().stream()
                .map(frame -> frame.getJsonObject("#rtc"))
                .filter(content -> content != null && content.containsKey("candidate"))
                .map(content -> content.getJsonObject("candidate").getString("candidate"))
                .toList();
        assertEquals(List.of("a", "b"), candidates);

        String native1 = callUser(ada, "bob", 10);
        bob.send(request("accept", 1, native1, ""));
        ada.send(request("signal", 11, native1, ",\"candidates\":[{\"candidate\":\"a\"}, {\"candidate\":\"b\"}]"));
        assertEquals(2, last(bob, "rtc:signal").getJsonArray("candidates").size());
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
