package io.ringway.tests.skapi;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.ringway.tests.support.AppServer;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Repo;
import io.ringway.tests.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An app with skapi-js in a tab, logged in as somebody. Used from the test's thread. */
final class SkapiPage {
    /** The app: a page with skapi-js in it, and the shim beside it. */
    static final Map<String, Path> FILES = files();

    static final String SERVICE = "demo";
    private static final String OWNER = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
    final String userId;
    private final Page page;

    private static Map<String, Path> files() {
        Map<String, Path> files = AppServer.shim();
        files.put("/", Repo.path("tests/src/test/resources/skapi/page.html"));
        files.put("/skapi.browser.mjs", Repo.path("tests/skapi/node_modules/skapi-js/dist/skapi.browser.mjs"));
        return files;
    }

    private SkapiPage(Page page, String userId) {
        this.page = page;
        this.userId = userId;
    }

    /** Opens the page and logs in; the client looks for its server at the node. */
    static SkapiPage open(Browser browser, AppServer pages, Node node) {
        return open(browser, pages, node.settings().http());
    }

    private static SkapiPage open(Browser browser, AppServer pages, int port) {
        SkapiPage app = visit(browser, pages);
        app.login(port, app.token(), app.token());
        return app;
    }

    /** Opens the page, and does not log in. */
    static SkapiPage visit(Browser browser, AppServer pages) {
        return visit(browser, pages, UUID.randomUUID().toString());
    }

    private static SkapiPage visit(Browser browser, AppServer pages, String userId) {
        SkapiPage app = new SkapiPage(browser.caller(), userId);
        app.page.navigate(pages.origin() + "/");
        return app;
    }

    /** As {@link #connect(Browser, AppServer, Node)}, to whatever listens on a port of this machine. */
    static SkapiPage connect(Browser browser, AppServer pages, int port) {
        SkapiPage app = open(browser, pages, port);
        app.connect();
        return app;
    }

    /** As {@link #open}, connected. */
    static SkapiPage connect(Browser browser, AppServer pages, Node node) {
        SkapiPage app = open(browser, pages, node);
        app.connect();
        return app;
    }

    /** What a user pool's id token says, as far as anybody reads it. */
    String token() {
        return Tokens.sign(new JsonObject()
                .put("sub", userId)
                .put("custom:service", SERVICE)
                .put("cognito:username", userId)
                .put("iat", Instant.now().getEpochSecond())
                .put("exp", Instant.now().plus(Duration.ofHours(4)).getEpochSecond()));
    }

    void login(Node node, String token) {
        login(node.settings().http(), token, token);
    }

    void login(int port, String idToken, String accessToken) {
        String discovery = "127.0.0.1:" + port + "/skapi/endpoints.json";
        run(
                "o => app.login(o)",
                Map.of(
                        "discovery",
                        discovery,
                        "service",
                        SERVICE,
                        "owner",
                        OWNER,
                        "token",
                        idToken,
                        "accessToken",
                        accessToken));
    }

    /** The same person in the same tab, who looks for the server at another node. */
    SkapiPage loggedIn(Node node) {
        login(node, token());
        return this;
    }

    /** The tab is closed, and the same person opens the page anew: a reload, on which the client would complain on its console. */
    SkapiPage anew(Browser browser, AppServer pages, Node node) {
        closeTab();
        return beside(browser, pages, node);
    }

    /** Another device of the same person. */
    SkapiPage beside(Browser browser, AppServer pages, Node node) {
        SkapiPage other = visit(browser, pages, userId).loggedIn(node);
        other.connect();
        return other;
    }

    void connect() {
        run("() => app.connect()", null);
        sees("success", e -> true);
    }

    /** What one of the client's methods returned. */
    JsonObject skapi(String method, Object... arguments) {
        return new JsonObject((String) Objects.requireNonNull(page.evaluate(
                "async ([m, a]) => JSON.stringify(await app.skapi[m](...a))", List.of(method, List.of(arguments)))));
    }

