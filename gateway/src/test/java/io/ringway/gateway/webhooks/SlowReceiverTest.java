package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.ringway.gateway.metrics.WebhookMetrics;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What becomes of more events than a receiver takes at once. */
class SlowReceiverTest {
    private static final Tenant TENANT = new Tenant("t");
    private static final Group GROUP = new Group(TENANT, "g");
    private static final int WAITING = 20;
    private static final int DEAD = 30;

    private final Deque<Promise<Sink.Outcome>> asked = new ArrayDeque<>();
    private final List<JsonObject> taken = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private Predicate<JsonObject> isTaken = event -> true;
    private long now = 1_800_000_000_000L;
    private int lost;

    private final Outbox outbox = new Outbox(
            new Outbox.Parts(
                    List.of(new Receiver(
                            "r",
                            TENANT,
                            EnumSet.of(EventType.MEMBER_JOINED, EventType.MEMBER_LEFT, EventType.MESSAGE),
                            List.of(GroupPattern.of("*", "")),
                            this::send,
                            new Schedule(100, 1_000, 60_000, 4, WAITING, DEAD, 1 << 20))),
                    new LocalOutbox(() -> Instant.ofEpochMilli(now)),
                    new Alone(),
                    1_000,
                    1L << 30,
                    name -> new WebhookMetrics(),
                    () -> lost++,
                    () -> Instant.ofEpochMilli(now),
                    new Random(1)),
            "w");

    private Future<Sink.Outcome> send(Delivery delivery) {
        Promise<Sink.Outcome> promise = Promise.promise();
        JsonObject event = new JsonObject(delivery.body());
        asked.add(promise);
        return promise.future().map(unused -> {
            if (!isTaken.test(event)) {
                return new Sink.Outcome.Failed("it answers with status 500");
            }
            taken.add(event);
            return new Sink.Outcome.Delivered();
        });
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            Cid cid = new Cid(new NodeRef(1, 0), 0, members.size());
            Member member = new Member(cid, new UserId(TENANT, "u" + members.size()), Bytes.utf8("{}"));
            members.add(member);
            outbox.entered(GROUP, member);
        }
    }

    private void leave() {
        members.forEach(member -> outbox.exited(GROUP, member.cid(), LeaveReason.LEFT));
    }

    private void say(int count) {
        for (int i = 0; i < count; i++) {
            outbox.said(GROUP, new Sender(new UserId(TENANT, "u"), null), Content.json("" + i), null);
        }
    }

    /** Answers whatever is asked until nothing is for a while. */
    private void settle(long millis) {
        for (long until = now + millis; now < until; now += 250) {
            outbox.tick();
            while (!asked.isEmpty()) {
                asked.poll().complete(new Sink.Outcome.Delivered());
            }
        }
    }

    private long count(EventType type) {
        return taken.stream()
                .filter(event -> event.getString("type").equals(type.code()))
                .count();
    }

    private List<JsonObject> dead() {
        return outbox.enquiries().dead(TENANT, "", 1_000).result().letters();
    }

    @Test
    void aBurstOfJoinsInOneGroupIsNotPutAsideUnderAReceiverThatTakesEverything() {
        join(50 * WAITING);
        leave();
        settle(5_000);
        assertEquals(50 * WAITING, count(EventType.MEMBER_JOINED));
        assertEquals(50 * WAITING, count(EventType.MEMBER_LEFT));
        assertEquals(List.of(), dead());
        assertEquals(0, lost);
    }

    @Test
    void aBurstOfMessagesIsToldWholeAndWhatIsSaidFasterForLongIsPutAsideWithoutTheMembers() {
        join(1);
        say(10 * WAITING - 5);
        settle(5_000);
        assertEquals(10 * WAITING - 5, count(EventType.MESSAGE));
        say(10 * WAITING + 5);
        leave();
        say(5);
        settle(5_000);
        assertEquals(1, count(EventType.MEMBER_LEFT));
        assertFalse(dead().isEmpty());
        assertTrue(dead().stream().allMatch(letter -> letter.getString("type").equals("message")));
        assertEquals("too many wait behind it", dead().getFirst().getString("reason"));
        assertEquals(20 * WAITING + 5, count(EventType.MESSAGE) + dead().size() + lost);
    }

    @Test
    void whatFallsOutOfTheDeadLettersIsCountedAsLost() {
        isTaken = event -> false;
        int all = WAITING + DEAD + 200;
        join(all);
        settle(30_000);
        assertEquals(DEAD, dead().size());
        assertTrue(dead().getFirst().getString("reason").endsWith("it answers with status 500"), dead()::toString);
        assertEquals(200, lost);
        isTaken = event -> true;
        settle(5_000);
        assertEquals(WAITING, count(EventType.MEMBER_JOINED));
    }

    @Test
    void oneEventThatIsNeverTakenDoesNotLetItsGroupWaitForADay() {
        isTaken = event -> !event.getJsonObject("data").getString("user_id").equals("u0");
        join(3 * WAITING);
        Group other = new Group(TENANT, "other");
        settle(5_000);
        for (int i = 0; i < 40; i++) {
            Cid cid = new Cid(new NodeRef(1, 0), 1, i);
            outbox.entered(other, new Member(cid, new UserId(TENANT, "v" + i), Bytes.utf8("{}")));
            settle(1_000);
        }
        assertEquals(3 * WAITING - 1 + 40, count(EventType.MEMBER_JOINED));
        assertEquals(1, dead().size());
    }
}
