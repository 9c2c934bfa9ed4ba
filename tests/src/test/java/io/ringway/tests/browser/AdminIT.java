package io.ringway.tests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Repo;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The operators' page over two nodes: who is where and who was, a call, figures that move, what happened to a user, and a kick
 * across nodes. */
class AdminIT {
    /** How many points a tile's line has, and how far up the highest is; the line is 56 high. */
    private static final String LINE = """
            (tile) => {
              const heights = tile.closest('li').querySelector('.chart-line').getAttribute('d').match(/,[0-9.]+/g) ?? [];
              return [heights.length, 56 - Math.min(56, ...heights.map((height) => Number(height.slice(1))))];
            }
            """;

    /** As soon as the row that is clicked on first is another, whatever is under the pointer then is clicked on. */
    private static final String CLICK_AGAIN = """
            () => document.addEventListener('click', ({ clientX, clientY, target }) => {
              const changed = new MutationObserver(() => {
                changed.disconnect();
                requestAnimationFrame(() => {
                  const under = document.elementFromPoint(clientX, clientY);
                  window.again = `${under.dataset.testid} ${under.textContent}`;
                  under.click();
                });
              });
              const list = target.closest('ul.sessions');
              changed.observe(list, { subtree: true, childList: true, attributeFilter: ['data-gone'] });
            }, { once: true, capture: true })
            """;

    private static final String API_KEY = Secrets.keep("sk_0123456789abcdef0123456789abcdef");
    private static final String KEY = "operators-0123456789";

    private static void shows(Locator locator, String text) {
        assertThat(locator).containsText(text);
    }

    private static Page open(Browser browser, Node node) {
        Page page = browser.person();
        page.navigate(node.management("/admin").toString());
        page.getByTestId("key").fill(KEY);
        page.getByTestId("unlock").click();
        return page;
    }

    private static void counts(Locator locator, int count) {
        assertThat(locator).hasCount(count);
    }

    @Test
    void anOperatorFindsAUserOfAnotherNodeAndDisconnectsHim() {
        try (TestCluster cluster = TestCluster.start(2, Map.of("RINGWAY_MANAGEMENT_ADMIN_KEY", KEY));
                Client ada = Client.connect(cluster.node(0), "ada");
                Client bob = Client.connect(cluster.node(1), "bob");
                Browser browser = Browser.start()) {
            ada.join("lobby");
            bob.join("lobby");
            browser.play("admin", () -> {
                Page page = open(browser, cluster.node(0));

                counts(page.getByTestId("node-row"), 2);
                shows(page.getByTestId("tile-connections"), "2");
                shows(page.getByTestId("list-groups"), "lobby2 members");

                aCallIsInTheFigures(page, ada, bob);
                theLinesGrowWithTraffic(page, ada);
                aUserAndHisCallAreFound(page);

                page.getByTestId("user-kick").click();
                counts(page.locator("[data-testid=user-line][data-what=kicked]"), 1);
                counts(page.getByTestId("user-session"), 0);
                whoIsAwayIsFoundToo(page);
            });
            ada.awaitNotice("USER_DISCONNECTED", "lobby", bob.cid());
        }
    }

    @Test
    void disconnectingEverywhereIsAskedAboutAndDoneByKeyboard() {
        try (TestCluster cluster = TestCluster.start(1, Map.of("RINGWAY_MANAGEMENT_ADMIN_KEY", KEY));
                Client tab = Client.connect(cluster.node(0), "bob");
                Client other = Client.connect(cluster.node(0), "bob");
                Browser browser = Browser.start()) {
            tab.join("lobby");
            other.join("lobby");
            browser.play("admin-confirm", () -> {
                Page page = open(browser, cluster.node(0));
                page.getByTestId("list-users").getByText("bob").click();
                counts(page.getByTestId("user-session"), 2);

                Locator all = page.getByTestId("user-kick-all");
                Locator confirm = page.getByTestId("confirm");
                all.focus();
                page.keyboard().press("Enter");
                assertThat(confirm).containsText("All 2 sessions end");
                assertThat(page.getByTestId("confirm-no")).isFocused();
                page.keyboard().press("Enter");
                counts(confirm, 0);
                assertThat(all).isFocused();
                page.keyboard().press("Enter");
                page.keyboard().press("Escape");
                counts(confirm, 0);
                assertThat(page.getByTestId("user")).isVisible();
                counts(page.locator("[data-testid=user-line][data-what=kicked]"), 0);
                counts(page.getByTestId("user-session"), 2);

                page.keyboard().press("Enter");
                page.keyboard().press("Tab");
                assertThat(page.getByTestId("confirm-yes")).isFocused();
                page.keyboard().press("Enter");
                counts(page.locator("[data-testid=user-line][data-what=kicked]"), 2);
                counts(page.getByTestId("user-session"), 0);
            });
        }
    }