    /** What one of the client's methods said in a text of its own. */
    String says(String method, Object... arguments) {
        return (String) Objects.requireNonNull(
                page.evaluate("async ([m, a]) => app.skapi[m](...a)", List.of(method, List.of(arguments))));
    }

    void run(String script, @Nullable Object argument) {
        page.evaluate(script, argument);
    }

    /** Everything the app's callback was told so far. */
    List<JsonObject> events() {
        String json = (String) Objects.requireNonNull(page.evaluate("() => JSON.stringify(app.events)"));
        return new JsonArray(json).stream().map(JsonObject.class::cast).toList();
    }

    /** Waits for an event. */
    JsonObject sees(String type, Predicate<JsonObject> which) {
        return await(type + " at " + userId).until(() -> find(type, which), Objects::nonNull);
    }

    @Nullable
    JsonObject find(String type, Predicate<JsonObject> which) {
        return events().stream()
                .filter(e -> type.equals(e.getString("type")) && which.test(e))
                .reduce((first, last) -> last)
                .orElse(null);
    }

    long count(String type) {
        return events().stream().filter(e -> type.equals(e.getString("type"))).count();
    }

    /** Waits until so many events of the type have come. */
    void seesTimes(String type, long times) {
        await(times + " times " + type + " at " + userId).until(() -> count(type) >= times);
    }

    JsonObject notice(String code, SkapiPage who) {
        return sees("notice", e -> code.equals(e.getString("code")) && who.userId.equals(e.getString("sender")));
    }

    /** Joins, and waits until the server says so: the client does not. */
    void join(String group) {
        skapi("joinRealtime", Map.of("group", group));
        sees("notice", e -> userId.equals(e.getString("sender")) && group.equals(e.getString("sender_rid")));
    }

    /** The connection of somebody in a group, by the client's own listing. */
    String cidOf(SkapiPage other, String group) {
        return cidOf(other.userId, group);
    }

    String cidOf(String user, String group) {
        return await("a listing of " + group + " with " + user)
                .until(
                        () -> skapi("getRealtimeUsers", Map.of("group", group, "user_id", user))
                                .getJsonArray("list"),
                        list -> !list.isEmpty())
                .getJsonObject(0)
                .getString("cid");
    }

    void call(String cid) {
        run("o => app.call(o)", Map.of("cid", cid, "media", Map.of("video", true, "audio", true)));
    }

    void accept() {
        run("o => app.accept(o)", Map.of("media", Map.of("video", true, "audio", true)));
    }

    void reject() {
        run("() => app.ring.hangup()", null);
    }

    void cancel() {
        run("() => app.dialled.hangup()", null);
    }

    void hangup() {
        run("() => app.connection.hangup()", null);
    }

    void isInCall() {
        await("a connected call at " + userId)
                .until(() -> "connected".equals(page.evaluate("() => app.connection?.target?.connectionState")));
    }

    /** Watches until the other side's picture has moved on by some frames. */
    void seesMovingPicture() {
        double before = frames();
        await("frames at " + userId).until(() -> frames() >= before + 10);
    }

    /** Sends the picture of one more camera: the call is negotiated anew. */
    void addCamera() {
        run("() => app.addCamera()", null);
    }

    /** Watches until each of so many cameras of the other side's has shown some frames. */
    void seesCameras(int cameras) {
        await(cameras + " cameras at " + userId)
                .until(() -> ((List<?>) Objects.requireNonNull(page.evaluate("() => app.pictures()")))
                                .stream()
                                        .filter(frames -> ((Number) frames).intValue() >= 10)
                                        .count()
                        == cameras);
    }

    private double frames() {
        return ((Number) Objects.requireNonNull(page.evaluate("() => app.frames()"))).doubleValue();
    }

    /** Whatever {@link #call} and {@link #accept} need of the ring that came last. */
    String lastRinger() {
        return Objects.requireNonNull(find("rtc:incoming", e -> true)).getString("sender_cid");
    }

    void closeTab() {
        page.context().close();
    }
}
