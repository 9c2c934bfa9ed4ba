package io.ringway.tests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.ringway.tests.support.Alone;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The room page on three nodes: four people see and hear each other, a fifth finds the room full; and pages with a key. */
@ExtendWith(Alone.class)
class RoomIT {
    private static final String KEY = "pk_0123456789abcdef";

    /** What a page without a backend does: connects with the key, joins, and says hello to whoever is there. */
    private static final String VISIT = """
            <!doctype html><title>visit</title><script type="module">
            import { Ringway } from 'NODE/js/ringway-room.min.mjs';
            const ringway = new Ringway({ url: 'NODE', key: 'KEY' });
            window.heard = [];
            window.result = (async () => {
              await ringway.connect();
              const room = ringway.room('visit');
              room.on('message', ({ peer, data }) => window.heard.push([peer.userId, data]));
              await room.join();
              window.room = room;
              return ringway.userId;
            })().catch((error) => error.code);
            </script>""";

    /** Records the view of this side while some of it passes, then plays that in the page. */
    private static final String RECORD = """
            async () => {
              const seen = document.createElement('video');
              const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 160, height: 90 } });
              window.room.addStream(camera);
              Object.assign(seen, { muted: true, srcObject: camera });
              await seen.play();
              const recording = window.room.record();
              const from = seen.currentTime;
              await new Promise((done) => seen.addEventListener('timeupdate', () => seen.currentTime > from + 2 && done()));
              const blob = await recording.stop();
              window.recorded = Object.assign(document.createElement('video'), { muted: true, src: URL.createObjectURL(blob) });
              document.body.append(window.recorded);
              await window.recorded.play();
              return blob.type.split(';')[0];
            }""";

    @Test
    void fourPeopleOnThreeNodesAndPagesWithAKey() {
        try (Site site = new Site();
                TestCluster cluster = TestCluster.start(3, settings(site));
                Browser browser = Browser.undisturbed()) {
            browser.play("room", () -> {
                List<Guest> inside = meet(browser, cluster);
                lateJoinerGetsEverybody(browser, cluster, inside);
            });
            browser.play("visit", () -> visit(browser, site, cluster));
            browser.everybodyLeaves();
            browser.play("shares", () -> share(browser, site, cluster));
        }
    }

    private static List<Guest> meet(Browser browser, TestCluster cluster) {
        Guest ada = Guest.knock(browser, cluster.node(0), "tea", "Ada");
        ada.isInside();
        Guest bob = Guest.knock(browser, cluster.node(1), "tea", "Bob");
        bob.isInside();
        Guest eve = Guest.knock(browser, cluster.node(2), "tea", "Eve");
        eve.isInside();
        for (Guest guest : List.of(ada, bob, eve)) {
            guest.seesFaces(3);
            guest.seesMovingPictures(2);
        }
        return List.of(ada, bob, eve);
    }

    private static void lateJoinerGetsEverybody(Browser browser, TestCluster cluster, List<Guest> inside) {
        Guest ada = inside.get(0);
        Guest bob = inside.get(1);
        Guest joe = Guest.knock(browser, cluster.node(0), "tea", "Joe");
        joe.isInside();
        for (Guest guest : List.of(ada, bob, inside.get(2), joe)) {
            guest.seesFaces(4);
            guest.seesMovingPictures(3);
        }
        browser.picture("room-four");
        bob.presses("m");
        joe.seesOf(bob, Map.of("hears", "false", "sees", "true"));
        bob.presses("v");
        joe.seesOf(bob, Map.of("sees", "false"));
        bob.sharesItsScreen();
        ada.seesScreenOf(bob);
        bob.sharesItsScreen();
        ada.seesScreens(0);

        Guest zoe = Guest.knock(browser, cluster.node(1), "tea", "Zoe");
        zoe.isToldThatTheRoomIsFull();
        bob.leaves();
        ada.seesFaces(3);
        zoe.triesAgain();
        zoe.isInside();
        zoe.seesMovingPictures(3);
        for (Guest guest : List.of(ada, inside.get(2), joe, zoe)) {
            guest.closesTheTab();
        }
        bob.closesTheTab();
    }

    private static Map<String, String> settings(Site site) {
        String key = "[{\"key\":\"%s\",\"tenant\":\"dev\",\"origins\":[\"%s\"],\"groups\":{\"room:*\":[\"join\"]}}]"
                .formatted(KEY, site.origin());
        return Map.of("RINGWAY_DEV", "true", "RINGWAY_ROOMS_MAX_PEERS", "4", "RINGWAY_AUTH_PUBLISHABLE_KEYS", key);
    }

    /** The app's own web server, which has no backend: of another origin than the gateway's. */
    private static final class Site implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    String node = request.getParam("node");
                    request.response()
                            .putHeader("Content-Type", "text/html")
                            .end(node == null ? "" : VISIT.replace("NODE", node).replace("KEY", KEY));
                })
                .listen(0, "127.0.0.1")
                .await();

        String origin() {
            return "http://127.0.0.1:" + server.actualPort();
        }

        /** The same pages under a name that no key is for. */
        String other() {
            return "http://localhost:" + server.actualPort();
        }

        @Override
        public void close() {
            vertx.close().await();
        }
    }

    private static Page open(Browser browser, String origin, Node node) {
        Page page = browser.person();
        page.navigate(origin + "/?node=" + node.url());
        return page;
    }

    private static void share(Browser browser, Site site, TestCluster cluster) {
        Page one = open(browser, site.origin(), cluster.node(0));
        one.evaluate("window.result");
        Shares.beforehand(one);
        Page other = open(browser, site.origin(), cluster.node(1));
        other.evaluate("window.result");
        one.waitForFunction("window.room.peers.length === 1");
        other.waitForFunction("window.room.peers.length === 1");
        Shares.late(one, other);
        Shares.between(one, other);
        Shares.many(one, other);
    }

    private static void visit(Browser browser, Site site, TestCluster cluster) {
        Page first = open(browser, site.origin(), cluster.node(0));
        Page second = open(browser, site.origin(), cluster.node(1));
        String user = (String) first.evaluate("window.result");
        assertTrue(user.startsWith("anon-"), user);
        second.evaluate("window.result");
        first.waitForFunction("window.room.peers.length === 1");
        second.waitForFunction("window.room.peers[0]?.state === 'connected'");
        second.evaluate("window.room.send({ hello: 'there' })");
        first.waitForFunction("window.heard.length === 1");
        assertEquals("video/webm", first.evaluate(RECORD));
        first.waitForFunction("recorded.videoWidth > 0 && recorded.currentTime > 0.5");

        Page wrong = open(browser, site.other(), cluster.node(2));
        assertEquals("origin_not_allowed", wrong.evaluate("window.result"));
        // The browser complains of a handshake that is refused; the attempt after it told the page why.
        browser.errors().removeIf(error -> error.contains(site.other()) && error.contains("403"));
    }
}
