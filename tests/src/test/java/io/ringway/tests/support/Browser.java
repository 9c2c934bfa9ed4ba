package io.ringway.tests.support;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Chromium with fake cameras. Each {@link #person} is an isolated context. Errors on a page's console fail the test when
 * the browser is closed. All browsers of a process are the same Chromium, which is started once and ends with the process:
 * what they share is nothing that a page could see. Used from the test's thread, which is the same one for all tests.
 */
public final class Browser implements AutoCloseable {
    /** Ten pictures a second show that they move, and are a third of the work. */
    private static final List<String> ARGUMENTS = List.of(
            "--use-fake-device-for-media-stream=fps=10",
            "--use-fake-ui-for-media-stream",
            "--auto-select-desktop-capture-source=Entire screen",
            "--disable-background-networking",
            "--ignore-certificate-errors",
            "--disable-features=WebRtcHideLocalIpsWithMdns",
            "--autoplay-policy=no-user-gesture-required");

    /** Fake microphones have no echo and no noise; looking for them would be a tenth of what a call costs. */
    private static final String PLAIN_MICROPHONES = """
            (() => {
              const devices = navigator.mediaDevices;
              const ask = devices?.getUserMedia.bind(devices);
              const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
              if (ask) {
                devices.getUserMedia = (wanted) =>
                  ask(wanted?.audio ? { ...wanted, audio: { ...wanted.audio, ...plain } } : wanted);
              }
            })()""";

    /**
     * What a browser says of what it was loading when a network of this machine came or went, as those of chaos scenarios do: it
     * gives that up. A page gets over it, and what it asks again for is no complaint.
     */
    private static final String OTHER_NETWORKS = "net::ERR_NETWORK_CHANGED";

    private static final Playwright PLAYWRIGHT =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

    private static com.microsoft.playwright.@Nullable Browser shared;

    private final com.microsoft.playwright.Browser chromium;
    private final List<BrowserContext> people = new ArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> failed = new CopyOnWriteArrayList<>();
    private @Nullable FileChannel turn;

    private Browser(com.microsoft.playwright.Browser chromium) {
        this.chromium = chromium;
    }

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(PLAYWRIGHT::close));
    }

    public static Browser start() {
        com.microsoft.playwright.Browser chromium = shared;
        if (chromium == null || !chromium.isConnected()) {
            chromium = PLAYWRIGHT.chromium().launch(options());
            shared = chromium;
        }
        return new Browser(chromium);
    }

    /**
     * As {@link #start}, once no other process of the tests has such a browser: the cameras of two scenarios at once take more
     * than two processors have.
     */
    public static Browser undisturbed() {
        try {
            FileChannel turn = FileChannel.open(
                    Files.createDirectories(Repo.output("browser")).resolve("turn.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            turn.lock();
            Browser browser = start();
            browser.turn = turn;
            return browser;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endTurn() {
        FileChannel held = turn;
        turn = null;
        if (held != null) {
            try {
                // Which releases the lock.
                held.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
        people.add(context);
        Page page = context.newPage();
        page.setDefaultTimeout(Patience.OURS.toMillis());
        page.onConsoleMessage(message -> note(page, message));
        page.onPageError(error -> errors.add(page.url() + ": " + error));
        page.onRequestFailed(request -> failed.add(request.url() + ": " + request.failure()));
        page.onCrash(crashed -> errors.add(crashed.url() + ": the page crashed"));
        return page;
    }

    /** As {@link #person}, for a call: who asks for many microphones at once needs those that echo cancellation shares, of 16. */
    public Page caller() {
        Page page = person();
        page.addInitScript(PLAIN_MICROPHONES);
        return page;
    }

    private void note(Page page, ConsoleMessage message) {
        if ("error".equals(message.type()) && !message.text().contains(OTHER_NETWORKS)) {
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
        for (BrowserContext context : people) {
            for (Page page : context.pages()) {
                number++;
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Repo.output("pictures").resolve(name + "-" + number + ".png")));
            }
        }
    }

    /** Runs the scenario; where it fails, leaves pictures of all pages under its name, and says what the pages went through. */
    public void play(String name, Runnable scenario) {
        try {
            scenario.run();
        } catch (RuntimeException | Error e) {
            AssertionError told = new AssertionError(e.getMessage() + "\n" + state(), e);
            try {
                picture(name);
            } catch (RuntimeException unseen) {
                told.addSuppressed(unseen);
            }
            throw told;
        }
    }

    private String state() {
        String pages = people.stream()
                .flatMap(context -> context.pages().stream())
                .map(Page::url)
                .collect(Collectors.joining(", "));
        return "pages: %s%nconsoles: %s%nrequests that failed: %s".formatted(pages, errors, failed);
    }

    /** Closes the pages of everybody: cameras that nobody looks at any more cost as much as others. */
    public void everybodyLeaves() {
        people.forEach(BrowserContext::close);
        people.clear();
    }

    @Override
    public void close() {
        List<String> complaints = List.copyOf(errors);
        try {
            everybodyLeaves();
        } finally {
            endTurn();
        }
        if (!complaints.isEmpty()) {
            throw new AssertionError("errors on a page's console:\n" + String.join("\n", complaints));
        }
    }
}
