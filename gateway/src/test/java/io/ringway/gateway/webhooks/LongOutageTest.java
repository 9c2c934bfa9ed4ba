package io.ringway.gateway.webhooks;

import static io.ringway.gateway.Futures.done;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalOutbox;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.ringway.gateway.outgoing.Outgoing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receivers over real HTTP that are away for an hour of a simulated clock, with the pauses that are the default. */
class LongOutageTest {
    private static final Tenant TENANT = new Tenant("t");
    private static final int GROUPS = 3;
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final long HOUR_MS = 3_600_000;
    /** By which a receiver lets times of signatures differ from its own. */
    private static final long TOLERANCE_S = 60;

    private static final long STEP_MS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context hub = vertx.getOrCreateContext();
    private final AtomicInteger open = new AtomicInteger();
    private final Config config =
            Config.of(Map.of("dev", "true", "hooks.secrets", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"));
    private final Signature signature = new Signature(config.hooks().secrets());
    private final InstantSource clock = () -> Instant.ofEpochMilli(this.now.get());
    private final WebClient client = Outgoing.client(vertx, TIMEOUT, 16);
    private final AtomicLong now = new AtomicLong(1_800_000_000_000L);

    /** Takes what is signed as of this moment; 0 is for not answering at all. */
    private final class Backend {
        final List<JsonObject> taken = new CopyOnWriteArrayList<>();
        final List<String> unsigned = new CopyOnWriteArrayList<>();
        final AtomicInteger attempts = new AtomicInteger();
        private final Set<String> known = ConcurrentHashMap.newKeySet();
        volatile int status;
        final int port;

        Backend(int status) {
            this.status = status;
            port = done(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"))
                    .actualPort();
        }

        private void handle(HttpServerRequest request) {
            attempts.incrementAndGet();
            request.body().onSuccess(body -> {
                verify(request, body);
                // What was answered too late is told again.
                if (status == 200 && known.add(request.getHeader(Signature.ID))) {
                    taken.add(body.toJsonObject().getJsonObject("data"));
                }
                if (status != 0) {
                    request.response().setStatusCode(status).end();
                }
            });
        }

        private void verify(HttpServerRequest request, Buffer body) {
            String at = request.getHeader(Signature.TIMESTAMP);
            String right = signature.of(request.getHeader(Signature.ID), Long.parseLong(at), body.toString());
            boolean isOld = now.get() / 1_000 - Long.parseLong(at) > TOLERANCE_S;
            if (isOld || !right.equals(request.getHeader(Signature.SIGNATURE))) {
                unsigned.add(body.toString());
            }
        }

        Receiver receiver(String id) {
            HttpSink sink =
                    new HttpSink(client, URI.create("http://127.0.0.1:" + port + "/"), signature, TIMEOUT, clock);
            var pauses = config.webhooks();
            return new Receiver(
                    id,
                    TENANT,
                    EnumSet.of(EventType.MEMBER_JOINED, EventType.MEMBER_LEFT),
                    List.of(GroupPattern.of("*", "")),
                    delivery -> {
                        open.incrementAndGet();
                        return sink.send(delivery).onComplete(done -> open.decrementAndGet());
                    },
                    new Schedule(
                            pauses.retryFirst().toMillis(),
                            pauses.retryLongest().toMillis(),
                            pauses.giveUp().toMillis(),
                            pauses.concurrency(),
                            pauses.waiting(),
                            pauses.deadLetters(),
                            pauses.deadLettersBytes(false, 3)));
        }

        List<String> usersOf(String group) {
            return taken.stream()
                    .filter(data -> data.getString("group").equals(group))
                    .map(data -> data.getString("user_id") + (data.containsKey("left_at") ? " left" : ""))
                    .toList();
        }
    }

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private Outbox outbox(List<Receiver> receivers) {
        Outbox.Parts parts = new Outbox.Parts(
                receivers,
                new LocalOutbox(clock),
                new Alone(),
                1_000,
                config.webhooks().waitingBytes(false),
                name -> new WebhookMetrics(),
                () -> {},
                clock,
                new Random(1));
        return new Outbox(parts, "w");
    }

    private void onHub(Runnable work) {
        done(Future.<Void>future(promise -> hub.runOnContext(go -> {
            work.run();
            promise.complete();
        })));
    }

    /** Lets time go by; it stands still while a receiver is waited for. */
    private void pass(Outbox outbox, long millis) {
        for (long until = now.get() + millis; now.get() < until; now.addAndGet(STEP_MS)) {
            onHub(outbox::tick);
            if (open.get() > 0) {
                await().pollInterval(Duration.ofMillis(1)).until(() -> open.get() == 0);
            }
        }
    }

    private static Member member(int number) {
        Cid cid = new Cid(new NodeRef(1, 0), 0, number);
        return new Member(cid, new UserId(TENANT, "u" + number), Bytes.utf8("{}"));
    }

    private static Group group(int number) {
        return new Group(TENANT, "g" + number % GROUPS);
    }

    @Test
    void aReceiverThatFailsOrHangsForAnHourIsToldAllInOrderThenAndHoldsNobodyUp() {
        Backend well = new Backend(200);
        Backend failing = new Backend(500);
        Backend hanging = new Backend(0);
        Outbox outbox =
                outbox(List.of(well.receiver("well"), failing.receiver("failing"), hanging.receiver("hanging")));

        for (int i = 0; i < 6; i++) {
            int number = i;
            onHub(() -> outbox.entered(group(number), member(number)));
            pass(outbox, HOUR_MS / 12);
            assertEquals(i + 1, well.taken.size(), "told at once, whatever the others do");
        }
        for (int i = 0; i < 6; i++) {
            int number = i;
            onHub(() -> outbox.exited(group(number), member(number).cid(), LeaveReason.LEFT));
            pass(outbox, HOUR_MS / 12);
            assertEquals(i + 7, well.taken.size(), "told at once, whatever the others do");
        }
        for (Backend bad : List.of(failing, hanging)) {
            assertEquals(List.of(), bad.taken);
            assertTrue(bad.attempts.get() >= GROUPS, bad.attempts::toString);
            assertTrue(bad.attempts.get() <= 12 * GROUPS, bad.attempts::toString);
            bad.status = 200;
        }
        pass(outbox, HOUR_MS);

        for (Backend late : List.of(failing, hanging)) {
            for (int group = 0; group < GROUPS; group++) {
                String first = "u" + group;
                String second = "u" + (group + GROUPS);
                assertEquals(List.of(first, second, first + " left", second + " left"), late.usersOf("g" + group));
            }
            assertEquals(List.of(), late.unsigned, "signed when it was sent, not when it happened");
        }
        assertEquals(List.of(), done(outbox.enquiries().dead(TENANT, "", 100)).letters());
    }
}
