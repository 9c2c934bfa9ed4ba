package io.ringway.gateway.session.calls.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose history a call is in, and who has missed it. */
class CallLogTest extends CallLogs {
    private static int unseen(Client client) {
        return client.socket().ofType("missed_calls").getLast().getInteger("unseen");
    }

    @Test
    void aCallToNobodyIsMissedByWhoComesLater() {
        String call = ring("bob");
        assertEquals("unreachable", ada.socket().ofType("rtc:closed").getFirst().getString("reason"));

        Client bob = node.connect("bob");
        assertEquals(List.of("welcome", "missed_calls"), types(bob));
        assertEquals(1, unseen(bob));
        JsonObject missed = latest(bob);
        assertEquals(call, missed.getString("call_id"));
        assertEquals("incoming", missed.getString("direction"));
        assertEquals("ada", missed.getString("caller"));
        assertEquals("bob", missed.getString("callee"));
        assertEquals("unreachable", missed.getString("reason"));
        assertEquals(7, missed.getInteger("data_bytes"));
        assertTrue(missed.getBoolean("missed"));
        assertFalse(missed.getBoolean("seen"));
        assertNull(missed.getLong("answered"));
    }

    private static List<String> types(Client client) {
        return client.socket().frames().stream()
                .map(frame -> frame.getString("type"))
                .toList();
    }

    @Test
    void theCallerHasItInItsHistoryAndHasMissedNothing() {
        ring("bob");
        JsonObject call = latest(ada);
        assertEquals("outgoing", call.getString("direction"));
        assertFalse(call.getBoolean("missed"));
        assertTrue(call.getBoolean("seen"));
        assertEquals(List.of(), ada.socket().ofType("missed_calls"));
        assertEquals(List.of("welcome"), types(node.connect("ada")));
    }

    @Test
    void whoHasMissedNothingIsToldNothing() {
        assertEquals(List.of("welcome"), types(ada));
    }

    @Test
    void everyReasonThatNobodyAnsweredIsMissed() {
        Client bob = node.connect("bob");
        ask(ada, "hangup", of(ring("bob")));
        assertEquals("cancelled", latest(bob).getString("reason"));
        assertEquals(1, unseen(bob));

        ring("bob");
        node.pass(Duration.ofMinutes(1));
        assertEquals("timeout", latest(bob).getString("reason"));
        assertEquals(2, unseen(bob));

        node.pass(Duration.ofSeconds(1));
        ring("bob");
        bob.close(1006);
        Client back = node.connect("bob");
        assertEquals("disconnected", latest(back).getString("reason"));
        assertEquals(3, unseen(back));

        node.pass(Duration.ofSeconds(1));
        Client gone = node.connect("eve");
        ask(gone, "call", ",\"user_id\":\"bob\"");
        gone.close(1006);
        assertEquals("disconnected", latest(back).getString("reason"));
        assertEquals("eve", latest(back).getString("caller"));
        assertEquals(null, latest(back).getString("ended_by"), "she was lost, and has ended nothing");
        assertEquals(4, unseen(back));
    }

    @Test
    void whatWasDeclinedOrAnsweredIsNotMissed() {
        Client bob = node.connect("bob");
        ask(bob, "hangup", of(ring("bob")));
        assertEquals("declined", latest(bob).getString("reason"));
        assertEquals("bob", latest(bob).getString("ended_by"));
        assertFalse(latest(bob).getBoolean("missed"));

        String call = ring("bob");
        ask(bob, "accept", of(call) + ANSWER);
        node.pass(Duration.ofSeconds(5));
        ask(ada, "hangup", of(call));
        for (Client client : List.of(ada, bob)) {
            JsonObject row = latest(client);
            assertEquals("hangup", row.getString("reason"));
            assertEquals("ada", row.getString("ended_by"));
            assertEquals(bob.cid(), row.getString("device"));
            assertEquals(5_000, row.getLong("duration_ms"));
            assertFalse(row.getBoolean("missed"));
        }
        assertEquals(List.of(), bob.socket().ofType("missed_calls"));
    }

    @Test
    void anAnsweredCallIsMissedOnNoDevice() {
        Client phone = node.connect("bob");
        Client laptop = node.connect("bob");
        String call = ring("bob");
        ask(phone, "accept", of(call));
        assertEquals(
                "answered_elsewhere",
                laptop.socket().ofType("rtc:closed").getFirst().getString("reason"));
        assertEquals(0, calls(laptop).size(), "it goes on");
        phone.close(1006);
        assertEquals("disconnected", latest(laptop).getString("reason"));
        assertEquals(phone.cid(), latest(laptop).getString("device"));
        assertFalse(latest(laptop).getBoolean("missed"));
    }

