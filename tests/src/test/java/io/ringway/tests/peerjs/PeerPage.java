package io.ringway.tests.peerjs;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketFrame;
import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Repo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An app with the PeerJS client in a tab. Used from the test's thread. */
final class PeerPage {
    /** The app: a page with the PeerJS client in it. */
    static final Map<String, Path> FILES = Map.of(
            "/", Repo.path("tests/src/test/resources/peerjs/page.html"),
            "/peerjs.min.js", Repo.path("tests/peerjs/node_modules/peerjs/dist/peerjs.min.js"));

    private final Page page;
    private String id = "";
    private boolean offered;

    private PeerPage(Page page) {
        this.page = page;
        page.onWebSocket(socket -> socket.onFrameSent(this::note));
    }

    private void note(WebSocketFrame frame) {
        offered |= Objects.requireNonNullElse(frame.text(), "").contains("\"OFFER\"");
    }

    /** A fresh id of the form that the client takes. */
    static String freshId() {
        return "peer-" + UUID.randomUUID();
    }

    /** Opens the page and connects under a fresh id. */
    static PeerPage connect(Browser browser, AppServer app, Balancer way) {
        return connect(browser, app, way, freshId());
    }

    /** As {@link #connect(Browser, AppServer, Balancer)}, under that id; the server gives one where it is null. */
    static PeerPage connect(Browser browser, AppServer app, Balancer way, @Nullable String id) {
        PeerPage peer = start(browser, app, way, id);
        peer.id = peer.sees("open", e -> true).getString("id");
        return peer;
    }

    /** Opens the page, and does not wait for the server. */
    static PeerPage start(Browser browser, AppServer app, Balancer way, @Nullable String id) {
        PeerPage peer = visit(browser, app);
        peer.start(way, id);
        return peer;
    }

    /** Opens the page alone, which may take its time. */
    static PeerPage visit(Browser browser, AppServer app) {
        PeerPage peer = new PeerPage(browser.caller());
        peer.page.navigate(app.origin() + "/");
        return peer;
    }

    void start(Balancer way, @Nullable String id) {
        Map<String, Object> options = new HashMap<>(Map.of("port", way.port()));
        options.put("id", id);
        page.evaluate("o => app.start(o)", options);
    }

    String id() {
        return id;
    }

    void connectTo(String other) {
        page.evaluate("id => app.connect(id)", other);
    }

    /** Waits until an offer of this page has gone out. */
    void hasOffered() {
        page.waitForCondition(() -> offered);
    }

    void say(String message) {
        page.evaluate("m => app.data.send(m)", message);
    }

    void call(String other) {
        page.evaluate("id => app.call(id)", other);
    }

    void disconnect() {
        page.evaluate("() => app.peer.disconnect()");
    }

    void reconnect() {
        page.evaluate("() => app.peer.reconnect()");
    }

    /** What {@code listAllPeers} answers. */
    List<?> list() {
        return (List<?>) Objects.requireNonNull(page.evaluate("() => app.list()"));
    }

    List<JsonObject> events() {
        String json = (String) Objects.requireNonNull(page.evaluate("() => JSON.stringify(app.events)"));
        return new JsonArray(json).stream().map(JsonObject.class::cast).toList();
    }

    long count(String type) {
        return events().stream().filter(e -> type.equals(e.getString("type"))).count();
    }

    /** Waits for an event. */
    JsonObject sees(String type, Predicate<JsonObject> which) {
        return await(type + " at " + id).until(() -> find(type, which), Objects::nonNull);
    }

    /** Waits for the first event for which the condition holds. */
    JsonObject sees(Predicate<JsonObject> which) {
        return await("an event at " + id)
                .until(() -> events().stream().filter(which).findFirst().orElse(null), Objects::nonNull);
    }

    private @Nullable JsonObject find(String type, Predicate<JsonObject> which) {
        return events().stream()
                .filter(e -> type.equals(e.getString("type")) && which.test(e))
                .findFirst()
                .orElse(null);
    }

    void seesError(String error) {
        sees("error", e -> error.equals(e.getString("error")));
    }

    /** Watches until the other side's picture has moved on by some frames. */
    void seesMovingPicture() {
        await("a call at " + id).until(() -> frames() > 0);
        double before = frames();
        await("frames at " + id).until(() -> frames() >= before + 10);
    }

    private double frames() {
        return ((Number) Objects.requireNonNull(page.evaluate("() => app.frames()"))).doubleValue();
    }

    void closeTab() {
        page.context().close();
    }
}
