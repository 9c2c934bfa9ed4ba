package io.ringway.tests.skapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.PushService;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A user with skapi-js subscribes at one node and closes the app; the other node pushes to him, after the first has died too. */
class PushIT {
    private static final String PUBLIC =
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private static final String PRIVATE = Secrets.keep("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");

    @Test
    void whoIsNotThereIsToldAndRung() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        try (AppServer pages = new AppServer(SkapiPage.FILES);
                PushService service = new PushService();
                TestCluster cluster = TestCluster.start(2, environment(pages, certificate));
                Browser browser = Browser.start()) {
            SkapiPage bob = SkapiPage.open(browser, pages, cluster.node(1));
            assertEquals(PUBLIC, bob.skapi("vapidPublicKey").getString("VAPIDPublicKey"));
            assertEquals(
                    "SUCCESS: Subscribed to receive notifications.",
                    bob.says("subscribeNotification", service.endpoint("bob"), service.keys()));

            SkapiPage ada = SkapiPage.connect(browser, pages, cluster.node(0));
            ada.skapi("postRealtime", "hi", bob.userId, Map.of("title", "Ada", "body", "100% ☃"));
            PushService.Push message = service.await("the message", one -> isOf(one, "message"));
            assertEquals("100% ☃", message.notice().getString("body"));
            assertEquals(ada.userId, message.notice().getString("from"));
            assertEquals(0, ada.count("error"));
            assertTrue(message.authorization().endsWith("k=" + PUBLIC));

            assertEquals(
                    "SUCCESS: Notification sent.",
                    ada.says("pushNotification", Map.of("title", "News", "body", "today"), List.of(bob.userId)));
            service.await("the news", one -> "News".equals(one.notice().getString("title")));

            ShimPage caller = ShimPage.connect(browser, pages, cluster.node(0));
            rings(caller, bob.userId, service, "first");
            cluster.node(1).kill();
            cluster.node(0).awaitLeft(1);
            rings(caller, bob.userId, service, "after the loss of a node");

            SkapiPage elsewhere = bob.loggedIn(cluster.node(0));
            assertEquals(
                    "SUCCESS: Unsubscribed from notifications.",
                    elsewhere.says("unsubscribeNotification", service.endpoint("bob"), service.keys()));
            ada.skapi("postRealtime", "hi", bob.userId, Map.of("title", "Ada", "body", "bye"));
            ada.sees("error", e -> true);
        } finally {
            certificate.delete();
        }
    }

    private static void rings(ShimPage caller, String callee, PushService service, String when) {
        caller.run("async ([userId]) => { shim.call = await shim.rw.call({ userId }); }", callee);
        String id = (String) caller.run("() => shim.call.id");
        PushService.Push ring = service.await("the ring, " + when, one -> isOf(one, "ring") && isAbout(one, id));
        assertEquals("high", ring.urgency());
        assertEquals(caller.userId, ring.notice().getString("caller"));
        assertTrue(ring.ttl() <= 45);
        caller.run("() => shim.call.hangup()");
        PushService.Push over = service.await("its end, " + when, one -> isOf(one, "ring_over") && isAbout(one, id));
        assertEquals("cancelled", over.notice().getString("reason"));
        assertTrue(over.notice().getBoolean("missed"));
        assertEquals(ring.topic(), over.topic());
    }

    private static boolean isOf(PushService.Push push, String type) {
        return type.equals(push.notice().getString("type"));
    }

    private static boolean isAbout(PushService.Push push, String call) {
        return call.equals(push.notice().getString("call_id"));
    }

    /** Development mode, as the push service is on loopback. */
    private static Map<String, String> environment(AppServer pages, SelfSignedCertificate certificate) {
        return Map.of(
                "RINGWAY_DEV",
                "true",
                "RINGWAY_HTTP_ALLOWED_ORIGINS",
                pages.origin(),
                "RINGWAY_HTTP_TLS_CERTIFICATE",
                certificate.certificatePath(),
                "RINGWAY_HTTP_TLS_KEY",
                certificate.privateKeyPath(),
                "RINGWAY_PUSH_VAPID_PUBLIC_KEY",
                PUBLIC,
                "RINGWAY_PUSH_VAPID_PRIVATE_KEY",
                PRIVATE,
                "RINGWAY_PUSH_SUBJECT",
                "mailto:operator@example.com");
    }
}
