package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallFrames.OFFER;
import static io.ringway.gateway.session.calls.CallFrames.callUser;
import static io.ringway.gateway.session.calls.CallFrames.last;
import static io.ringway.gateway.session.calls.CallFrames.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is rung, on which devices, and what a callee has settled beforehand. */
class CalleeTest {
    private final TestNode node = new TestNode();
    private final Client ada = node.connect("ada");
    private final Client bob = node.connect("bob");

    @AfterEach
    void close() {
        node.close();
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
    void whoRejectsCallsWhileBusyIsNotRung() {
        bob.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"reject\"}");
        bob.send(request("accept", 1, callUser(ada, "bob", 10), ""));
        Client eve = node.connect("eve");
        callUser(eve, "bob", 1);

        assertEquals("result", bob.socket().answer(5).getString("type"));
        assertEquals("busy", last(eve, "rtc:closed").getString("reason"));
        assertEquals(1, bob.socket().ofType("rtc:incoming").size());
    }

    /** The caller is told what he would be told of somebody in a call, and the callee has missed it. */
    @Test
    void whoIsNotToBeDisturbedIsNotRung() {
        bob.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"do_not_disturb\"}");
        callUser(ada, "bob", 10);

        assertEquals("busy", last(ada, "rtc:closed").getString("reason"));
        assertEquals(List.of(), bob.socket().ofType("rtc:incoming"));
        assertEquals(1, last(bob, "missed_calls").getInteger("unseen"));
        bob.send("{\"type\":\"blocked\",\"id\":6}");
        assertEquals("do_not_disturb", bob.socket().answer(6).getString("on_busy"));

        bob.send("{\"type\":\"on_busy\",\"id\":7}");
        bob.send("{\"type\":\"blocked\",\"id\":8}");
        assertNull(bob.socket().answer(8).getString("on_busy"));
        callUser(ada, "bob", 11);
        assertEquals(1, bob.socket().ofType("rtc:incoming").size());
    }

    /** A second call rang into the first one. */
    @Test
    void whoIsDiallingIsBusy() {
        Client eve = node.connect("eve");
        callUser(bob, "eve", 1);
        Client phone = node.connect("bob");
        String second = callUser(ada, "bob", 10);
        assertEquals(second, last(ada, "rtc:waiting").getString("call_id"));
        assertTrue(last(phone, "rtc:incoming").getBoolean("waiting"));

        bob.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"reject\"}");
        callUser(ada, "bob", 11);
        assertEquals("busy", last(ada, "rtc:closed").getString("reason"));
        assertEquals(List.of(), eve.socket().ofType("rtc:closed"));
    }

    @Test
    void whoIsRungIsNotBusy() {
        callUser(ada, "bob", 10);
        Client eve = node.connect("eve");
        callUser(eve, "bob", 1);
        assertEquals(List.of(), eve.socket().ofType("rtc:waiting"));
    }

    @Test
    void whoDialsTheCallerIsNotBusyForHim() {
        bob.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"reject\"}");
        callUser(bob, "ada", 1);
        Client laptop = node.connect("ada");
        callUser(laptop, "bob", 10);
        assertEquals(List.of(), laptop.socket().ofType("rtc:waiting"));
        assertEquals(List.of(), laptop.socket().ofType("rtc:closed"));
    }

    @Test
    void whoCallsAnotherOfHisOwnDevicesIsNotBusyByThat() {
        Client phone = node.connect("bob");
        phone.send("{\"type\":\"on_busy\",\"id\":5,\"on_busy\":\"reject\"}");
        bob.send("{\"type\":\"call\",\"id\":1,\"cid\":\"" + phone.cid() + "\"," + OFFER + "}");
        assertEquals(1, phone.socket().ofType("rtc:incoming").size());
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
}
