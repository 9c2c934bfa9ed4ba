package io.ringway.tests.turn;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Coturn;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls in Chromium through a real coturn, with credentials from a node. */
class TurnIT {
    private static final Duration TTL = Duration.ofSeconds(15);

    @Test
    void aRelayedCallGoesOnWithFreshCredentialsAndWrongOnesAreRefused() {
        try (Coturn coturn = Coturn.start();
                Node node = Node.start(NodeSettings.alone("turn", coturn.environment(TTL)));
                Browser browser = Browser.start()) {
            browser.play("turn", () -> {
                RelayPage ada = RelayPage.connect(browser, node, "ada");
                RelayPage bob = RelayPage.connect(browser, node, "bob");
                callAndOutliveTheCredentials(ada, bob);
                refuseWhatIsWrong(ada, coturn, credentials(node));
            });
        }
    }

    private static void callAndOutliveTheCredentials(RelayPage ada, RelayPage bob) {
        ada.calls(bob);
        RelayPage.Way first = ada.way();
        RelayPage.Way firstOfBob = bob.way();
        assertRelayed(first);
        ada.seesMovingPicture();
        bob.seesMovingPicture();

        RelayPage.Way second = ada.anotherWayThan(first);
        bob.anotherWayThan(firstOfBob);

        assertRelayed(second);
        assertTrue(expiry(second.username()).isAfter(expiry(first.username())), second.username());
        await("the first credentials are over")
                .atMost(TTL)
                .until(() -> Instant.now().isAfter(expiry(first.username())));
        ada.seesMovingPicture();
        bob.seesMovingPicture();
        assertFalse((ada.states() + bob.states()).contains("closed"), ada.states());
    }

    private static void assertRelayed(RelayPage.Way way) {
        assertEquals(List.of("relay", "relay"), List.of(way.local(), way.remote()));
    }

    private static Instant expiry(String username) {
        return Instant.ofEpochSecond(Long.parseLong(username.substring(0, username.indexOf(':'))));
    }

    private static JsonObject credentials(Node node) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/v1/ice-servers"))
                .header("Authorization", "Bearer " + Tokens.of("ada"))
                .build();
        return new JsonObject(Node.send(request).body())
                .getJsonArray("iceServers")
                .getJsonObject(0);
    }

    private static void refuseWhatIsWrong(RelayPage page, Coturn coturn, JsonObject good) {
        String username = good.getString("username");
        String credential = good.getString("credential");
        String another = username.replace("/ada", "/eve");
        String longer = expiry(username).plusSeconds(3_600).getEpochSecond() + ":demo/ada";

        assertEquals(List.of("relay"), page.gathers(coturn.url(), username, credential));
        assertEquals(List.of("401"), page.gathers(coturn.url(), username, "d3Jvbmc="));
        assertEquals(List.of("401"), page.gathers(coturn.url(), another, credential), "of another user");
        assertEquals(List.of("401"), page.gathers(coturn.url(), longer, credential), "made to last longer");
        String over = Instant.now().minusSeconds(1).getEpochSecond() + ":demo/ada";
        assertEquals(List.of("401"), page.gathers(coturn.url(), over, Coturn.credential(over)), "good once, and over");
        String valid = Instant.now().plusSeconds(60).getEpochSecond() + ":demo/ada";
        assertEquals(List.of("relay"), page.gathers(coturn.url(), valid, Coturn.credential(valid)));
    }

    /** Bob's page does as it is told; Ada's uses every way it finds, and tells Bob of all of them. */
    @Test
    void aCallThroughRelaysOnlyShowsNobodyWhereTheOtherIs() {
        try (Coturn coturn = Coturn.start();
                Node node = Node.start(NodeSettings.alone("relay-only", relayOnly(coturn)));
                Browser browser = Browser.start()) {
            browser.play("relay-only", () -> {
                RelayPage ada = RelayPage.connect(browser, node, "ada", RelayPage.Obedience.NONE);
                RelayPage bob = RelayPage.connect(browser, node, "bob", RelayPage.Obedience.WHAT_THE_NODE_SAYS);
                ada.calls(bob);
                assertEquals("relay", bob.policy());
                assertEquals("all", ada.policy());
                assertEquals("relay", bob.way().local());
                assertEquals("relay", ada.way().remote());
                ada.seesMovingPicture();
                bob.seesMovingPicture();
                for (RelayPage page : List.of(ada, bob)) {
                    assertFalse(page.heard().contains("typ host"), page.heard());
                    assertFalse(page.heard().contains("typ srflx"), page.heard());
                    assertTrue(page.heard().contains("typ relay"), page.heard());
                }
                assertTrue(ada.said().contains("typ host"), "else there was nothing to hide");
            });
            await("the node has found its TURN server")
                    // It looks every half minute.
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Node.send(HttpRequest.newBuilder(node.management("/health/ready"))
                                    .build())
                            .body()
                            .contains("\"provider\":\"turn\",\"status\":\"up\""));
        }
    }

    private static Map<String, String> relayOnly(Coturn coturn) {
        Map<String, String> environment = new HashMap<>(coturn.environment(Duration.ofMinutes(10)));
        environment.put("RINGWAY_ICE_RELAY_ONLY", "true");
        return environment;
    }
}
