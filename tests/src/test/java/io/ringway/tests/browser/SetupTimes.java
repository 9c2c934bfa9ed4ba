package io.ringway.tests.browser;

import com.microsoft.playwright.Page;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes from one side's accepting until both sides are connected, with the shim in two pages, each on a node of its
 * own. Cameras and microphones are open before. Figures are printed, and decide nothing: they are the machine's, too.
 */
final class SetupTimes {
    /** {@code -Dcalls.measured} says how many, for figures that are worth writing down. */
    private static final int CALLS = Integer.getInteger("calls.measured", 2);

    /** The clocks of two pages on one machine are the same one. */
    private static final String START = """
            async (token) => {
              const { Ringway } = await import('/js/ringway.min.mjs');
              const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180 } });
              const ringway = new Ringway({ token });
              const now = () => performance.timeOrigin + performance.now();
              ringway.on('incoming', async (call) => {
                const accepted = now();
                window.over = new Promise((tell) => call.on('closed', tell));
                window.answered = call.accept({ media }).then(() => call.connected).then(() => [accepted, now()]);
              });
              window.dial = async (userId) => {
                window.call = await ringway.call({ userId, media });
                await call.connected;
                return now();
              };
              await ringway.connect();
            }
            """;

    private final Page caller;
    private final Page callee;
    private final String calleeName;

    private SetupTimes(Page caller, Page callee, String calleeName) {
        this.caller = caller;
        this.callee = callee;
        this.calleeName = calleeName;
    }

    /** Calls from one node to the other, one after the other, and prints what they took. */
    static void measure(Browser browser, Node one, Node other) {
        SetupTimes times = new SetupTimes(page(browser, one, "carl"), page(browser, other, "dora"), "dora");
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            millis.add(times.call());
        }
        Collections.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "From accept until both sides are connected, of %d calls: p50 %.0f ms, p99 %.0f ms%n",
                CALLS,
                millis.get((CALLS - 1) / 2),
                millis.get((int) Math.ceil(CALLS * 0.99) - 1));
    }

    private static Page page(Browser browser, Node node, String name) {
        Page page = browser.person();
        page.navigate(node.url() + "/room");
        page.evaluate(START, Tokens.of(name));
        return page;
    }

    private double call() {
        double callerConnected = millis(caller.evaluate("dial", calleeName));
        List<?> answered = (List<?>) callee.evaluate("answered");
        caller.evaluate("call.hangup()");
        callee.evaluate("over.then(() => {})");
        return Math.max(callerConnected, millis(answered.getLast())) - millis(answered.getFirst());
    }

    private static double millis(Object time) {
        return ((Number) time).doubleValue();
    }
}
