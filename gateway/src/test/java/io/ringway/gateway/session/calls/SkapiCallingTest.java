package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallFrames.ANSWER;
import static io.ringway.gateway.session.calls.CallFrames.callUser;
import static io.ringway.gateway.session.calls.CallFrames.last;
import static io.ringway.gateway.session.calls.CallFrames.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls with clients that know no call ids. */
class SkapiCallingTest {
    private final TestNode node = new TestNode();
    private final Client ada = node.connect("ada");
    private final Client bob = node.connect("bob");

    @AfterEach
    void close() {
        node.close();
    }

    private static void ring(Client old, String callee) {
        old.send("{\"action\":\"rtc\",\"uid\":\"cid:" + callee
                + "\",\"content\":{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"v=0\"}},\"token\":\"t\"}");
    }

    @Test
    void aSkapiClientAndANativeOneCallEachOther() {
        Client old = node.connectSkapi("carl");
        ring(old, ada.cid());
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
        ring(old, "not a cid");

        List<JsonObject> frames = old.socket().frames();
        assertEquals("NOT_EXISTS", frames.get(0).getString("#code"));
        assertEquals("unreachable", frames.get(1).getJsonObject("#rtc").getString("hungup"));
        assertEquals("not a cid", frames.get(1).getString("#scid"));
        assertEquals(2, frames.size());
    }

    /** An app closes the view of a call by who is in it. */
    @Test
    void aSkapiCallerIsToldWhoHasNotAnswered() {
        Client old = node.connectSkapi("carl");
        ring(old, bob.cid());
        node.pass(Duration.ofSeconds(46));

        JsonObject closed = old.socket().frames().getLast();
        assertEquals("bob", closed.getString("#user_id"));
        assertEquals(bob.cid(), closed.getString("#scid"));
        assertEquals(new JsonObject().put("hungup", "bob").put("reason", "timeout"), closed.getJsonObject("#rtc"));
    }

    @Test
    void aBusyCalleeIsBusyForASkapiClientToo() {
        bob.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"reject\"}");
        bob.send(request("accept", 1, callUser(ada, "bob", 10), ""));
        Client old = node.connectSkapi("carl");
        ring(old, bob.cid());

        JsonObject hungup = old.socket().frames().getLast().getJsonObject("#rtc");
        assertEquals("busy", hungup.getString("reason"));
    }

    /** It was told that it does, and waited for an event that never came. */
    @Test
    void whoIsInACallWithASkapiClientIsToldThatItCannotBeginAnew() {
        Client old = node.connectSkapi("carl");
        ring(old, ada.cid());
        String call = last(ada, "rtc:incoming").getString("call_id");
        ada.send(request("accept", 1, call, ""));
        ada.send(request("move", 2, call, ""));
        assertEquals("bad_request", ada.socket().answer(2).getString("code"));
        assertEquals(List.of(), ada.socket().ofType("rtc:closed"));
    }

    /** Its client would have taken its own offer back, and waited for ever. */
    @Test
    void aRollbackIsNotToldAsAnAnswer() {
        Client old = node.connectSkapi("carl");
        ring(old, ada.cid());
        String call = last(ada, "rtc:incoming").getString("call_id");
        ada.send(request("accept", 1, call, ""));
        int told = old.socket().frames().size();
        ada.send(request("signal", 2, call, ",\"description\":{\"type\":\"rollback\"}"));
        assertEquals("result", ada.socket().answer(2).getString("type"));
        assertEquals(told, old.socket().frames().size());

        String native1 = callUser(ada, "bob", 10);
        bob.send(request("accept", 1, native1, ""));
        ada.send(request("signal", 11, native1, ",\"description\":{\"type\":\"rollback\"}"));
        assertEquals(
                "rollback", last(bob, "rtc:signal").getJsonObject("description").getString("type"));
    }

    @Test
    void severalCandidatesGoAsTheyCameAndOneByOneToThoseWhoKnowNoOtherWay() {
        Client old = node.connectSkapi("carl");
        ring(old, ada.cid());
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
}