    /** The row that was clicked on stays where it is, and the one below does not come under the pointer. */
    @Test
    void aSecondClickOnDisconnectEndsNoOtherSession() {
        try (TestCluster cluster = TestCluster.start(1, Map.of("RINGWAY_MANAGEMENT_ADMIN_KEY", KEY));
                Client tab = Client.connect(cluster.node(0), "bob");
                Client other = Client.connect(cluster.node(0), "bob");
                Browser browser = Browser.start()) {
            tab.join("lobby");
            other.join("lobby");
            browser.play("admin-twice", () -> {
                Page page = open(browser, cluster.node(0));
                page.getByTestId("list-users").getByText("bob").click();
                counts(page.getByTestId("user-session"), 2);
                page.evaluate(CLICK_AGAIN);
                page.getByTestId("user-kick").first().click();
                // What a second click did would be in the lines of what happened by the time that the row has gone.
                assertEquals(
                        "user-kick Gone",
                        page.waitForFunction("() => window.again").jsonValue());
                looksRight(page, "admin-gone");
                counts(page.getByTestId("user-session"), 1);
                counts(page.locator("[data-testid=user-line][data-what=kicked]"), 1);
            });
        }
    }

    @Test
    void aMemberWithoutAConnectionIsFoundAndTakenOutByKeyboardOnAPhone() {
        Map<String, String> settings = Map.of(
                "RINGWAY_MANAGEMENT_ADMIN_KEY",
                KEY,
                "RINGWAY_API_KEYS",
                "[{\"tenant\":\"demo\",\"key\":\"" + API_KEY + "\"}]");
        try (TestCluster cluster = TestCluster.start(2, settings);
                Client ada = Client.connect(cluster.node(0), "ada");
                Browser browser = Browser.start()) {
            ada.join("lobby");
            String cid = post(cluster.node(1), "lobby", "robot", 600);
            post(cluster.node(1), "a-group-with-a-long-name-that-is-not-to-make-the-page-wider", "robot", 0);
            ada.awaitNotice("USER_JOINED", "lobby", cid);
            browser.play("admin-virtual", () -> {
                Page page = open(browser, cluster.node(0));
                shows(row(page, "ada"), "connected");
                page.getByTestId("search-users").fill("rob");
                shows(row(page, "robot"), "without a connection");
                assertThat(row(page, "robot")).hasAttribute("data-state", "virtual");
                row(page, "robot").locator("button").click();

                Locator member = page.getByTestId("user-virtual");
                counts(member, 1);
                shows(member, cid);
                shows(member, "In lobby since");
                shows(member, "unless heard of again (TTL 10 min 0 s)");
                shows(member, "stays until it is taken out");
                shows(page.getByTestId("user"), "Not connected now.");
                looksRight(page, "admin-virtual");

                member.getByTestId("user-kick").focus();
                theKeyboardStaysWhileItIsLookedAt(member);
                page.keyboard().press("Enter");
                counts(member, 0);
                assertThat(page.getByTestId("user")).isVisible();
                assertThat(page.getByLabel("Close")).isFocused();
                ada.awaitNotice("USER_DISCONNECTED", "lobby", cid);

                post(cluster.node(1), "lobby", "robot", 0);
                counts(member, 1);
                page.getByTestId("user-kick-all").focus();
                page.keyboard().press("Enter");
                assertThat(page.getByTestId("confirm")).containsText("The one member without a connection leaves");
                page.keyboard().press("Tab");
                page.keyboard().press("Enter");
                counts(member, 0);
            });
        }
    }

