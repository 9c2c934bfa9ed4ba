package io.ringway.tests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketFrame;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody at the demo's pages, doing what a person does there with mouse and keyboard. */
final class Person {
    private static final int WIDTH = 1_280;
    private static final int HEIGHT = 720;
    private static final int PHONE_WIDTH = 360;
    private static final int PHONE_HEIGHT = 740;

    /** Keeps every peer connection of the page where {@link #stat} finds it. */
    private static final String REMEMBER_CONNECTIONS = """
            window.connectionsForTest = [];
            window.RTCPeerConnection = class extends window.RTCPeerConnection {
              constructor(...args) { super(...args); window.connectionsForTest.push(this); }
            };
            """;

    private static final String CLICK_AT = "(button, at) => void setTimeout(() => button.click(), at - Date.now())";

    /** Sums a figure over the statistics of one type and kind of the newest connection. */
    private static final String STAT = """
            async ([type, kind, figure]) => {
              const report = await window.connectionsForTest.at(-1).getStats();
              let sum = 0;
              report.forEach((s) => { if (s.type === type && (!kind || s.kind === kind)) sum += s[figure] ?? 0; });
              return sum;
            }
            """;

    /** The states of every connection, and of every pair of candidates it has tried. */
    private static final String CONNECTIONS = """
            async () => {
              const end = ({ candidateType, protocol, address, port } = {}) => [candidateType, protocol, address, port].join(' ');
              const candidates = (description) => (description?.sdp.match(/^a=candidate/gm) ?? []).length;
              const pairs = async (pc) => {
                const report = await pc.getStats();
                return [...report.values()].filter(({ type }) => type === 'candidate-pair').map((pair) => ({
                  local: end(report.get(pair.localCandidateId)),
                  remote: end(report.get(pair.remoteCandidateId)),
                  state: pair.state,
                  nominated: pair.nominated,
                  requests: pair.requestsSent,
                  responses: pair.responsesReceived,
                  received: pair.bytesReceived,
                }));
              };
              const late = () => new Promise((tell) => setTimeout(tell, 2000, 'no statistics'));
              const all = await Promise.all(window.connectionsForTest.map(async (pc) => ({
                signalingState: pc.signalingState,
                iceConnectionState: pc.iceConnectionState,
                iceGatheringState: pc.iceGatheringState,
                connectionState: pc.connectionState,
                candidates: { local: candidates(pc.localDescription), remote: candidates(pc.remoteDescription) },
                iceServers: pc.getConfiguration().iceServers?.map(({ urls }) => urls),
                pairs: await Promise.race([pairs(pc).catch(String), late()]),
              })));
              const phase = document.querySelector('[data-testid=call]')?.dataset.phase ?? 'no call';
              return JSON.stringify({ phase, connections: all }, null, 1);
            }
            """;

    private static final Pattern CALL_ID = Pattern.compile("\"call_id\":\"([^\"]+)\"");

    private final String name;
    private final Page page;
    private String callId = "";

    private Person(String name, Page page) {
        this.name = name;
        this.page = page;
        page.onWebSocket(socket -> socket.onFrameReceived(this::note));
    }

    private void note(WebSocketFrame frame) {
        Matcher matcher = CALL_ID.matcher(Objects.requireNonNullElse(frame.text(), ""));
        if (matcher.find()) {
            callId = matcher.group(1);
        }
    }

    /** Opens the node's page and goes in under the name. */
    static Person enter(Browser browser, Node node, String name) {
        return enter(browser, node.url(), name);
    }

    /** As {@link #enter(Browser, Node, String)}, through whatever stands in front of the nodes. */
    static Person enter(Browser browser, String url, String name) {
        Page page = browser.caller();
        page.addInitScript(REMEMBER_CONNECTIONS);
        Person person = new Person(name, page);
        page.navigate(url + "/");
        page.getByTestId("name-input").fill(name);
        page.getByTestId("enter").click();
        return person;
    }

    /** What this one does about calls that come at the wrong time. */
    Reachable reachable() {
        return new Reachable(page);
    }

