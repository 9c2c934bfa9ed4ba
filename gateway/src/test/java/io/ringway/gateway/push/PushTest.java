package io.ringway.gateway.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.metrics.PushMetrics;
import io.ringway.gateway.protocol.Notification;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From the desk to a push service over HTTP, which answers as the path says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // started before all tests
class PushTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final UserId ADA = new UserId(TENANT, "ada");
    private static final UserId BOB = new UserId(TENANT, "bob");
    private static final Notification HELLO = new Notification("Hello \"you\"", "☃", Bytes.utf8("{\"n\":1}"), false);

    private final Vertx vertx = Vertx.vertx();
    private final Context hub = vertx.getOrCreateContext();
    private final VapidKeys keys = VapidKeys.generate();
    private final PushMetrics metrics = new PushMetrics();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private PushDesk desk;
    private LocalLists lists;
    private UnreadLists store;
    private UnreadLists users;

    private record Request(String path, Map<String, String> headers, Buffer body) {}

    @BeforeAll
    void serve() {
        server = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .await();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Map<String, String> headers = new HashMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
            boolean isFirst = requests.stream().noneMatch(one -> one.path().equals(request.path()));
            requests.add(new Request(request.path(), headers, body));
            String kind = request.path().split("/", -1)[1];
            switch (kind) {
                case "gone" -> request.response().setStatusCode(410).end();
                case "busy" ->
                    request.response()
                            .setStatusCode(isFirst ? 429 : 201)
                            .putHeader("retry-after", "1")
                            .end();
                case "moved" ->
                    request.response()
                            .setStatusCode(307)
                            .putHeader("location", "/ok/redirected")
                            .end();
                default -> request.response().setStatusCode(201).end();
            }
        });
    }

    @AfterAll
    void close() {
        vertx.close().await();
    }

    @BeforeEach
    void fresh() {
        requests.clear();
        InstantSource clock = InstantSource.system();
        Push.Settings settings = new Push.Settings(
                keys,
                "mailto:a@b.example",
                new PushHosts(List.of("fcm.googleapis.com"), true),
                3,
                Duration.ofDays(1),
                Duration.ofHours(1),
                Duration.ofSeconds(5),
                4,
                1_000);
        lists = new LocalLists(new Bounds(3, Duration.ofDays(1), 1_000), clock);
        store = new UnreadLists(lists);
        users = new UnreadLists(new LocalLists(new Bounds(Push.USERS_PER_LIST, Duration.ofDays(1), 1_000), clock));
        Push push = new Push(vertx, hub, settings, store, users, metrics, clock);
        desk = new PushDesk(vertx, hub, push, clock);
    }

    private TestBrowser browser(String path) {
        return new TestBrowser("http://127.0.0.1:" + server.actualPort() + path);
    }

    private void subscribe(UserId user, TestBrowser browser) {
        String endpoint = browser.subscription().endpoint().toString();
        await(desk.subscribe(user, desk.subscription(endpoint, browser.p256dh(), browser.auth())));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private int notify(UserId... users) {
        return await(desk.notify(List.of(users), HELLO, BOB));
    }

    private Request request(String path) {
        org.awaitility.Awaitility.await()
                .until(() -> requests.stream().anyMatch(one -> one.path().equals(path)));
        return requests.stream()
                .filter(one -> one.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    /** How many requests were for paths that begin so: others may still be on their way from the test before. */
    private long requested(String path) {
        return requests.stream().filter(one -> one.path().startsWith(path)).count();
    }

    @Test
    void whatIsPushedCanBeReadByTheBrowserAlone() throws Exception {
        TestBrowser browser = browser("/ok/1");
        subscribe(ADA, browser);

        assertEquals(1, notify(ADA));

        Request request = request("/ok/1");
        assertEquals(
                new JsonObject()
                        .put("type", "message")
                        .put("title", "Hello \"you\"")
                        .put("body", "☃")
                        .put("from", "bob")
                        .put("data", new JsonObject().put("n", 1)),
                new JsonObject(browser.read(request.body().getBytes())));
        assertEquals("aes128gcm", request.headers().get("content-encoding"));
        assertEquals("normal", request.headers().get("urgency"));
        assertTrue(Integer.parseInt(Objects.requireNonNull(request.headers().get("ttl"))) > 3_590);
        assertTrue(
                Objects.requireNonNull(request.headers().get("authorization")).endsWith("k=" + keys.publicText()));
    }

    @Test
    void deadSubscriptionsAreForgotten() {
        subscribe(ADA, browser("/gone/1"));
        subscribe(ADA, browser("/ok/2"));
        assertEquals(2, notify(ADA));
        request("/gone/1");
        org.awaitility.Awaitility.await().until(() -> notify(ADA) == 1);
    }

    @Test
    void aBusyServiceIsAskedAgainWhenItSays() {
        subscribe(ADA, browser("/busy/1"));
        long before = System.nanoTime();
        notify(ADA);
        org.awaitility.Awaitility.await()
                .until(() -> requests.stream()
                                .filter(one -> one.path().equals("/busy/1"))
                                .count()
                        == 2);
        assertTrue(System.nanoTime() - before >= 900_000_000, "not before a second is over");
    }

    @Test
    void redirectsAreNotFollowed() {
        subscribe(ADA, browser("/moved/1"));
        notify(ADA);
        request("/moved/1");
        org.awaitility.Awaitility.await()
                .until(() -> metrics.results().containsKey("refused")
                        && metrics.results().get("refused").sum() == 1);
        assertEquals(1, requested("/moved/1"));
        assertEquals(0, requested("/ok/redirected"));
    }

    @Test
    void whoLogsInOnADeviceTakesItOver() {
        TestBrowser shared = browser("/ok/shared");
        subscribe(ADA, shared);
        subscribe(BOB, shared);

        assertEquals(0, notify(ADA));
        assertEquals(1, notify(BOB));
        await(desk.unsubscribe(BOB, shared.subscription().endpoint().toString()));
        assertEquals(0, notify(BOB));
        subscribe(ADA, shared);
        assertEquals(1, notify(ADA));
    }

    @Test
    void aUserHasSoManySubscriptionsAndStoringAgainAddsNone() {
        for (int i = 0; i < 5; i++) {
            subscribe(ADA, browser("/ok/many" + i));
            subscribe(ADA, browser("/ok/many" + i));
        }
        assertEquals(3, notify(ADA, ADA));
    }

    @Test
    void allUsersOfATenantAreToldAndNoOthers() {
        for (int i = 0; i < 300; i++) {
            subscribe(new UserId(TENANT, "user " + i), browser("/ok/all" + i));
        }
        subscribe(new UserId(new Tenant("other"), "eve"), browser("/ok/eve"));

        assertTrue(await(desk.notifyAll(TENANT, HELLO, null)));

        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> IntStream.range(0, 300)
                        .allMatch(i ->
                                requests.stream().anyMatch(one -> one.path().equals("/ok/all" + i))));
        assertEquals(300, requested("/ok/all"));
        assertEquals(0, requested("/ok/eve"));
    }

    /** Who is found to have no subscription any more is taken out of the list; the rest of it was not read then. */
    @Test
    void whoComesBehindAUserWhoHasJustBeenForgottenIsToldToo() {
        List<UserId> users = IntStream.range(0, 100_000)
                .mapToObj(i -> new UserId(TENANT, "user " + i))
                .filter(user -> Math.floorMod(Subscription.id(user.id()).hashCode(), Subscriptions.BUCKETS) == 7)
                .limit(120)
                .toList();
        TestBrowser keys = browser("/ok/");
        for (int i = 0; i < users.size(); i++) {
            String endpoint = "http://127.0.0.1:" + server.actualPort() + "/ok/behind" + i;
            await(desk.subscribe(users.get(i), desk.subscription(endpoint, keys.p256dh(), keys.auth())));
            if (i >= 10) {
                await(desk.unsubscribe(users.get(i), endpoint));
            }
        }
        assertTrue(await(desk.notifyAll(TENANT, HELLO, null)));
        for (int i = 0; i < 10; i++) {
            request("/ok/behind" + i);
        }
    }

    /** A thousand questions at once failed whatever else asked the same Redis. */
    @Test
    void aMessageToAThousandAsksForSoManySubscriptionsAtATimeAndForThoseToBeRungFirst() {
        Map<UserId, Promise<List<Subscription>>> asked = new LinkedHashMap<>();
        Reads reads = new Reads(
                user -> asked.computeIfAbsent(user, first -> Promise.promise()).future(), metrics);
        for (int i = 0; i < 1_000; i++) {
            reads.of(new UserId(TENANT, "u" + i), Urgency.NORMAL);
        }
        reads.of(BOB, Urgency.HIGH);
        assertEquals(32, asked.size());
        asked.values().iterator().next().complete(List.of());
        assertEquals(33, asked.size());
        assertTrue(asked.containsKey(BOB));
    }

    private static Throwable failure(Future<?> future) {
        return Objects.requireNonNull(
                assertThrows(CompletionException.class, () -> await(future)).getCause());
    }

    /** It was answered as if nobody had a subscription. */
    @Test
    void aPushThatCannotBeLookedUpIsUnavailableAndNobodyIsSentAnything() {
        subscribe(ADA, browser("/ok/looked1"));
        subscribe(BOB, browser("/ok/looked2"));
        store.isAway = key -> key.name().equals("u" + BOB.id());
        assertInstanceOf(UnavailableException.class, failure(desk.notify(List.of(ADA, BOB), HELLO, null)));
        store.isAway = key -> false;
        assertEquals(1, notify(BOB));
        request("/ok/looked2");
        assertEquals(0, requested("/ok/looked1"));
    }

    @Test
    void whereTooManyWaitToBeLookedUpOneMoreIsRefused() {
        Reads reads = new Reads(user -> Promise.<List<Subscription>>promise().future(), metrics);
        Future<List<Subscription>> last = Future.succeededFuture();
        for (int i = 0; i < 20_000 && !last.failed(); i++) {
            last = reads.of(ADA, Urgency.NORMAL);
        }
        assertTrue(last.failed());
    }

    @Test
    void aPushToAllThatCannotBeginIsUnavailable() {
        users.isAway = key -> true;
        assertInstanceOf(UnavailableException.class, failure(desk.notifyAll(TENANT, HELLO, null)));
    }

    /** Lists of users, and users, that could not be read for a moment were skipped for good. */
    @Test
    void aPushToAllReachesAlsoThoseWhoWereUnreadableForAWhile() {
        for (int i = 0; i < 5; i++) {
            subscribe(new UserId(TENANT, "user " + i), browser("/ok/late" + i));
        }
        users.isAway = key -> !key.name().equals("0");
        store.isAway = key -> true;
        assertTrue(await(desk.notifyAll(TENANT, HELLO, null)));
        org.awaitility.Awaitility.await().until(() -> users.refused.get() + store.refused.get() > 1);
        users.isAway = key -> false;
        long before = store.refused.get();
        org.awaitility.Awaitility.await().until(() -> store.refused.get() > before);
        store.isAway = key -> false;
        for (int i = 0; i < 5; i++) {
            request("/ok/late" + i);
        }
    }

    @Test
    void aPushToAllGoesOnBesideAUserWhoCannotBeRead() {
        for (int i = 0; i < 5; i++) {
            subscribe(new UserId(TENANT, "user " + i), browser("/ok/beside" + i));
        }
        for (int unread = 0; unread < 5; unread++) {
            String away = "uuser " + unread;
            store.isAway = key -> key.name().equals(away);
            requests.clear();
            assertTrue(await(desk.notifyAll(TENANT, HELLO, null)));
            assertTrue(await(desk.notifyAll(TENANT, HELLO, null)));
            int of = unread;
            org.awaitility.Awaitility.await()
                    .until(() ->
                            IntStream.range(0, 5).filter(i -> i != of).allMatch(i -> requested("/ok/beside" + i) == 2));
            assertEquals(0, requested("/ok/beside" + unread));
            store.isAway = key -> false;
            org.awaitility.Awaitility.await().until(() -> requested("/ok/beside" + of) == 2);
        }
    }

    @Test
    void whereASubscriptionHadToGoItsEndpointIsForgottenToo() {
        for (int i = 0; i < 4; i++) {
            subscribe(ADA, browser("/ok/evicted" + i));
        }
        // Which one goes is open where several came within a millisecond.
        long forgotten = IntStream.range(0, 4)
                .mapToObj(i -> "http://127.0.0.1:" + server.actualPort() + "/ok/evicted" + i)
                .map(endpoint -> new ListKey(TENANT, "e" + Subscription.id(endpoint)))
                .filter(key -> await(lists.page(key, "", 1)).items().isEmpty())
                .count();
        assertEquals(1, forgotten);
    }

    @Test
    void isOffWithoutKeys() {
        PushDesk off = new PushDesk(vertx, hub, null, InstantSource.system());
        assertTrue(off.publicKey().isEmpty());
        assertThrows(IllegalStateException.class, () -> off.subscription("https://fcm.googleapis.com/x", "", ""));
    }
}