    /** The row is the same after the next answer of the node, which says less time left. */
    private static void theKeyboardStaysWhileItIsLookedAt(Locator member) {
        String before = member.innerText();
        assertThat(member).not().hasText(before);
        assertThat(member.getByTestId("user-kick")).isFocused();
    }

    /** In both themes, wide and on a phone, where nothing is to be wider than the screen. */
    private static void looksRight(Page page, String name) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : List.of(1_280, 390)) {
                page.setViewportSize(width, 800);
                assertEquals(true, page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
                assertEquals(
                        true,
                        page.getByTestId("user").evaluate("(dialog) => dialog.scrollWidth <= dialog.clientWidth"));
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Repo.output("pictures").resolve(name + "-" + scheme + "-" + width + ".png")));
            }
        }
    }

    /** Posts that the user has joined without a connection; returns the cid. */
    private static String post(Node node, String group, String user, int ttlSeconds) {
        JsonObject event =
                new JsonObject().put("group", group).put("user_id", user).put("event", "joined");
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/v1/presence"))
                .header("authorization", "Bearer " + API_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(
                        (ttlSeconds == 0 ? event : event.put("ttl_s", ttlSeconds)).encode()))
                .build();
        HttpResponse<String> answer = Node.send(request);
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("cid");
    }

    private static void aCallIsInTheFigures(Page page, Client ada, Client bob) {
        shows(page.getByTestId("tile-calls"), "0");
        String call = ada.request("call", new JsonObject().put("user_id", "bob").put("timeout_ms", 60_000))
                .getString("call_id");
        bob.await("rtc:incoming", frame -> call.equals(frame.getString("call_id")));
        bob.request("accept", new JsonObject().put("call_id", call));
        shows(page.getByTestId("tile-calls"), "1");
        shows(page.locator("[data-testid=node-row] [data-label=Calls]:not(:text-is('0'))"), "1");
        ada.request("hangup", new JsonObject().put("call_id", call));
        shows(page.getByTestId("tile-calls"), "0");
        assertTrue(line(page, "calls", 1) > 40, "the line of calls remembers the call");
    }

    private static void theLinesGrowWithTraffic(Page page, Client ada) {
        double before = line(page, "in_rate", 0);
        for (int message = 0; message < 200; message++) {
            ada.send(new JsonObject()
                    .put("type", "publish")
                    .put("group", "lobby")
                    .put("content", message));
        }
        assertThat(page.getByTestId("tile-in_rate")).hasText(Pattern.compile("[1-9][0-9]+([.][0-9])?"));
        assertTrue(line(page, "in_rate", 0) > before, "another point on the line");
        assertTrue(line(page, "in_rate", 1) > 40, "and the highest is near the top");
        shows(page.getByTestId("tile-in_rate"), "0");
    }

    private static double line(Page page, String figure, int which) {
        List<?> line = (List<?>) page.getByTestId("tile-" + figure).evaluate(LINE);
        return ((Number) Objects.requireNonNull(line.get(which))).doubleValue();
    }

    private static Locator row(Page page, String user) {
        return page.locator("[data-testid=list-users] [data-key=" + user + "]");
    }

    private static void aUserAndHisCallAreFound(Page page) {
        page.getByTestId("search-users").fill("bo");
        shows(row(page, "bob"), "connected");
        row(page, "bob").locator("button").click();
        counts(page.getByTestId("user-session"), 1);
        shows(page.getByTestId("user-session"), "In lobby");
        counts(page.locator("[data-testid=user-line][data-what=opened]"), 1);

        Locator call = page.locator("[data-testid=user-line][data-what=call]");
        shows(call, "Called by ada");
        call.locator("button").click();
        shows(call, "bob answered");
        shows(call, "ada hung up");
        call.locator("button").click();
    }

    /** No node has him any more, and what happened to him is remembered. */
    private static void whoIsAwayIsFoundToo(Page page) {
        page.keyboard().press("Escape");
        page.getByTestId("search-users").fill("b");
        shows(row(page, "bob"), "away, last heard of just now");
        assertThat(row(page, "bob")).hasAttribute("data-state", "away");
        row(page, "bob").locator("button").click();
        shows(page.getByTestId("user"), "Not connected now.");
        counts(page.locator("[data-testid=user-line][data-what=call]"), 1);
    }
}
