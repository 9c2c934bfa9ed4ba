package io.ringway.tests.skapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What skapi-js's documentation shows of calls, on two nodes: they connect, whatever was before them. */
class SkapiCallIT extends SkapiScenarios {
    @Test
    void aCallWithVideoConnectsAndIsHungUp() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        connectCall(ada, bob);
        ada.seesMovingPicture();
        bob.seesMovingPicture();
        ada.run("() => app.connection.channels.default.send('over the channel')", null);
        bob.sees("channel", e -> "over the channel".equals(e.getString("message")));
        bob.hangup();
        JsonObject closed = ada.sees("rtc:closed", e -> true);
        assertEquals(bob.userId, closed.getString("sender"));
        assertEquals(ada.userId, bob.sees("rtc:closed", e -> true).getString("sender"));
    }

    /** Where the gateway is set to turn such calls away: the client has no word for it. */
    @Test
    void whoCallsSomebodyInACallIsTurnedAwayAndTheCallGoesOn() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        SkapiPage eve = SkapiPage.connect(browser, pages, cluster.node(0));
        connectCall(ada, bob);
        ada.seesMovingPicture();
        eve.join(group);
        eve.call(eve.cidOf(bob, group));
        assertEquals(bob.userId, eve.sees("rtc:closed", e -> true).getString("sender"));
        bob.seesMovingPicture();
        assertEquals(1, bob.count("rtc:incoming"));
        assertEquals(0, bob.count("rtc:closed"));
        bob.hangup();
        ada.sees("rtc:closed", e -> bob.userId.equals(e.getString("sender")));
        bob.sees("rtc:closed", e -> true);
        eve.call(eve.cidOf(bob, group));
        bob.seesTimes("rtc:incoming", 2);
        eve.cancel();
    }

    /** The client keeps the offer of a ring that nobody answered, and would answer that one. */
    @Test
    void aCallAfterARejectedOneConnects() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ring(ada, bob);
        bob.reject();
        ada.sees("rtc:closed", e -> true);
        redial(ada, bob);
    }

    /** As after a rejection, though the callee's client says nothing here. */
    @Test
    void aCallAfterACancelledOneConnects() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ring(ada, bob);
        ada.cancel();
        bob.sees("rtc:closed", e -> true);
        redial(ada, bob);
    }

    /** Whichever of the two calls is accepted; and nothing of the other one is left. */
    @Test
    void twoWhoCallEachOtherAreInOneCall() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ring(bob, ada);
        ada.call(ada.cidOf(bob, group));
        bob.seesTimes("rtc:incoming", 1);
        ada.accept();
        seeEachOther(ada, bob);
        bob.seesTimes("rtc:closed", 1);
        assertEquals(0, ada.count("rtc:closed"));
        ada.hangup();
        ada.seesTimes("rtc:closed", 1);
        bob.seesTimes("rtc:closed", 2);

        bob.call(bob.cidOf(ada, group));
        ada.seesTimes("rtc:incoming", 2);
        ada.call(ada.cidOf(bob, group));
        bob.seesTimes("rtc:incoming", 2);
        bob.accept();
        seeEachOther(ada, bob);
        assertEquals(List.of(1L, 2L), List.of(ada.count("rtc:closed"), bob.count("rtc:closed")));
        bob.hangup();
        ada.seesTimes("rtc:closed", 2);
        bob.seesTimes("rtc:closed", 4);

        bob.call(bob.cidOf(ada, group));
        ada.seesTimes("rtc:incoming", 3);
        ada.accept();
        seeEachOther(ada, bob);
    }

    private static void seeEachOther(SkapiPage ada, SkapiPage bob) {
        ada.isInCall();
        bob.isInCall();
        ada.seesMovingPicture();
        bob.seesMovingPicture();
    }

    /** A caller that rang twice in vain is known under another connection id the second time. */
    @Test
    void whoMissedTwoCallsCallsBack() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ring(ada, bob);
        ada.cancel();
        bob.seesTimes("rtc:closed", 1);
        ada.call(ada.cidOf(bob, group));
        bob.seesTimes("rtc:incoming", 2);
        ada.cancel();
        bob.seesTimes("rtc:closed", 2);
        bob.call(bob.lastRinger());
        ada.seesTimes("rtc:incoming", 1);
        ada.accept();
        ada.isInCall();
        bob.isInCall();
        ada.seesMovingPicture();
        bob.hangup();
        ada.sees("rtc:closed", e -> bob.userId.equals(e.getString("sender")));
    }

    @Test
    void aCallToANameThatNobodyCanHaveEnds() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        ada.join(group);
        ada.call("cid:nobody at 100%");
        ada.sees("error", e -> "no such connection".equals(e.getString("message")));
        JsonObject closed = ada.sees("rtc:closed", e -> "cid:nobody at 100%".equals(e.getString("sender_cid")));
        assertEquals("unreachable", closed.getJsonObject("message").getString("reason"));
        assertEquals(1, ada.count("rtc:closed"));
        connectCall(ada, bob);
        ada.seesMovingPicture();
        bob.hangup();
        ada.sees("rtc:closed", e -> bob.userId.equals(e.getString("sender")));
    }

    /** The client negotiates anew where it has called, not where it was called. */
    @Test
    void aCallIsNegotiatedAnewForOneMoreCamera() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
        connectCall(ada, bob);
        bob.seesCameras(1);
        ada.addCamera();
        bob.seesCameras(2);
        ada.seesCameras(1);
        ada.run("() => app.connection.channels.default.send('still here')", null);
        bob.sees("channel", e -> "still here".equals(e.getString("message")));
        ada.hangup();
        bob.sees("rtc:closed", e -> ada.userId.equals(e.getString("sender")));
        assertEquals(0, ada.count("error") + bob.count("error"));
    }

    @Test
    void theShimNegotiatesACallOfSkapisAnew() {
        SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
        ShimPage eve = ShimPage.connect(browser, pages, cluster.node(1));
        ada.join(group);
        eve.run("([group]) => shim.join(group)", group);
        ada.call(ada.cidOf(eve.userId, group));
        eve.isTold("incoming");
        eve.run("() => shim.accept()");
        ada.isInCall();
        ada.seesCameras(1);
        eve.run("async () => { const stream = await navigator.mediaDevices.getUserMedia({ video: true });"
                + " shim.call.pc.addTrack(stream.getTracks()[0], stream); }");
        ada.seesCameras(2);
        ada.hangup();
        eve.isTold("closed hangup");
    }

    /** Its wire has one word for the end of a ring, and none for an answer that came too late. */
    @Test
    void ofTwoDevicesThatRingTheOneThatIsLateIsToldTheEndAndDisturbsNobody() {
        SkapiPage phone = SkapiPage.connect(browser, pages, cluster.node(0));
        SkapiPage laptop = phone.beside(browser, pages, cluster.node(1));
        ShimPage eve = ShimPage.connect(browser, pages, cluster.node(1));
        eve.run("([user]) => shim.ring(user)", phone.userId);
        phone.seesTimes("rtc:incoming", 1);
        laptop.seesTimes("rtc:incoming", 1);
        phone.accept();
        phone.isInCall();
        JsonObject closed = laptop.sees("rtc:closed", e -> true);
        assertEquals(eve.userId, closed.getString("sender"));
        laptop.run("() => app.accept({ media: { audio: true } }).catch(() => null)", null);
        phone.seesMovingPicture();
        eve.seesMovingPicture();
        phone.hangup();
        eve.isTold("closed hangup");
        assertEquals(List.of(1L, 1L), List.of(laptop.count("rtc:closed"), laptop.count("rtc:incoming")));
        assertEquals(1, phone.count("rtc:incoming"));
    }
}
