package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.Hub;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes over one store. */
class IdempotentCallsTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final Secret SECRET = Secret.of("0123456789abcdef0123456789abcdef");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong millis = new AtomicLong(1_790_000_000_000L);
    private final ListStore store =
            new LocalLists(new Bounds(64, Duration.ofHours(1), 1_000), () -> Instant.ofEpochMilli(millis.get()));
    private final Hub hub = new Hub(vertx.getOrCreateContext());
    private final IdempotentCalls one = node(store);
    private final IdempotentCalls other = node(store);
    private final AtomicInteger done = new AtomicInteger();

    private IdempotentCalls node(ListStore over) {
        return new IdempotentCalls(hub, over, Optional.of(SECRET), () -> Instant.ofEpochMilli(millis.get()));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<Reply> count() {
        return Future.succeededFuture(Reply.created(new JsonObject().put("n", done.incrementAndGet())));
    }

    private static int counted(Reply reply) {
        return Objects.requireNonNull(reply.body()).getInteger("n");
    }

    private static Reply run(IdempotentCalls node, String key, String body, Supplier<Future<Reply>> work) {
        return start(node, key, body, work)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static Future<Reply> start(IdempotentCalls node, String key, String body, Supplier<Future<Reply>> work) {
        return start(node, key, body, before -> work.get());
    }

    private static Future<Reply> start(IdempotentCalls node, String key, String body, IdempotentCalls.Work work) {
        Bytes print = IdempotentCalls.fingerprint("/v1/x", body.getBytes(StandardCharsets.UTF_8));
        return node.run(DEMO, key, new IdempotentCalls.Call(print, false, false, Batches::isOpen), work);
    }

    private static Future<Reply> repeat(IdempotentCalls node, Supplier<Future<Reply>> work) {
        Bytes print = IdempotentCalls.fingerprint("/v1/presence", new byte[0]);
        return node.run(
                DEMO, "again", new IdempotentCalls.Call(print, false, true, Batches::isOpen), before -> work.get());
    }

    private static ApiError error(Supplier<Reply> call) {
        return ApiError.of(Objects.requireNonNull(
                assertThrows(CompletionException.class, call::get).getCause()));
    }

    private static Reply results(String... results) {
        return Reply.ok(new JsonObject("{\"results\":[" + String.join(",", results) + "]}"));
    }

    private static Reply await(Future<Reply> reply) {
        return reply.toCompletionStage().toCompletableFuture().join();
    }

    /** Whatever a node takes the time for: what is under way elsewhere is not begun again, and its answer is found. */
    @Test
    void aNodeWhoseClockIsAheadOrBehindDoesNothingTwice() {
        for (long skew : new long[] {-1_800_000, -50_000, 50_000, 1_800_000}) {
            IdempotentCalls skewed = new IdempotentCalls(
                    hub, store, Optional.of(SECRET), () -> Instant.ofEpochMilli(millis.get() + skew));
            String key = "skewed by " + skew;
            done.set(0);
            Promise<Reply> working = Promise.promise();
            Future<Reply> first = start(one, key, "a", working::future);
            String early = error(() -> run(skewed, key, "a", this::count)).code();
            assertEquals(skew > 60_000 ? "unavailable" : "in_progress", early, key);
            assertEquals(0, done.get(), key);
            working.handle(count());
            assertEquals(await(first), run(skewed, key, "a", this::count), key);
            assertEquals(1, done.get(), key);
        }
    }

    @Test
    void aGroupThatWasFullIsNotFullForADay() {
        String full = "{\"code\":\"group_full\",\"temporary\":true}";
        String gone = "{\"code\":\"not_found\",\"temporary\":false}";
        Reply first = results("{\"cid\":\"a\"}", full, gone);
        List<Reply> seen = new ArrayList<>();
        for (IdempotentCalls node : List.of(one, other)) {
            assertEquals(first, await(start(node, "k", "a", before -> {
                seen.add(before == null ? Reply.NO_CONTENT : before);
                return Future.succeededFuture(first);
            })));
        }
        assertEquals(List.of(Reply.NO_CONTENT, first), seen, "done again, knowing what there was");

        for (int i = 0; i < 100; i++) {
            millis.incrementAndGet();
            assertEquals(
                    "cut off", refusal(() -> run(one, "k", "a", () -> Future.failedFuture(ApiCall.bad("cut off")))));
        }
        millis.incrementAndGet();
        Reply last = results("{\"cid\":\"a\"}", "{\"cid\":\"b\"}", gone);
        assertEquals(last, await(start(other, "k", "a", before -> {
            assertEquals(first, before, "a try that was refused forgets nothing");
            return Future.succeededFuture(last);
        })));
        assertEquals(last, run(one, "k", "a", this::count), "all is done, and is not done again");
        assertEquals(0, done.get());
        assertEquals(
                "this Idempotency-Key came before with another call", refusal(() -> run(one, "k", "b", this::count)));
    }

    @Test
    void asOftenAsATemporaryErrorComesItIsDoneAgain() {
        Reply full = results("{\"code\":\"group_full\",\"temporary\":true}");
        for (int i = 0; i < 100; i++) {
            millis.incrementAndGet();
            assertEquals(full, await(start(i % 2 == 0 ? one : other, "k", "a", before -> {
                done.incrementAndGet();
                return Future.succeededFuture(full);
            })));
        }
        assertEquals(100, done.get());
    }

    private static String refusal(Supplier<Reply> call) {
        CompletionException thrown = assertThrows(CompletionException.class, call::get);
        return String.valueOf(Objects.requireNonNull(thrown.getCause()).getMessage());
    }

    @Test
    void theSameCallIsAnsweredAgainAndNotDoneAgain() {
        Reply first = run(one, "k", "a", this::count);
        assertEquals(first, run(one, "k", "a", this::count));
        assertEquals(first, run(other, "k", "a", this::count), "on another node");
        assertEquals(1, done.get());
        assertEquals(201, first.status());

        assertEquals(2, counted(run(one, "k2", "a", this::count)), "another key");
    }

    @Test
    void anotherCallWithTheKeyIsAConflict() {
        run(one, "k", "a", this::count);
        String message = refusal(() -> run(other, "k", "b", this::count));
        assertEquals("this Idempotency-Key came before with another call", message);
        assertEquals(1, done.get());
    }

    @Test
    void whileTheFirstRunsTheSecondIsToldSo() {
        Promise<Reply> slow = Promise.promise();
        Future<Reply> first = start(one, "k", "a", () -> {
            done.incrementAndGet();
            return slow.future();
        });
        org.awaitility.Awaitility.await().until(() -> done.get() == 1);
        assertEquals(
                "the first call with this Idempotency-Key has not been answered yet",
                refusal(() -> run(other, "k", "a", this::count)));

        slow.complete(Reply.NO_CONTENT);
        assertEquals(
                Reply.NO_CONTENT,
                first.toCompletionStage().toCompletableFuture().join());
        assertEquals(Reply.NO_CONTENT, run(other, "k", "a", this::count));
        assertEquals(1, done.get());
    }

    @Test
    void ofManyAtOnceOneIsCarriedOut() {
        java.util.List<Future<Reply>> all = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> start(i % 2 == 0 ? one : other, "k", "a", this::count))
                .toList();
        Future.join(all)
                .otherwiseEmpty()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        assertEquals(1, done.get());
    }

    @Test
    void whatWasRefusedMayBeTriedAgain() {
        assertEquals("no", refusal(() -> run(one, "k", "a", () -> Future.failedFuture(ApiCall.bad("no")))));
        assertEquals(
                "thrown",
                refusal(() -> run(one, "k", "a", () -> {
                    throw ApiCall.bad("thrown");
                })));
        assertEquals(1, counted(run(other, "k", "a", this::count)));
        assertEquals(1, counted(run(one, "k", "a", this::count)));
    }

    @Test
    void whatAHangingNodeMayHaveDoneIsNotDoneAgain() {
        String late = refusal(() -> run(
                one,
                "k",
                "a",
                () -> Future.failedFuture(new UnavailableException("the cluster did not answer in time"))));
        assertEquals("the cluster did not answer in time", late);
        assertTrue(refusal(() -> run(other, "k", "a", this::count)).startsWith("it is not known whether"));
        millis.addAndGet(IdempotentCalls.LONGEST_MILLIS + 1);
        assertTrue(refusal(() -> run(one, "k", "a", this::count)).startsWith("it is not known whether"));
        assertEquals(0, done.get());
    }

    @Test
    void whoAsksAgainForWhatNobodyWillEverKnowIsToldThatItIsOfNoUse() {
        refusal(() -> run(one, "k", "a", () -> Future.failedFuture(new UnavailableException("silent"))));
        assertFalse(error(() -> run(other, "k", "a", this::count)).isTemporary());
    }

    @Test
    void whatWasCertainlyNotDoneForNowIsDoneWithTheSameKey() {
        assertTrue(error(() -> run(one, "k", "a", () -> Future.failedFuture(ApiError.notNow("no secret"))))
                .isTemporary());
        assertEquals(1, counted(run(other, "k", "a", this::count)));
    }

    @Test
    void whatMayBeDoneTwiceIsDoneAgainWhereNobodyKnowsWhatBecameOfIt() {
        refusal(() -> await(repeat(one, () -> Future.failedFuture(new UnavailableException("silent")))));
        Future<Reply> never = repeat(one, () -> {
            done.incrementAndGet();
            return Promise.<Reply>promise().future();
        });
        org.awaitility.Awaitility.await().until(() -> done.get() == 1);
        assertTrue(refusal(() -> await(repeat(other, this::count))).contains("has not been answered yet"));

        millis.addAndGet(IdempotentCalls.LONGEST_MILLIS + 1);
        assertEquals(2, counted(await(repeat(other, this::count))), "its node has died");
        assertEquals(2, counted(await(repeat(one, this::count))), "now it is known");
        assertFalse(never.isComplete());
    }

    @Test
    void anAnswerTooLongToKeepIsNotGivenTwice() {
        JsonObject body = new JsonObject().put("text", "x".repeat(70_000));
        run(one, "k", "a", () -> Future.succeededFuture(Reply.ok(body)));
        assertTrue(refusal(() -> run(other, "k", "a", this::count)).startsWith("it is not known whether"));
        assertEquals(0, done.get());
    }

    @Test
    void whatANodeDidThatDiedBeforeItSaidSoIsNotDoneAgain() {
        Future<Reply> never = start(one, "k", "a", () -> {
            done.incrementAndGet();
            return Promise.<Reply>promise().future();
        });
        org.awaitility.Awaitility.await().until(() -> done.get() == 1);
        millis.addAndGet(IdempotentCalls.LONGEST_MILLIS + 1);
        assertTrue(refusal(() -> run(other, "k", "a", this::count)).startsWith("it is not known whether"));
        assertEquals(1, done.get());
        assertEquals(false, never.isComplete());
    }

    @Test
    void aTryThatCouldNotReadWhoseTurnItIsKeepsNobodyOut() {
        AtomicInteger reads = new AtomicInteger();
        IdempotentCalls blinking = node((ListStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ListStore.class},
                (proxy, method, arguments) -> method.getName().equals("page") && reads.incrementAndGet() == 2
                        ? Future.failedFuture("down")
                        : method.invoke(store, arguments)));
        assertEquals(
                "what is kept of Idempotency-Keys cannot be read; nothing was done",
                refusal(() -> run(blinking, "k", "a", this::count)));
        assertEquals(1, counted(run(other, "k", "a", this::count)), "nothing was done before");
    }

    @Test
    void whereNothingCanBeReadNothingIsDone() {
        IdempotentCalls blind = node(new Broken());
        assertEquals(
                "what is kept of Idempotency-Keys cannot be read; nothing was done",
                refusal(() -> run(blind, "k", "a", this::count)));
        assertEquals(0, done.get());
    }

    private record Broken() implements ListStore {
        @Override
        public Future<Integer> append(ListKey key, Item item) {
            return Future.failedFuture("down");
        }

        @Override
        public Future<ListPage> page(ListKey key, String after, int limit) {
            return Future.failedFuture("down");
        }

        @Override
        public Future<Integer> mark(ListKey key, String upTo) {
            return Future.failedFuture("down");
        }

        @Override
        public Future<Integer> remove(ListKey key, String id) {
            return Future.failedFuture("down");
        }

        @Override
        public Optional<String> trouble() {
            return Optional.of("down");
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
