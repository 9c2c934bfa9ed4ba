package io.ringway.gateway.webhooks;

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
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.WebhooksConfig;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A node with one receiver, on a clock of its own: members come into groups and leave them at a steady rate, two events for
 * each. A time that nothing happens in goes by fast.
 */
final class Hour {
    static final Tenant TENANT = new Tenant("t");
    private static final int STEP_MS = 1_000;
    /** How long members stay. */
    private static final int STAY = 20;

    enum Answer {
        TAKES,
        FAILS,
        GONE
    }

    private final int groups;
    private final Outbox outbox;
    private final WebhookMetrics metrics = new WebhookMetrics();
    private final List<JsonObject> told = new ArrayList<>();
    private final List<Member> present = new ArrayList<>();
    private final InstantSource clock = () -> Instant.ofEpochMilli(this.now);
    private Answer answer = Answer.TAKES;
    private long refused = -1;
    private long now = 1_800_000_000_000L;
    private long events;
    private long members;
    private int asked;
    private int lost;

    Hour() {
        this(8);
    }

    Hour(int groups) {
        this(groups, defaults().waitingBytes(false), defaults().deadLettersBytes(false, 1));
    }

    Hour(int groups, long waitingBytes, long deadBytes) {
        this.groups = groups;
        this.outbox = outbox(new LocalOutbox(clock), waitingBytes, deadBytes);
    }

    /** With a store of its own, and bounds that are the default. */
    Hour(int groups, OutboxStore store) {
        this.groups = groups;
        this.outbox = outbox(store, defaults().waitingBytes(true), defaults().deadLettersBytes(true, 1));
    }

    private static WebhooksConfig defaults() {
        return Config.of(Map.of("dev", "true")).webhooks();
    }

    private Outbox outbox(OutboxStore store, long waitingBytes, long deadBytes) {
        WebhooksConfig hooks = defaults();
        Schedule schedule = new Schedule(
                hooks.retryFirst().toMillis(),
                hooks.retryLongest().toMillis(),
                hooks.giveUp().toMillis(),
                hooks.concurrency(),
                hooks.waiting(),
                hooks.deadLetters(),
                deadBytes);
        Receiver receiver = new Receiver(
                "r",
                TENANT,
                EnumSet.of(EventType.MEMBER_JOINED, EventType.MEMBER_LEFT),
                List.of(GroupPattern.of("*", "")),
                this::send,
                schedule);
        return new Outbox(
                new Outbox.Parts(
                        List.of(receiver),
                        store,
                        new Alone(),
                        1_000,
                        waitingBytes,
                        name -> metrics,
                        () -> lost++,
                        clock,
                        new Random(1)),
                "w");
    }

    private Future<Sink.Outcome> send(Delivery delivery) {
        asked++;
        JsonObject data = new JsonObject(delivery.body()).getJsonObject("data");
        boolean isRefused = delivery.type() == EventType.MEMBER_JOINED && user(data) == refused;
        return Future.succeededFuture(
                switch (answer) {
                    case TAKES -> isRefused ? new Sink.Outcome.Failed("it answers with status 400") : taken(data);
                    case FAILS -> new Sink.Outcome.Failed("it answers with status 500");
                    case GONE -> new Sink.Outcome.Gone();
                });
    }

    private Sink.Outcome taken(JsonObject data) {
        told.add(data);
        return new Sink.Outcome.Delivered();
    }

    private static long user(JsonObject data) {
        return Long.parseLong(data.getString("user_id"));
    }

    void answer(Answer now) {
        answer = now;
    }

    /** One member's joining is never taken. */
    void refuse(long user) {
        refused = user;
    }

    /** So many seconds go by, with so many events in each; the same number of members come as go. */
    void pass(int seconds, int rate) {
        for (int i = 0; i < seconds; i++) {
            for (int event = 0; event < rate; event++) {
                happen();
            }
            outbox.tick();
            now += rate == 0 ? 60 * STEP_MS : STEP_MS;
            i += rate == 0 ? 59 : 0;
        }
    }

    private void happen() {
        if (events++ % 2 == 0 || present.size() < STAY) {
            Cid cid = new Cid(new NodeRef(1, 0), 0, members);
            Member member = new Member(cid, new UserId(TENANT, Long.toString(members++)), Bytes.utf8("{}"));
            present.add(member);
            outbox.entered(group(member), member);
        } else {
            Member first = present.removeFirst();
            outbox.exited(group(first), first.cid(), LeaveReason.LEFT);
        }
    }

    private Group group(Member member) {
        return new Group(TENANT, "g" + Long.parseLong(member.user().id()) % groups);
    }

    /** By when whoever waits for the end of the longest pause has tried again, and what can be told is. */
    void settle() {
        pass(3_600, 0);
        for (int i = 0; i < 300; i++) {
            tick();
        }
    }

    /** Until nothing is left: what comes back may be too much to wait, and is put aside again. */
    void replayUntilNothingIsLeft() {
        for (int i = 0; i < 100 && !dead().isEmpty(); i++) {
            replayAll();
            settle();
        }
    }

    void tick() {
        outbox.tick();
        now += STEP_MS;
    }

    void enable() {
        assertTrue(outbox.enable(TENANT, "r"));
    }

    /** How many were sent once more; of a store that answers at once. */
    int replayAll() {
        Future<JsonObject> answer = replay();
        while (!answer.isComplete()) {
            outbox.tick();
        }
        assertEquals(0, answer.result().getInteger("left"));
        return answer.result().getInteger("replayed");
    }

    Future<JsonObject> replay() {
        return outbox.enquiries().replayAll(TENANT, "r").map(found -> found.orElseThrow());
    }

    /** The receiver, as backends see it. */
    Future<JsonObject> described() {
        return outbox.enquiries().receivers(TENANT).map(all -> all.getJsonObject(0));
    }

    List<JsonObject> told() {
        return told;
    }

    int asked() {
        return asked;
    }

    int lost() {
        return lost;
    }

    List<String> troubles() {
        return outbox.troubles();
    }

    JsonObject lostJson() {
        return outbox.enquiries().lost(TENANT).result().getJsonObject(0);
    }

    long waitingBytes() {
        return metrics.waitingNow();
    }

    /** A page of them. */
    List<JsonObject> dead() {
        return outbox.enquiries().dead(TENANT, "", 100).result().letters();
    }

    List<Long> deadUsers() {
        return dead().stream()
                .map(letter -> user(letter.getJsonObject("event").getJsonObject("data")))
                .toList();
    }

    /** Each event once, whatever the order. */
    void assertAllTold(long count) {
        Set<String> known = told.stream()
                .map(data -> data.getString("user_id") + data.containsKey("left_at"))
                .collect(Collectors.toCollection(HashSet::new));
        assertEquals(count, known.size());
        assertEquals(count, told.size(), "nothing twice");
    }

    /** Each event once, in the order of its group, each left behind its joined. */
    void assertAllToldInOrder(long count) {
        assertAllTold(count);
        assertEquals(events, count);
        Map<String, Long> last = new HashMap<>();
        Set<Long> joined = new HashSet<>();
        for (JsonObject data : told) {
            long sequence = data.getLong("sequence");
            Long before = last.put(data.getString("group"), sequence);
            assertTrue(before == null || before < sequence, data::encode);
            assertEquals(data.containsKey("left_at"), !joined.add(user(data)), data::encode);
        }
        assertEquals(
                LongStream.range(0, members).boxed().collect(Collectors.toSet()), joined, "everybody who has joined");
    }
}