    @Test
    void whoCallsOneConnectionIsInTheHistoryOfItsUser() {
        Client bob = node.connect("bob");
        String call = ask(ada, "call", ",\"cid\":\"" + bob.cid() + "\"").getString("call_id");
        ask(ada, "hangup", of(call));
        assertEquals("bob", latest(ada).getString("callee"));
        assertTrue(latest(bob).getBoolean("missed"));
        assertEquals(List.of("began", "ringing", "rang", "closed"), timeline(bob, call));
    }

    @Test
    void aConnectionThatIsGoneBelongsToNobodyAnyMore() {
        Client bob = node.connect("bob");
        bob.close(1000);
        ask(ada, "call", ",\"cid\":\"" + bob.cid() + "\"");
        assertNull(latest(ada).getString("callee"));
        assertEquals("unreachable", latest(ada).getString("reason"));
    }

    @Test
    void whoCallsItsOwnDevicesHasNotMissedIt() {
        Client phone = node.connect("ada");
        ask(ada, "hangup", of(ring("ada")));
        assertEquals(1, calls(phone).size());
        assertEquals("outgoing", latest(phone).getString("direction"));
        assertEquals(List.of(), phone.socket().ofType("missed_calls"));
    }

    @Test
    void whatIsSeenOnOneDeviceIsSeenOnAll() {
        String first = ring("bob");
        node.pass(Duration.ofSeconds(1));
        ring("bob");
        Client phone = node.connect("bob");
        Client laptop = node.connect("bob");
        assertEquals(2, unseen(phone));

        assertEquals(1, ask(phone, "calls_seen", of(first)).getInteger("unseen"));
        assertEquals(1, unseen(laptop));
        JsonArray calls = calls(laptop);
        assertFalse(calls.getJsonObject(0).getBoolean("seen"));
        assertTrue(calls.getJsonObject(1).getBoolean("seen"));

        ask(phone, "calls_seen", of(calls.getJsonObject(0).getString("call_id")));
        assertEquals(0, unseen(laptop));
        assertEquals(List.of("welcome"), types(node.connect("bob")));
    }

    @Test
    void pagesOfTheHistoryFollowEachOther() {
        for (int i = 0; i < 5; i++) {
            ring("bob-" + i);
            node.pass(Duration.ofSeconds(1));
        }
        JsonObject first = ask(ada, "calls", ",\"limit\":3");
        JsonObject second = ask(ada, "calls", ",\"limit\":3,\"after\":\"" + first.getString("next") + "\"");
        assertEquals(List.of("bob-4", "bob-3", "bob-2"), callees(first));
        assertEquals(List.of("bob-1", "bob-0"), callees(second));
        assertNull(second.getString("next"));
    }

    private static List<String> callees(JsonObject page) {
        return page.getJsonArray("calls").stream()
                .map(call -> ((JsonObject) call).getString("callee"))
                .toList();
    }

    @Test
    void whoBlocksSomebodyMissesNoCallOfHis() {
        Client bob = node.connect("bob");
        String heard = ring("bob");
        ask(ada, "hangup", of(heard));
        ask(bob, "block", ",\"user_id\":\"ada\"");
        node.pass(Duration.ofSeconds(1));
        String unheard = ring("bob");
        ask(ada, "hangup", of(unheard));
        assertEquals(1, calls(bob).size());
        assertEquals(1, unseen(bob));
        assertEquals(List.of(unheard, heard), ids(ada));
        assertEquals("bob", latest(ada).getString("callee"));
        assertEquals(lines(ada, heard), lines(ada, unheard), "nothing tells him so");

        String here = ask(ada, "call", ",\"cid\":\"" + bob.cid() + "\"").getString("call_id");
        ask(ada, "hangup", of(here));
        assertEquals(List.of("began", "ringing", "rang", "closed"), timeline(ada, here), "as if it had rung");
        assertEquals(1, calls(bob).size());
    }

    private List<String> lines(Client client, String call) {
        return ask(client, "call_timeline", of(call)).getJsonArray("lines").stream()
                .map(line -> ((JsonObject) line).getString("text"))
                .toList();
    }

    @Test
    void aNameThatIsNoUserRingsNobodyAndIsWrittenDownNowhere() {
        ring("x".repeat(300));
        ring("line\\nfeed");
        assertEquals(0, calls(ada).size());
    }

    @Test
    void tenantsMissTheirOwnCallsAlone() {
        ring("bob");
        Client bob = node.present(node.token("other", "bob", null, Duration.ofHours(1)));
        assertEquals(List.of("welcome"), types(bob));
        assertEquals(0, calls(bob).size());
    }

    @Test
    void skapiClientsLeaveMissedCallsToo() {
        Client bob = node.connectSkapi("bob");
        ring("bob");
        assertEquals(1, unseen(node.connect("bob")), "it could not be rung without an offer");
        assertTrue(bob.socket().frames().isEmpty());
    }
}
