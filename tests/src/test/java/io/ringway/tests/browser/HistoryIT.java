package io.ringway.tests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Coturn;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Missed calls on the demo's pages, calling back, and why a call failed, as its browser says. */
class HistoryIT {
    /** Only through a relay, which nobody gets who has the wrong credentials; for six seconds rather than thirty. */
    private static final String RELAY_ONLY = """
            const later = window.setTimeout;
            window.setTimeout = (what, ms, ...rest) => later(what, ms === 30_000 ? 6_000 : ms, ...rest);
            window.RTCPeerConnection = class extends window.RTCPeerConnection {
              constructor(configuration) { super({ ...configuration, iceTransportPolicy: 'relay' }); }
            };
            """;

    /** A call between two clients of this page, of which one reports how it found its way; tells who has. */
    private static final String CALL_WITH = """
            async (kind) => {
              const Shim = kind === 'script' ? window.Ringway : (await import('/js/ringway.min.mjs')).Ringway;
              const client = async (user_id, options) => {
                const asked = { method: 'POST', body: JSON.stringify({ user_id }) };
                const ringway = new Shim({ token: async () => (await (await fetch('/dev/token', asked)).json()).token, ...options });
                await ringway.connect();
                return ringway;
              };
              const [eve, joe] = [await client(`eve-${kind}`), await client(`joe-${kind}`, { reports: false })];
              joe.on('incoming', (call) => call.accept());
              const loaded = () => performance.getEntriesByType('resource').some(({ name }) => name.includes('call-reports'));
              if (loaded()) return 'loaded before there was a call';
              const call = await eve.call({ userId: `joe-${kind}` });
              await call.connected;
              const lines = async () => (await eve.ask('call_timeline', { call_id: call.id })).lines;
              const until = async (what) => {
                for (let tries = 0, seen; ; tries++) {
                  seen = (await lines()).map((line) => line.what);
                  if (seen.includes(what)) return;
                  if (tries === 200) throw new Error(`no "${what}" in 20 seconds, but ${seen}`);
                  await new Promise((again) => setTimeout(again, 100));
                }
              };
              await until('connected');
              await call.hangup();
              await until('closed');
              const told = (await lines()).filter(({ what }) => what === 'connected');
              for (const one of [eve, joe]) await one.close();
              return told.map(({ user_id, text }) => `${user_id}: ${text.split(':')[0]}`).join();
            }
            """;

    private static Page enter(Browser browser, Node node, String name) {
        Page page = browser.person();
        page.addInitScript(RELAY_ONLY);
        page.navigate(node.url() + "/");
        page.getByTestId("name-input").fill(name);
        page.getByTestId("enter").click();
        return page;
    }

    private static void call(Page from, String name) {
        from.getByTestId("person")
                .filter(new Locator.FilterOptions().setHasText(name))
                .getByTestId("call-person")
                .click();
    }

    private static void shows(Locator locator, String text) {
        assertThat(locator).containsText(text);
    }

    @Test
    void aMissedCallIsSeenCalledBackAndExplainedWhenItFails() {
        try (Coturn coturn = Coturn.start();
                Node node = Node.start(NodeSettings.alone("history", settings(coturn)));
                Browser browser = Browser.start()) {
            browser.play("history", () -> {
                Page ada = enter(browser, node, "Ada");
                Page bob = enter(browser, node, "Bob");
                call(ada, "Bob");
                bob.getByTestId("ring").waitFor();
                ada.getByTestId("hangup").click();
                ada.getByTestId("call-close").click();

                shows(bob.getByTestId("missed-count"), "1");
                bob.getByTestId("open-calls").click();
                Locator row = bob.getByTestId("call-row").first();
                shows(row, "Missed call");
                row.getByTestId("call-why").click();
                shows(row.getByTestId("call-lines"), "Ada: gave up before anybody answered");
                assertThat(bob.getByTestId("missed-count")).isHidden();

                row.getByTestId("call-back").click();
                ada.getByTestId("accept").click();
                bob.getByTestId("call-close").waitFor();
                bob.getByTestId("call-close").click();

                bob.getByTestId("open-calls").click();
                Locator failed = bob.getByTestId("call-row").first();
                failed.getByTestId("call-why").click();
                shows(failed.getByTestId("call-lines"), "refused the credentials (401)");
                bothBundlesReportByThemselves(browser, node);
            });
        }
    }

    private static void bothBundlesReportByThemselves(Browser browser, Node node) {
        for (String kind : List.of("script", "module")) {
            Page page = browser.person();
            page.navigate(node.url() + "/");
            page.addScriptTag(new Page.AddScriptTagOptions().setUrl("/js/ringway.min.js"));
            assertEquals("eve-" + kind + ": media flows", page.evaluate(CALL_WITH, kind));
        }
    }

    private static Map<String, String> settings(Coturn coturn) {
        Map<String, String> settings = new HashMap<>(coturn.environment(Duration.ofMinutes(10)));
        settings.put("RINGWAY_DEV", "true");
        settings.put("RINGWAY_ICE_TURN_SECRET", "another-secret-than-coturns");
        return settings;
    }
}