    private Locator row(Person other) {
        return page.getByTestId("person").filter(new Locator.FilterOptions().setHasText(other.name));
    }

    void sees(Person other) {
        assertThat(row(other)).isVisible();
    }

    void seesNoMore(Person other) {
        assertThat(row(other)).hasCount(0);
    }

    void writes(String text) {
        visible("message-input").fill(text);
        visible("message-input").press("Enter");
    }

    void reads(String text) {
        assertThat(visible("message").filter(new Locator.FilterOptions().setHasText(text)))
                .isVisible();
    }

    void opensChatOfCall() {
        page.getByTestId("call-chat").click();
    }

    /** The one that is shown, where a call covers the lobby's. */
    private Locator visible(String testId) {
        Locator call = page.getByTestId("call");
        return (call.count() > 0 ? call : page.locator("#app")).getByTestId(testId);
    }

    void calls(Person other) {
        row(other).getByTestId("call-person").click();
    }

    /** Both press the button that calls the other, in the same millisecond as far as their clocks agree. */
    static void callEachOther(Person one, Person other) {
        double at = System.currentTimeMillis() + 500.0;
        one.row(other).getByTestId("call-person").evaluate(CLICK_AT, at);
        other.row(one).getByTestId("call-person").evaluate(CLICK_AT, at);
    }

    /** Both start or stop their cameras, as {@link #callEachOther}. */
    static void turnCameras(Person one, Person other) {
        double at = System.currentTimeMillis() + 500.0;
        one.page.getByTestId("camera").evaluate(CLICK_AT, at);
        other.page.getByTestId("camera").evaluate(CLICK_AT, at);
    }

    /** Calls without a camera, from the conversation with the other. */
    void callsByVoice(Person other) {
        row(other).getByTestId("message-person").click();
        page.getByTestId("call-voice").click();
    }

    void acceptsByVoice(Person caller) {
        Locator ring = page.getByTestId("ring").filter(new Locator.FilterOptions().setHasText(caller.name));
        ring.getByTestId("accept-audio").click();
    }

    /** Nothing rings, and one peer connection alone is alive. */
    void isInOneCall() {
        isInCall();
        assertThat(page.getByTestId("ring")).hasCount(0);
        await(name + " has one connection")
                .until(() -> number("connectionsForTest.filter((pc) => pc.connectionState !== 'closed').length") == 1);
    }

    /** The id of the call, from what the gateway has said last. */
    String callId() {
        return callId;
    }

    /** The user id that others see of somebody. */
    String userIdOf(Person other) {
        return Objects.requireNonNull(row(other).getAttribute("data-user"));
    }

    /** The browser has no network for pages any more, or has it again. What flows between browsers is not touched. */
    void isOffline(boolean offline) {
        page.context().setOffline(offline);
    }

    /** Changes when the connection looks for another way. */
    String wayName() {
        return (String) page.evaluate("/ice-ufrag:(.+)/.exec(connectionsForTest.at(-1).localDescription.sdp)[1]");
    }

    /** What this page's connections are up to, for somebody to read after a failure. */
    String connections() {
        return name + ": " + page.evaluate(CONNECTIONS);
    }

    double framesSeen() {
        return stat("inbound-rtp", "video", "framesDecoded");
    }

    void accepts(Person caller) {
        Locator ring = page.getByTestId("ring").filter(new Locator.FilterOptions().setHasText(caller.name));
        ring.getByTestId("accept").click();
    }

    void isInCall() {
        assertThat(page.getByTestId("call")).hasAttribute("data-phase", "connected");
    }

    /** As {@link #isInCall}, in time. */
    void isInCallWithin(Duration time) {
        assertThat(page.getByTestId("call"))
                .hasAttribute("data-phase", "connected", new LocatorAssertions.HasAttributeOptions().setTimeout((double)
                                time.toMillis()));
    }

    /** The call's page says so in time: a picture that stands still says nothing. */
    void isReconnectingWithin(Duration time) {
        noticesTheLossWithin(time);
        assertThat(page.getByTestId("stage-waiting")).isVisible();
    }

