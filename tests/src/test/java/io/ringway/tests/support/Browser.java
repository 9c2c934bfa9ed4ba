package io.ringway.tests.support;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A Chromium with fake cameras. Each {@link #person} is an isolated context. Errors on a page's console fail the test when
 * the browser is closed. Used from the test's thread.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> ARGUMENTS = List.of(
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--auto-select-desktop-capture-source=Entire screen",
            "--disable-background-networking",
            "--ignore-certificate-errors",
            "--disable-features=WebRtcHideLocalIpsWithMdns",
            "--autoplay-policy=no-user-gesture-required");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    public static Browser start() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            return new Browser(playwright, playwright.chromium().launch(options()));
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    private static BrowserType.LaunchOptions options() {
        return new BrowserType.LaunchOptions()
                .setExecutablePath(executable())
                .setChromiumSandbox(!"root".equals(System.getProperty("user.name")))
                .setTimeout(120_000)
                .setArgs(ARGUMENTS);
    }

    private static Path executable() {
        return Commands.find("chromium", "chromium-browser", "google-chrome")
                .orElseThrow(() -> new IllegalStateException("no Chromium on PATH: apt-get install chromium"));
    }

    /** Somebody with a browser of their own: a page in an isolated context that may use camera and microphone. */
    public Page person() {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setPermissions(List.of("camera", "microphone")));
        Page page = context.newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> note(page, message));
        page.onPageError(error -> errors.add(page.url() + ": " + error));
        return page;
    }

    private void note(Page page, ConsoleMessage message) {
        if ("error".equals(message.type())) {
            errors.add(page.url() + ": " + message.text());
        }
    }

    /** What the pages' consoles complained about so far. */
    public List<String> errors() {
        return errors;
    }

    /** Takes a picture of every open page, for somebody to look at after a failure. */
    public void picture(String name) {
        int number = 0;
        for (BrowserContext context : chromium.contexts()) {
            for (Page page : context.pages()) {
                number++;
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Repo.output("pictures").resolve(name + "-" + number + ".png")));
            }
        }
    }

    /** Runs the scenario; where it fails, leaves pictures of all pages under its name. */
    public void play(String name, Runnable scenario) {
        try {
            scenario.run();
        } catch (RuntimeException | Error e) {
            picture(name);
            throw e;
        }
    }

    @Override
    public void close() {
        playwright.close();
        if (!errors.isEmpty()) {
            throw new AssertionError("errors on a page's console:\n" + String.join("\n", errors));
        }
    }
}
