package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.Seat;
import io.ringway.cluster.outbox.Step;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is sent once more while it is being told, put aside, or sent once more already. */
class ReplayTest {
    private static final Tenant TENANT = new Tenant("t");
    private static final String LINE = new Topic(Topic.Kind.GROUP, "g").line("r");
    private static final long GIVE_UP = 1_000_000;

    private final List<EventType> told = new ArrayList<>();
    private Promise<Sink.Outcome> outcome = Promise.promise();
    private long now = 1_800_000_000_000L;
    private final LateStore store = new LateStore(() -> Instant.ofEpochMilli(this.now));
    private final Receiver receiver = new Receiver(
            "r",
            TENANT,
            EnumSet.allOf(EventType.class),
            List.of(),
            this::send,
            new Schedule(1_000, 1_000, GIVE_UP, 1, 1_000, 10_000, 1 << 24));
    private final Losses losses = new Losses(List.of(receiver), store, "w", () -> now, () -> {});
    private final DeadLetters dead = new DeadLetters(List.of(receiver), store, losses, "w", () -> now);
    private final Dispatch dispatch = new Dispatch(
            List.of(receiver), name -> new WebhookMetrics(), store, dead, new Alone(), () -> now, new Random(1));

    private Future<Sink.Outcome> send(Delivery delivery) {
        told.add(delivery.type());
        return outcome.future();
    }

    /** The one that is on its way arrives, and so do all after it. */
    private void arrive() {
        outcome.complete(new Sink.Outcome.Delivered());
    }

    /** Somebody comes into an empty group, which is two events. */
    private Entry enter() {
        Step enter = new Step.Enter(1, new Seat("k", now, "{}"), now);
        store.write(LINE, new Batch("node", 1, List.of(enter)));
        return store.head(LINE, 0, 1).result().getFirst();
    }

    private void putAside(Entry entry) {
        dead.put(receiver, LINE, entry, Rendering.of(receiver, Topic.of(LINE).orElseThrow(), entry), "why");
    }

    private List<DeadLetters.Letter> letters() {
        return dead.page(receiver, 0, 100).result();
    }

    private void replay(DeadLetters.Letter letter) {
        assertTrue(dead.replay(List.of(letter)).succeeded());
        dispatch.news(LINE, 1);
    }

    private void assertNothingLeft() {
        assertEquals(0, store.tally(LINE).result().waiting());
        assertEquals(0, letters().size());
    }

    @Test
    void aPartThatIsSentOnceMoreWhileAnotherOfTheSameEntryIsOnItsWayIsNotLost() {
        Entry entry = enter();
        putAside(entry);
        store.take(LINE, List.of(entry.seq()));
        now += 10;
        List<DeadLetters.Letter> letters = letters();
        assertEquals(2, letters.size());
        replay(letters.get(0));
        assertEquals(List.of(EventType.GROUP_OCCUPIED), told);
        replay(letters.get(1));
        arrive();
        assertTrue(told.contains(EventType.MEMBER_JOINED), told::toString);
        assertNothingLeft();
    }

    @Test
    void aPageOfLargeLettersEndsEarlyAndTheNextGoesOn() {
        String body = new JsonObject()
                .put("text", "x".repeat(DeadLetters.PAGE_LENGTH / 2))
                .encode();
        for (int i = 1; i <= 3; i++) {
            Entry entry = new Entry(now + i, Entry.Kind.ENTERED, "k" + i, now, now, body, "", false);
            dead.put(receiver, LINE, entry, List.of(new Delivery("evt" + i, EventType.MEMBER_JOINED, "{}")), "why");
        }
        List<DeadLetters.Letter> first = dead.page(TENANT, "", 100).result();
        assertEquals(2, first.size());
        assertTrue(DeadLetters.isLong(first));
        List<DeadLetters.Letter> second =
                dead.page(TENANT, first.getLast().id(), 100).result();
        assertEquals(
                List.of("evt3"),
                second.stream().map(letter -> letter.entry().key()).toList());
        assertFalse(DeadLetters.isLong(second));
        Replays replays = new Replays(dead, store, () -> now, line -> {});
        assertEquals(new Replays.Progress(3, 0), replays.all(receiver).result());
    }

    @Test
    void aPageOnItsWayWhenTheNextTickComesIsNotSentAndCountedTwice() {
        int count = 1_150;
        for (int i = 1; i <= count; i++) {
            Entry entry = new Entry(now + i, Entry.Kind.ENTERED, "k" + i, now, now, "{}", "", false);
            dead.put(receiver, LINE, entry, List.of(new Delivery("evt" + i, EventType.MEMBER_JOINED, "{}")), "why");
        }
        Replays replays = new Replays(dead, store, () -> now, line -> {});
        store.late();
        Future<Replays.Progress> all = replays.all(receiver);
        // The tally, and of each page that it is read, written back, and taken out; the tenth is being read.
        for (int i = 0; i < 1 + 9 * 3; i++) {
            store.answer();
        }
        replays.tick();
        assertEquals(1, store.open(), "one page at a time");
        while (!all.isComplete()) {
            while (store.open() > 0) {
                store.answer();
            }
            replays.tick();
        }
        assertEquals(new Replays.Progress(count, 0), all.result());
    }

    @Test
    void whatIsSentOnceMoreWhileItIsStillBeingPutAsideIsNotLost() {
        enter();
        now += GIVE_UP;
        dispatch.news(LINE, 1);
        store.late();
        outcome.complete(new Sink.Outcome.Failed("it answers with status 500"));
        assertEquals(1, store.open(), "two letters are written");
        // Another node sends one of them once more before the entry is taken out.
        now += 10;
        store.onTime();
        replay(letters().getFirst());
        told.clear();
        outcome = Promise.promise();
        arrive();
        store.answer();
        assertTrue(told.contains(EventType.GROUP_OCCUPIED), told::toString);
        assertEquals(0, store.tally(LINE).result().waiting());
        assertFalse(letters().isEmpty(), "the other part is told, and can be once more");
    }
}
