package io.ringway.tests.skapi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.UserPool;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An app that keeps its Cognito user pool: the tokens are the pool's own, and Ringway knows its keys by their JWK set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // started before all tests, for all of them
class SkapiPoolIT {
    private static final String GROUP = "of the pool";

    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    private final AppServer pages = new AppServer(SkapiPage.FILES);
    private final UserPool pool = new UserPool();
    private Node node;
    private Browser browser;

    @BeforeAll
    void start() {
        node = Node.start(NodeSettings.alone(
                "pool",
                Map.of(
                        "RINGWAY_HTTP_ALLOWED_ORIGINS", pages.origin(),
                        "RINGWAY_HTTP_TLS_CERTIFICATE", certificate.certificatePath(),
                        "RINGWAY_HTTP_TLS_KEY", certificate.privateKeyPath(),
                        "RINGWAY_AUTH_JWKS_URL", pool.jwksUrl(),
                        "RINGWAY_AUTH_ISSUER", pool.issuer(),
                        "RINGWAY_AUTH_AUDIENCE", UserPool.CLIENT,
                        "RINGWAY_AUTH_DEFAULT_SERVICE", SkapiPage.SERVICE,
                        "RINGWAY_SKAPI_USERPOOL_ID", UserPool.ID,
                        "RINGWAY_SKAPI_USERPOOL_CLIENT", UserPool.CLIENT)));
        browser = Browser.start();
    }

    @AfterAll
    void stop() {
        pages.close();
        pool.close();
        certificate.delete();
        node.close();
        browser.close();
    }

    @AfterEach
    void everybodyLeaves() {
        browser.everybodyLeaves();
    }

    /** The socket is opened with the access token, the listing asked for with the id token: both must mean one tenant. */
    @Test
    void usersOfThePoolMeetAndCallEachOther() {
        SkapiPage ada = connect();
        SkapiPage bob = connect();
        ada.join(GROUP);
        bob.join(GROUP);
        ada.notice("USER_JOINED", bob);
        assertEquals(
                2,
                ada.skapi("getRealtimeUsers", Map.of("group", GROUP))
                        .getJsonArray("list")
                        .size());
        ada.skapi("postRealtime", "with the pool's token", GROUP);
        bob.sees("message", e -> "with the pool's token".equals(e.getString("message")));
        ada.call(ada.cidOf(bob, GROUP));
        bob.seesTimes("rtc:incoming", 1);
        bob.accept();
        ada.isInCall();
        ada.seesMovingPicture();
        bob.hangup();
        ada.sees("rtc:closed", e -> bob.userId.equals(e.getString("sender")));
        assertEquals(0, ada.count("error") + bob.count("error"));
    }

    @Test
    void aTokenOfAnotherPoolIsRefused() {
        try (UserPool other = new UserPool()) {
            SkapiPage eve = SkapiPage.visit(browser, pages);
            eve.login(
                    node.settings().http(), pool.idToken(eve.userId, SkapiPage.SERVICE), other.accessToken(eve.userId));
            eve.run("() => { app.connect(); }", null);
            eve.sees("error", e -> "Skapi: WebSocket connection error.".equals(e.getString("message")));
            await("the console's complaint")
                    .until(() -> browser.errors().removeIf(error -> error.contains("/skapi/api")));
        }
    }

    private SkapiPage connect() {
        SkapiPage app = SkapiPage.visit(browser, pages);
        app.login(node.settings().http(), pool.idToken(app.userId, SkapiPage.SERVICE), pool.accessToken(app.userId));
        app.connect();
        return app;
    }
}
