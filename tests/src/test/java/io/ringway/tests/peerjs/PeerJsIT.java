package io.ringway.tests.peerjs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What PeerJS's documentation shows, with the two ends on two nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeerJsIT {
    private final AppServer app = new AppServer(PeerPage.FILES);
    private TestCluster cluster;
    private Browser browser;
    private Balancer first;
    private Balancer second;

    @BeforeAll
    void start() {
        cluster = TestCluster.start(
                2, Map.of("RINGWAY_HTTP_ALLOWED_ORIGINS", app.origin(), "RINGWAY_PEERJS_DISCOVERY", "true"));
        first = new Balancer(cluster.node(0));
        second = new Balancer(cluster.node(1));
        browser = Browser.start();
    }

    @AfterAll
    void stop() {
        browser.close();
        first.close();
        second.close();
        cluster.close();
        app.close();
    }

    @AfterEach
    void everybodyLeaves() {
        browser.everybodyLeaves();
    }

    @Test
    void dataGoesBothWays() {
        PeerPage ada = PeerPage.connect(browser, app, first);
        PeerPage bob = PeerPage.connect(browser, app, second);
        talk(ada, bob);
        JsonObject opened = bob.sees("data-open", e -> true);
        assertEquals("100% ☃", opened.getJsonObject("metadata").getString("name"));
        assertEquals("chat", opened.getString("label"));
        assertEquals(0, ada.count("error") + bob.count("error"));
    }

    private static void talk(PeerPage caller, PeerPage callee) {
        String there = "from the caller " + UUID.randomUUID();
        String back = "from the callee " + UUID.randomUUID();
        caller.connectTo(callee.id());
        caller.sees("data-open", e -> callee.id().equals(e.getString("from")));
        callee.sees("data-open", e -> caller.id().equals(e.getString("from")));
        caller.say(there);
        callee.sees("data", e -> there.equals(e.getString("message")));
        callee.say(back);
        caller.sees("data", e -> back.equals(e.getString("message")));
    }

    @Test
    void aCallHasMovingPicturesOnBothSides() {
        PeerPage ada = PeerPage.connect(browser, app, first);
        PeerPage bob = PeerPage.connect(browser, app, second);
        ada.call(bob.id());
        JsonObject rings = bob.sees("call", e -> true);
        assertEquals(ada.id(), rings.getString("from"));
        assertEquals(7, rings.getJsonObject("metadata").getInteger("room"));
        ada.seesMovingPicture();
        bob.seesMovingPicture();
    }

    @Test
    void theServerGivesIdsAndListsThem() {
        PeerPage ada = PeerPage.connect(browser, app, first, null);
        PeerPage bob = PeerPage.connect(browser, app, second, null);
        assertEquals(4, UUID.fromString(ada.id()).version());
        assertTrue(Set.copyOf(ada.list()).containsAll(Set.of(ada.id(), bob.id())));
    }

    @Test
    void anIdIsTakenOnEveryNode() {
        PeerPage ada = PeerPage.connect(browser, app, first);
        for (Balancer way : new Balancer[] {first, second}) {
            PeerPage eve = PeerPage.start(browser, app, way, ada.id());
            eve.seesError("unavailable-id");
            eve.sees("close", e -> true);
        }
        ada.closeTab();
        await("the id is free again").until(() -> {
            PeerPage next = PeerPage.start(browser, app, second, ada.id());
            return "open".equals(next.sees(e -> true).getString("type"));
        });
    }

    @Test
    void whoIsNotThereIsUnavailable() {
        PeerPage ada = PeerPage.connect(browser, app, first);
        ada.connectTo(PeerPage.freshId());
        ada.seesError("peer-unavailable");
        await("it is said once")
                .during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(10))
                .until(() -> ada.count("error") == 1);
    }

    /** The offer waits for who is late. */
    @Test
    void aPeerThatComesASecondLateIsReached() {
        String late = PeerPage.freshId();
        PeerPage ada = PeerPage.connect(browser, app, first);
        PeerPage bob = PeerPage.visit(browser, app);
        ada.connectTo(late);
        ada.hasOffered();
        bob.start(second, late);
        bob.sees("data-open", e -> ada.id().equals(e.getString("from")));
        assertEquals(0, ada.count("error"));
    }

    @Test
    void aPeerReconnectsUnderItsIdOnEitherNode() {
        PeerPage ada = PeerPage.connect(browser, app, first);
        PeerPage bob = PeerPage.connect(browser, app, second);
        ada.disconnect();
        ada.reconnect();
        opensAgain(ada, 2);
        talk(bob, ada);
        try (Balancer moving = new Balancer(cluster.node(0))) {
            PeerPage eve = PeerPage.connect(browser, app, moving);
            eve.disconnect();
            moving.leadTo(cluster.node(1));
            eve.reconnect();
            opensAgain(eve, 2);
            talk(ada, eve);
        }
    }

    private static void opensAgain(PeerPage peer, long times) {
        await("open again").until(() -> peer.count("open") == times);
        assertEquals(
                peer.id(),
                peer.events().stream()
                        .filter(e -> "open".equals(e.getString("type")))
                        .reduce((one, last) -> last)
                        .orElseThrow()
                        .getString("id"));
    }

    @Test
    void aPeerOfAKilledNodeReconnectsOnTheOtherUnderItsId() {
        try (TestCluster doomed = TestCluster.start(2, Map.of("RINGWAY_HTTP_ALLOWED_ORIGINS", app.origin()));
                Balancer way = new Balancer(doomed.node(0));
                Balancer steady = new Balancer(doomed.node(1))) {
            PeerPage ada = PeerPage.connect(browser, app, way);
            PeerPage bob = PeerPage.connect(browser, app, steady);
            talk(ada, bob);

            doomed.node(0).kill();
            ada.sees("disconnected", e -> true);
            way.leadTo(doomed.node(1));
            ada.reconnect();

            opensAgain(ada, 2);
            ada.say("still here");
            bob.sees("data", e -> "still here".equals(e.getString("message")));
            PeerPage eve = PeerPage.connect(browser, app, steady);
            talk(eve, ada);
            PeerPage thief = PeerPage.start(browser, app, steady, ada.id());
            thief.seesError("unavailable-id");
        }
    }
}
