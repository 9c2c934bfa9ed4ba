package io.ringway.tests.skapi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.LoadBalancer;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What skapi-js does when its node goes away: it tries once more, three seconds later, at the same address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // started before all tests, for all of them
class SkapiReconnectIT {
    private static final String GROUP = "those who stay";

    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    private final AppServer pages = new AppServer(SkapiPage.FILES);
    private final Map<String, String> environment = Map.of(
            "RINGWAY_HTTP_ALLOWED_ORIGINS", pages.origin(),
            "RINGWAY_HTTP_TLS_CERTIFICATE", certificate.certificatePath(),
            "RINGWAY_HTTP_TLS_KEY", certificate.privateKeyPath());
    private Browser browser;

    @BeforeAll
    void start() {
        browser = Browser.start();
    }

    @AfterAll
    void stop() {
        pages.close();
        certificate.delete();
        browser.close();
    }

    @AfterEach
    void everybodyLeaves() {
        browser.everybodyLeaves();
    }

    @Test
    void anAppIsBackInItsGroupAfterItsNodeWasStartedAnew() {
        NodeSettings settings = NodeSettings.alone("restarted", environment);
        Node first = Node.start(settings);
        try (LoadBalancer balancer = new LoadBalancer(first)) {
            SkapiPage ada = SkapiPage.connect(browser, pages, balancer.port());
            ada.join(GROUP);
            String before = ada.cidOf(ada, GROUP);
            first.terminate();
            assertEquals(0, first.awaitExit(30));
            first.close();
            try (Node second = Node.start(settings)) {
                isBack(ada);
                SkapiPage bob = SkapiPage.connect(browser, pages, second);
                bob.join(GROUP);
                ada.notice("USER_JOINED", bob);
                assertNotEquals(before, bob.cidOf(ada, GROUP));
                talkAndGo(ada, bob);
            }
        }
    }

    @Test
    void anAppGoesOnAtAnotherNodeWhenItsOwnIsKilled() {
        try (TestCluster cluster = TestCluster.start(2, environment);
                LoadBalancer balancer = new LoadBalancer(cluster.node(0))) {
            SkapiPage bob = SkapiPage.connect(browser, pages, cluster.node(1));
            bob.join(GROUP);
            SkapiPage ada = SkapiPage.connect(browser, pages, balancer.port());
            ada.join(GROUP);
            bob.notice("USER_JOINED", ada);
            balancer.turnTo(cluster.node(1));
            cluster.node(0).kill();
            bob.notice("USER_DISCONNECTED", ada);
            isBack(ada);
            await("ada's second arrival").until(() -> arrivals(bob, ada) == 2);
            talkAndGo(ada, bob);
        }
    }

    /** The client joins its group again by itself: only then it is told of its own arrival once more. */
    private static void isBack(SkapiPage app) {
        app.sees("error", e -> "Skapi: WebSocket unexpected close.".equals(e.getString("message")));
        app.sees("reconnect", e -> true);
        app.seesTimes("success", 2);
        await("back in the group").until(() -> arrivals(app, app) == 2);
    }

    private static long arrivals(SkapiPage observer, SkapiPage who) {
        return observer.events().stream()
                .filter(e -> "USER_JOINED".equals(e.getString("code")) && who.userId.equals(e.getString("sender")))
                .count();
    }

    /** Leaves before the node does: the client would complain on its console that it is gone. */
    private static void talkAndGo(SkapiPage ada, SkapiPage bob) {
        ada.skapi("postRealtime", "still here", GROUP);
        JsonObject message = bob.sees("message", e -> ada.userId.equals(e.getString("sender")));
        assertEquals("still here", message.getString("message"));
        bob.skapi("postRealtime", "so am I", ada.userId);
        ada.sees("private", e -> "so am I".equals(e.getString("message")));
        ada.closeTab();
        bob.closeTab();
    }
}
