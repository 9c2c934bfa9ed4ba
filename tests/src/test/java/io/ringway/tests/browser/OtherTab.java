package io.ringway.tests.browser;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import java.util.List;

/** Another tab of somebody's, with the shim and a picture in it: takes over the call that the first one is in. */
final class OtherTab {
    private static final String TAKE_OVER = """
            async ([user_id, callId]) => {
              const { Ringway } = await import('/js/ringway.min.mjs');
              const headers = { 'content-type': 'application/json' };
              const answer = await fetch('/dev/token', { method: 'POST', headers, body: JSON.stringify({ user_id, name: 'Bob' }) });
              const ringway = new Ringway({ token: (await answer.json()).token });
              await ringway.connect();
              const call = await ringway.takeOver(callId, { media: { audio: true, video: true } });
              await call.connected;
              const picture = document.createElement('video');
              document.body.replaceChildren(picture);
              Object.assign(picture, { muted: true, autoplay: true, srcObject: call.remote });
              Object.assign(window, { ringway, call });
            }
            """;

    private final Page page;

    OtherTab(Browser browser, Node node) {
        page = browser.person();
        page.navigate(node.url() + "/room");
    }

    void takesOver(String userId, String callId) {
        page.evaluate(TAKE_OVER, List.of(userId, callId));
    }

    void seesMovingPicture() {
        await("the picture plays in the other tab")
                .until(() -> (Boolean) page.evaluate("document.querySelector('video').currentTime > 0.5"));
    }

    void answersTheNextCall() {
        page.evaluate("() => void ringway.on('incoming', (next) => next.accept({ media: { audio: true } })"
                + ".then(() => (window.call = next)))");
    }

    void hangsUp() {
        page.evaluate("call.hangup()");
    }
}
