package io.ringway.gateway.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.metrics.PushMetrics;
import io.ringway.gateway.push.PushService.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What leaves, in which order and how often, while a push service does what the test says. */
class CourierTest {
    private static final Subscription PHONE =
            new Subscription(java.net.URI.create("https://fcm.googleapis.com/phone"), Bytes.EMPTY, Bytes.EMPTY);

    private static final Tenant TENANT = new Tenant("acme");
    private static final Tenant OTHER = new Tenant("other");

    private final Vertx vertx = Vertx.vertx();
    private final PushMetrics metrics = new PushMetrics();
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Promise<Answer>> held = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile Supplier<Answer> answer = Answer.Accepted::new;
    private volatile boolean holding;
    private final AtomicInteger dead = new AtomicInteger();

    private final class Service implements PushService {
        @Override
        public Future<Answer> push(Subscription to, Notice notice) {
            String text = notice.payload().utf8();
            sent.add(text);
            if (!holding) {
                return Future.succeededFuture(answer.get());
            }
            Promise<Answer> promise = Promise.promise();
            held.put(text, promise);
            return promise.future();
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Courier courier(int concurrency, int mostPending) {
        return new Courier(
                vertx.getOrCreateContext(),
                new PushHosts(List.of("fcm.googleapis.com"), false),
                new Service(),
                concurrency,
                mostPending,
                metrics,
                InstantSource.system());
    }

    private static Notice notice(String text, @Nullable String topic, Urgency urgency) {
        return new Notice(Bytes.utf8(text), System.currentTimeMillis() + 60_000, urgency, topic);
    }

    private void send(Courier courier, Notice notice) {
        courier.send(TENANT, PHONE, notice, dead::incrementAndGet);
    }

    private long count(String result) {
        return metrics.results().containsKey(result)
                ? metrics.results().get(result).sum()
                : 0;
    }

    private void answerHeld(String text) {
        Promise<Answer> promise = java.util.Objects.requireNonNull(held.remove(text));
        vertx.runOnContext(unused -> promise.complete(new Answer.Accepted()));
    }

    @Test
    void aBusyServiceIsAskedAgainUntilItTakesIt() {
        AtomicInteger tries = new AtomicInteger();
        answer = () -> tries.incrementAndGet() < 3 ? new Answer.Busy(1) : new Answer.Accepted();

        send(courier(1, 10), notice("a", null, Urgency.NORMAL));

        await().until(() -> count("accepted") == 1);
        assertEquals(List.of("a", "a", "a"), sent);
        assertEquals(2, count("again"));
    }

    @Test
    void aServiceThatStaysBusyIsGivenUpAndNothingIsLeft() {
        answer = () -> new Answer.Busy(1);
        Courier courier = courier(1, 1);

        send(courier, notice("a", null, Urgency.NORMAL));

        await().until(() -> count("failed") == 1);
        assertEquals(5, sent.size());
        assertTrue(courier.hasRoom(TENANT));
    }

    @Test
    void nothingWaitsBeyondItsTime() {
        answer = () -> new Answer.Busy(3_600_000);
        send(courier(1, 10), notice("a", null, Urgency.NORMAL));
        await().until(() -> count("failed") == 1);

        Courier courier = courier(1, 10);
        courier.send(
                TENANT,
                PHONE,
                new Notice(Bytes.utf8("late"), System.currentTimeMillis() - 1, Urgency.HIGH, null),
                () -> {});
        await().until(() -> count("expired") == 1);
        assertEquals(List.of("a"), sent);
    }

    @Test
    void deadSubscriptionsAreToldOf() {
        answer = Answer.Gone::new;
        send(courier(1, 10), notice("a", null, Urgency.NORMAL));
        await().until(() -> count("gone") == 1);
        assertEquals(1, dead.get());
    }

    @Test
    void overTheBoundIsDroppedAtOnce() {
        holding = true;
        Courier courier = courier(1, 2);
        send(courier, notice("a", null, Urgency.NORMAL));
        send(courier, notice("b", null, Urgency.NORMAL));
        send(courier, notice("c", null, Urgency.HIGH));

        assertFalse(courier.send(TENANT, PHONE, notice("d", null, Urgency.HIGH), () -> {}));
        assertFalse(courier.hasRoom(TENANT));
        assertEquals(2, count("dropped"));
    }

    @Test
    void ringsGoBeforeMessages() {
        holding = true;
        Courier courier = courier(1, 10);
        send(courier, notice("first", null, Urgency.NORMAL));
        await().until(() -> held.containsKey("first"));
        send(courier, notice("message", null, Urgency.NORMAL));
        send(courier, notice("ring", "call", Urgency.HIGH));
        answerHeld("first");
        await().until(() -> held.containsKey("ring"));
        answerHeld("ring");
        await().until(() -> held.containsKey("message"));
        assertEquals(List.of("first", "ring", "message"), sent);
    }

    /** It had all of `push.waiting`, and nobody's phone rang. */
    @Test
    void aTenantWhoPushesToEverybodyLeavesRoomForOthersAndForRings() {
        holding = true;
        Courier courier = courier(1, 100);
        int sent = 0;
        while (courier.send(TENANT, PHONE, notice("n" + sent, null, Urgency.NORMAL), () -> {})) {
            sent++;
        }
        assertEquals(50, sent);
        assertFalse(courier.hasRoom(TENANT));
        assertTrue(courier.hasRoom(OTHER));
        for (int i = 0; i < 25; i++) {
            assertTrue(courier.send(OTHER, PHONE, notice("other" + i, null, Urgency.NORMAL), () -> {}));
        }
        assertTrue(courier.send(TENANT, PHONE, notice("ring", null, Urgency.HIGH), () -> {}));
    }

    @Test
    void aTenantWithALongQueueDoesNotHoldUpAnother() {
        holding = true;
        Courier courier = courier(1, 100);
        for (int i = 0; i < 10; i++) {
            send(courier, notice("much" + i, null, Urgency.NORMAL));
        }
        courier.send(OTHER, PHONE, notice("little", null, Urgency.NORMAL), () -> {});
        await().until(() -> held.containsKey("much0"));
        answerHeld("much0");
        await().until(() -> held.containsKey("much1"));
        answerHeld("much1");
        await().until(() -> held.containsKey("little"));
        assertEquals(List.of("much0", "much1", "little"), sent);
    }

    @Test
    void theEndOfARingNeverOvertakesIt() {
        holding = true;
        Courier courier = courier(10, 10);
        send(courier, notice("ring", "call", Urgency.HIGH));
        await().until(() -> held.containsKey("ring"));
        send(courier, notice("over", "call", Urgency.HIGH));
        send(courier, notice("missed", "call", Urgency.HIGH));
        send(courier, notice("another", "other call", Urgency.HIGH));
        await().until(() -> held.containsKey("another"));
        assertEquals(List.of("ring", "another"), sent);

        answerHeld("ring");
        await().until(() -> held.containsKey("missed"));
        assertEquals(List.of("ring", "another", "missed"), sent);
        assertEquals(1, count("superseded"));
    }

    @Test
    void aRingThatWaitsForAnotherTryIsDroppedWhenItIsOver() {
        AtomicInteger tries = new AtomicInteger();
        answer = () -> tries.incrementAndGet() == 1 ? new Answer.Busy(3_000) : new Answer.Accepted();
        Courier courier = courier(1, 10);
        send(courier, notice("ring", "call", Urgency.HIGH));
        await().until(() -> count("again") == 1);
        send(courier, notice("over", "call", Urgency.HIGH));

        await().until(() -> count("superseded") == 1);
        assertEquals(List.of("ring", "over"), sent);
    }
}
