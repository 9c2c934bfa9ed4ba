package io.ringway.tests.skapi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What skapi-js's documentation shows of realtime, and how calls end, on two nodes. */
class SkapiIT extends SkapiScenarios {
    @Test
    void peopleMeetAndTalk() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));

        ada.join(group);
        JsonObject own = ada.notice("USER_JOINED", ada);
        assertEquals("User \"" + ada.userId + "\" has joined the message group.", own.getString("message"));
        assertEquals(group, own.getString("sender_rid"));
        bob.join(group);
        ada.notice("USER_JOINED", bob);

        ada.skapi("postRealtime", Map.of("text", "100% sure %zz %41 ☃"), group);
        for (SkapiPage reader : List.of(ada, bob)) {
            JsonObject message = reader.sees("message", e -> true);
            assertEquals("100% sure %zz %41 ☃", message.getJsonObject("message").getString("text"));
            assertEquals(ada.userId, message.getString("sender"));
            assertEquals(ada.cidOf(ada, group), message.getString("sender_cid"));
            assertEquals(group, message.getString("sender_rid"));
        }

        bob.skapi("postRealtime", "just for you", ada.userId);
        JsonObject whisper = ada.sees("private", e -> true);
        assertEquals("just for you", whisper.getString("message"));
        assertNull(whisper.getString("sender_rid"));

        bob.skapi("joinRealtime", Map.of("group", ""));
        JsonObject left = ada.notice("USER_LEFT", bob);
        assertEquals("User \"" + bob.userId + "\" has left the message group.", left.getString("message"));

        bob.join(group);
        await("bob is back")
                .until(() -> ada.events().stream()
                                .filter(e -> bob.userId.equals(e.getString("sender")))
                                .filter(e -> "USER_JOINED".equals(e.getString("code")))
                                .count()
                        == 2);
        bob.closeTab();
        JsonObject lost = ada.notice("USER_DISCONNECTED", bob);
        assertEquals(
                "User \"" + bob.userId + "\" has been disconnected from the message group.", lost.getString("message"));
        assertEquals(0, ada.count("error"));
    }

    @Test
    void messagesKeepTheirOrder() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ada.join(group);
        bob.join(group);
        ada.notice("USER_JOINED", bob);
        ada.run("g => { for (let i = 1; i <= 500; i++) app.skapi.postRealtime(i, g); }", group);
        bob.seesTimes("message", 500);
        List<Integer> numbers = bob.events().stream()
                .filter(e -> "message".equals(e.getString("type")))
                .map(e -> e.getInteger("message"))
                .toList();
        assertEquals(IntStream.rangeClosed(1, 500).boxed().toList(), numbers);
    }

    @Test
    void listsGroupsAndUsersOfBothNodes() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ada.join(group);
        bob.join(group);
        ada.cidOf(bob, group);
        JsonObject users = bob.skapi("getRealtimeUsers", Map.of("group", group));
        assertEquals(2, users.getJsonArray("list").size());
        assertEquals("end", users.getValue("startKey"));
        await("the count of both nodes")
                .until(() -> List.of(new JsonObject().put("group", group).put("number_of_users", 2))
                        .equals(ada
                                .skapi("getRealtimeGroups", Map.of("searchFor", "group", "value", group))
                                .getJsonArray("list")
                                .stream()
                                .toList()));
        JsonObject all = ada.skapi("getRealtimeGroups");
        assertEquals(true, all.getBoolean("endOfList"));
        JsonObject first = ada.skapi("getRealtimeUsers", Map.of("group", group), Map.of("limit", 1));
        JsonObject second =
                ada.skapi("getRealtimeUsers", Map.of("group", group), Map.of("limit", 1, "fetchMore", true));
        assertEquals(1, first.getJsonArray("list").size());
        assertEquals(1, second.getJsonArray("list").size());
        assertEquals(
                2,
                Stream.of(first, second)
                        .map(page -> page.getJsonArray("list").getJsonObject(0).getString("user_id"))
                        .distinct()
                        .count());
    }

    @Test
    void aCalleeThatClosesItsTabEndsTheCall() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        connectCall(ada, bob);
        bob.closeTab();
        ada.sees("rtc:closed", e -> bob.userId.equals(e.getString("sender")));
    }

    @Test
    void aCallerThatClosesItsTabStopsTheRing() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ring(ada, bob);
        ada.closeTab();
        bob.sees("rtc:closed", e -> ada.userId.equals(e.getString("sender")));
    }

    /** Well within the grace that a connection has which is only lost. */
    @Test
    void aCalleeThatReloadsWhileItRingsEndsTheRingAndArrivesAnew() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ring(ada, bob);
        String before = bob.cidOf(bob, group);
        SkapiPage again = bob.anew(browser, pages, cluster.node(0));
        ada.skapi("postRealtime", "to whoever is here", group);
        // Nothing else says that it was passed on: the client waits for no answer.
        ada.sees("message", e -> "to whoever is here".equals(e.getString("message")));
        again.join(group);
        JsonObject closed = ada.find("rtc:closed", e -> bob.userId.equals(e.getString("sender")));
        assertNotNull(closed, "the ring is over before its callee has arrived anew");
        assertEquals("disconnected", closed.getJsonObject("message").getString("reason"));
        assertEquals(0, again.count("message"));
        assertNotEquals(before, again.cidOf(again, group));
    }

    @Test
    void aBadTokenIsRefusedAtTheHandshake() {
        SkapiPage ada = SkapiPage.open(browser, pages, cluster.node(0));
        ada.login(cluster.node(0), ada.token() + "x");
        ada.run("() => { app.connect(); }", null);
        ada.sees("error", e -> "Skapi: WebSocket connection error.".equals(e.getString("message")));
        ada.sees("close", e -> true);
        await("the console's complaint").until(() -> browser.errors().removeIf(error -> error.contains("/skapi/api")));
    }

    @Test
    void aCallToAConnectionThatIsGoneEnds() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ada.join(group);
        bob.join(group);
        String cid = ada.cidOf(bob, group);
        bob.closeTab();
        ada.notice("USER_DISCONNECTED", bob);
        ada.call(cid);
        ada.sees("rtc:closed", e -> cid.equals(e.getString("sender_cid")));
    }

    /** The client itself would ring for ever. */
    @Test
    void aRingThatNobodyAnswersEndsAtBothSides() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ring(ada, bob);
        await("the time-out of the ring")
                .atMost(Duration.ofSeconds(90))
                .until(() -> ada.count("rtc:closed") == 1 && bob.count("rtc:closed") == 1);
        for (SkapiPage side : List.of(ada, bob)) {
            JsonObject closed = side.sees("rtc:closed", e -> true);
            assertEquals("timeout", closed.getJsonObject("message").getString("reason"));
            assertEquals(side == ada ? bob.userId : ada.userId, closed.getString("sender"));
        }
        redial(ada, bob);
    }

    @Test
    void anAppWithTheShimAndOneWithSkapiMeet() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        ShimPage eve = ShimPage.connect(browser, pages, cluster.node(1));
        ada.join(group);
        eve.run("([group]) => shim.join(group)", group);
        String cid = ada.cidOf(eve.userId, group);
        eve.run("() => shim.group.publish('100%')");
        ada.sees("message", e -> "100%".equals(e.getString("message")));
        ada.skapi("postRealtime", Map.of("a", 1), group);
        eve.isTold("message {\"a\":1}");

        ada.call(cid);
        eve.isTold("incoming");
        eve.run("() => shim.accept()");
        ada.isInCall();
        ada.seesMovingPicture();
        eve.seesMovingPicture();
        ada.hangup();
        eve.isTold("closed hangup");

        eve.run("([cid]) => shim.dial(cid)", ada.cidOf(ada, group).substring("cid:".length()));
        ada.seesTimes("rtc:incoming", 1);
        ada.accept();
        eve.run("() => shim.connected()");
        ada.isInCall();
        ada.seesMovingPicture();
        eve.run("() => shim.call.hangup()");
        ada.sees("rtc:closed", e -> eve.userId.equals(e.getString("sender")));
    }
}
