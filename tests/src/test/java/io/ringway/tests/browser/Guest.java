package io.ringway.tests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import java.util.List;
import java.util.Map;

/** Somebody at the room page, doing what a person does there with mouse and keyboard. */
final class Guest {
    /**
     * Keeps every peer connection of the page where {@link #FRAMES} finds it, and opens small pictures: all the encoders and
     * decoders of a room share one machine here.
     */
    private static final String PREPARE = """
            window.connectionsForTest = [];
            window.RTCPeerConnection = class extends window.RTCPeerConnection {
              constructor(...args) { super(...args); window.connectionsForTest.push(this); }
            };
            const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = ({ audio, video }) =>
              open({ audio, video: video && { width: 160, height: 90, frameRate: 8 } });
            MediaStreamTrack.prototype.applyConstraints = async () => {};
            """;

    /** Of each peer connection that works, how many frames of its pictures were decoded. */
    private static final String FRAMES = """
            async () => {
              const open = window.connectionsForTest.filter((pc) => pc.connectionState === 'connected');
              const reports = await Promise.all(open.map((pc) => pc.getStats()));
              return reports.map((report) => {
                let frames = 0;
                report.forEach((s) => { if (s.type === 'inbound-rtp' && s.kind === 'video') frames += s.framesDecoded ?? 0; });
                return frames;
              });
            }
            """;

    private final String name;
    private final Page page;

    private Guest(String name, Page page) {
        this.name = name;
        this.page = page;
    }

    /** Opens the node's room page and goes in under the name; not necessarily with success. */
    static Guest knock(Browser browser, Node node, String room, String name) {
        Page page = browser.caller();
        page.setViewportSize(1000, 640);
        page.addInitScript(PREPARE);
        page.navigate(node.url() + "/room#" + room);
        Guest guest = new Guest(name, page);
        page.getByTestId("name-input").fill(name);
        page.getByTestId("enter").click();
        return guest;
    }

    Page page() {
        return page;
    }

    void isInside() {
        assertThat(page.getByTestId("room")).isVisible();
    }

    void triesAgain() {
        page.getByTestId("enter").click();
    }

    void isToldThatTheRoomIsFull() {
        assertThat(page.locator("[data-testid=door-note][data-full=true]")).isVisible();
        assertThat(page.getByTestId("door-note")).containsText("This room is full");
    }

    private Locator face(Guest other) {
        return page.locator("[data-testid=tile][data-kind=face]")
                .filter(new Locator.FilterOptions().setHasText(other.name));
    }

    /** Sees as many faces as that, its own among them. */
    void seesFaces(int count) {
        assertThat(page.locator("[data-testid=tile][data-kind=face]")).hasCount(count);
    }

    /** Watches until the pictures of so many others have all moved on. */
    void seesMovingPictures(int others) {
        await(name + " has " + others + " connections with a picture")
                .until(() -> frames().size() == others && frames().stream().allMatch(count -> count > 0));
        List<Integer> before = frames();
        await(name + " sees " + others + " pictures advance").until(() -> {
            List<Integer> now = frames();
            return now.size() == others && advanced(before, now);
        });
        page.waitForFunction(
                "count => [...document.querySelectorAll('[data-self=false] video')]"
                        + ".filter((video) => video.currentTime > 0).length === count",
                others);
    }

    private static boolean advanced(List<Integer> before, List<Integer> now) {
        for (int i = 0; i < before.size(); i++) {
            if (now.get(i) < before.get(i) + 5) {
                return false;
            }
        }
        return true;
    }

    private List<Integer> frames() {
        return ((List<?>) page.evaluate(FRAMES))
                .stream().map(frames -> ((Number) frames).intValue()).toList();
    }

    void presses(String key) {
        page.getByTestId("room").press(key);
    }

    /** Sees whether another one's microphone and camera are on. */
    void seesOf(Guest other, Map<String, String> state) {
        state.forEach((what, value) -> assertThat(face(other)).hasAttribute("data-" + what, value));
    }

    void sharesItsScreen() {
        page.getByTestId("room-screen").click();
    }

    /** Sees what another one shows, and sees it move. */
    void seesScreenOf(Guest other) {
        Locator screen = page.locator("[data-testid=tile][data-kind=screen]")
                .filter(new Locator.FilterOptions().setHasText(other.name));
        assertThat(screen).isVisible();
        await(name + " sees the screen of " + other.name).until(() ->
                (Boolean) screen.locator("video").evaluate("video => video.videoWidth > 0 && video.currentTime > 0"));
    }

    void seesScreens(int count) {
        assertThat(page.locator("[data-testid=tile][data-kind=screen]")).hasCount(count);
    }

    void leaves() {
        page.getByTestId("room-leave").click();
        assertThat(page.getByTestId("door")).isVisible();
    }

    void closesTheTab() {
        page.context().close();
    }
}
