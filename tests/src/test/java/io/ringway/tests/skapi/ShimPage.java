package io.ringway.tests.skapi;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** An app with Ringway's own shim in a tab. Used from the test's thread. */
final class ShimPage {
    private static final String START = """
            async ({ url, token }) => {
              const { Ringway } = await import('/js/ringway.js');
              const rw = new Ringway({ url, token: () => token });
              const media = { audio: true, video: true };
              window.shim = { rw, told: [], media };
              const keep = (call) => {
                shim.call = call;
                call.on('closed', ({ reason }) => shim.told.push('closed ' + reason));
              };
              rw.on('incoming', (call) => { keep(call); shim.told.push('incoming'); });
              shim.join = async (group) => {
                const joined = await rw.join(group);
                joined.on('message', ({ content }) => shim.told.push('message ' + JSON.stringify(content)));
                shim.group = joined;
              };
              shim.dial = async (cid) => keep(await rw.call({ cid, media }));
              shim.ring = async (userId) => keep(await rw.call({ userId, media }));
              shim.accept = async () => { await shim.call.accept({ media }); };
              shim.connected = async () => { await shim.call.connected; };
              await rw.connect();
            }
            """;

    final String userId = UUID.randomUUID().toString();
    private final Page page;

    private ShimPage(Page page) {
        this.page = page;
    }

    static ShimPage connect(Browser browser, AppServer pages, Node node) {
        ShimPage app = new ShimPage(browser.person());
        app.page.navigate(pages.origin() + "/");
        app.page.evaluate(
                START,
                Map.of(
                        "url",
                        "https://127.0.0.1:" + node.settings().http(),
                        "token",
                        Tokens.of(SkapiPage.SERVICE, app.userId, Duration.ofHours(4))));
        return app;
    }

    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(page.evaluate(script, List.of(arguments)), "");
    }

    void isTold(String what) {
        await(what + " at the shim").until(() -> ((List<?>) run("() => shim.told")).contains(what));
    }

    void seesMovingPicture() {
        run("() => { const v = Object.assign(document.createElement('video'), { autoplay: true, muted: true,"
                + " srcObject: shim.call.remote }); document.body.append(v); window.video = v; }");
        await("a moving picture at the shim")
                .until(() -> ((Number) run("() => window.video.currentTime * 1000")).doubleValue() > 300);
    }
}