    /** The call knows that its gateway is away, whether or not its picture goes on. */
    void noticesTheLossWithin(Duration time) {
        assertThat(page.getByTestId("call"))
                .hasAttribute(
                        "data-phase", "reconnecting", new LocatorAssertions.HasAttributeOptions().setTimeout((double)
                                        time.toMillis()));
    }

    /** Whether what needs the gateway can be used. */
    void canJoinAndCall(Person other, boolean can) {
        LocatorAssertions.IsEnabledOptions enabled = new LocatorAssertions.IsEnabledOptions().setEnabled(can);
        assertThat(page.getByTestId("group-input")).isEnabled(enabled);
        assertThat(page.getByTestId("group-join")).isEnabled(enabled);
        assertThat(page.getByTestId("my-status")).isEnabled(enabled);
        assertThat(page.getByTestId("leave-group")).isEnabled(enabled);
        assertThat(row(other).getByTestId("call-person")).isEnabled(enabled);
    }

    /** The reason stands where one writes; what was written is not lost, and not sent either. */
    void keepsWhatIsWritten(String text) {
        writes(text);
        assertThat(page.getByTestId("composer-held")).isVisible();
        assertThat(page.getByTestId("composer-held")).containsText("No connection");
        assertThat(visible("message-input")).hasValue(text);
        assertThat(page.getByTestId("send")).isDisabled();
    }

    void sendsWhatIsWritten() {
        assertThat(page.getByTestId("composer-held")).isHidden();
        visible("message-input").press("Enter");
    }

    /** Watches until the other side's picture has moved on by some frames. */
    void seesMovingPicture() {
        double before = stat("inbound-rtp", "video", "framesDecoded");
        await(name + " sees frames advance").until(() -> stat("inbound-rtp", "video", "framesDecoded") >= before + 10);
        await(name + "'s video element plays")
                .until(() -> number("document.querySelector('[data-testid=remote-video]').currentTime") > 0);
    }

    /** How many messages came over the call's data channels. */
    double messagesOverTheCall() {
        return stat("data-channel", "", "messagesReceived");
    }

    private double stat(String type, String kind, String figure) {
        return ((Number) page.evaluate(STAT, new Object[] {type, kind, figure})).doubleValue();
    }

    private double number(String expression) {
        return ((Number) page.evaluate(expression)).doubleValue();
    }

    /** At a phone's width, in the dark, by keyboard: nothing is cut off, and a letter presses what it stands for. */
    void usesTheCallOnAPhoneInTheDark() {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.setViewportSize(PHONE_WIDTH, PHONE_HEIGHT);
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        for (String control : List.of("mic", "camera", "screen", "call-chat", "call-devices", "hangup")) {
            await(control + " is where a thumb can reach it").until(() -> isOnScreen(control));
        }
        assertEquals(true, page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
        pressesTwice("m", "mic", "data-off");
        pressesTwice("v", "camera", "data-off");
        pressesTwice("s", "screen", "data-active");
        page.setViewportSize(WIDTH, HEIGHT);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private boolean isOnScreen(String control) {
        BoundingBox box = page.getByTestId(control).boundingBox();
        return box != null
                && box.x >= 0
                && box.y >= 0
                && box.x + box.width <= PHONE_WIDTH
                && box.y + box.height <= PHONE_HEIGHT;
    }

    private void pressesTwice(String key, String control, String state) {
        Locator button = page.getByTestId(control);
        for (String value : List.of("true", "false")) {
            button.press(key);
            assertThat(button).hasAttribute(state, value);
        }
    }

    void hangsUp() {
        page.getByTestId("hangup").click();
    }

    void isTold(String words) {
        assertThat(page.getByTestId("stage-line")).hasText(Pattern.compile(words));
    }

    void notices(String words) {
        assertThat(page.getByTestId("toast")).containsText(words);
    }

    void goesBackToTheLobby() {
        page.getByTestId("call-close").click();
    }

    void closesTheTab() {
        page.context().close();
    }
}
