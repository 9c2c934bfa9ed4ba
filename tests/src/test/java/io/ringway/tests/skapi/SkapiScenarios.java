package io.ringway.tests.skapi;

import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Two nodes that skapi-js's clients find as they do: over HTTPS. Every scenario has a group of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // started before all tests, for all of them
abstract class SkapiScenarios {
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    final AppServer pages = new AppServer(SkapiPage.FILES);
    TestCluster cluster;
    Browser browser;
    String group;

    @BeforeAll
    void start() {
        cluster = TestCluster.start(
                2,
                Map.of(
                        "RINGWAY_HTTP_ALLOWED_ORIGINS", pages.origin(),
                        "RINGWAY_CALLS_ON_BUSY", "reject",
                        "RINGWAY_CALLS_RING_TIMEOUT", "20s",
                        "RINGWAY_HTTP_TLS_CERTIFICATE", certificate.certificatePath(),
                        "RINGWAY_HTTP_TLS_KEY", certificate.privateKeyPath()));
        browser = Browser.start();
    }

    @AfterAll
    void stop() {
        browser.close();
        cluster.close();
        pages.close();
        certificate.delete();
    }

    @BeforeEach
    void freshGroup() {
        group = "group " + UUID.randomUUID().toString().substring(0, 8);
    }

    @AfterEach
    void everybodyLeaves() {
        browser.everybodyLeaves();
    }

    void ring(SkapiPage ada, SkapiPage bob) {
        ada.join(group);
        bob.join(group);
        ada.call(ada.cidOf(bob, group));
        bob.seesTimes("rtc:incoming", 1);
    }

    void connectCall(SkapiPage ada, SkapiPage bob) {
        ring(ada, bob);
        bob.accept();
        ada.isInCall();
        bob.isInCall();
    }

    void redial(SkapiPage ada, SkapiPage bob) {
        ada.call(ada.cidOf(bob, group));
        bob.seesTimes("rtc:incoming", 2);
        bob.accept();
        ada.isInCall();
        bob.isInCall();
        ada.seesMovingPicture();
    }
}
