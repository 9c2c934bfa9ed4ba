package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Line;
import io.ringway.cluster.outbox.Step;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallNotesTest {
    private static final Tenant TENANT = new Tenant("t");
    private static final Cid CALLER = new Cid(new NodeRef(1, 0), 1, 1);
    private static final CallId CALL = new CallId(new Cid(new NodeRef(1, 0), 2, 2));
    private static final CallTarget BOB = new CallTarget.User(new UserId(TENANT, "bob"));

    private final Receiver receiver = new Receiver(
            "r",
            TENANT,
            EnumSet.allOf(EventType.class),
            List.of(),
            delivery -> Future.succeededFuture(new Sink.Outcome.Delivered()),
            new Schedule(1, 1, 1, 1, 10, 10, 1 << 20));
    private final List<Step> first = new ArrayList<>();
    private final List<Step> second = new ArrayList<>();
    private final CallNotes ofFirst = new CallNotes(1, List.of(receiver), (line, step) -> first.add(step));
    private final CallNotes ofSecond = new CallNotes(2, List.of(receiver), (line, step) -> second.add(step));

    private static CallMoment began(@Nullable Cid caller) {
        return new CallMoment.Began(CALL, new Sender(new UserId(TENANT, "ada"), caller), BOB, 0);
    }

    private static CallMoment ended(CloseReason reason, boolean hidden) {
        return new CallMoment.Ended(CALL, TENANT, reason, null, hidden);
    }

    /** What the receiver is told of what was written, in this order. */
    private List<JsonObject> told(List<Step> one, List<Step> other) {
        Line line = new Line();
        line.write(new Batch("a", 1, one));
        line.write(new Batch("b", 1, other));
        return line.head(0, 100).stream()
                .flatMap(entry -> Rendering.of(receiver, Topic.of(CALL), entry).stream())
                .map(delivery -> new JsonObject(delivery.body()))
                .toList();
    }

    private static List<String> types(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }

    @Test
    void aCallWhoseFirstNodeIsLateToWriteDoesNotRingAfterItsEnd() {
        ofFirst.on(began(CALLER), 1_000);
        ofSecond.taken(CALL, TENANT);
        ofSecond.on(ended(CloseReason.CANCELLED, false), 3_000);
        List<JsonObject> told = told(second, first);
        assertEquals(List.of("call.ringing", "call.ended", "call.missed"), types(told));
        assertEquals(3_000, told.get(1).getJsonObject("data").getLong("ended_at"));
        assertEquals(
                told.stream().map(JsonObject::encode).toList().size(),
                told(first, second).size());
    }

    /** Ada's connection, or her node, is lost: she has ended nothing. */
    @Test
    void aCallEndsWithWhoEndedItAndNotWithWhoWasLost() {
        for (CloseReason reason : List.of(CloseReason.HANGUP, CloseReason.DISCONNECTED)) {
            first.clear();
            ofFirst.on(began(CALLER), 1_000);
            ofFirst.on(
                    new CallMoment.Ended(CALL, TENANT, reason, new Sender(new UserId(TENANT, "ada"), CALLER), false),
                    3_000);
            JsonObject ended = told(first, second).get(1).getJsonObject("data");
            assertEquals(reason.code(), ended.getString("reason"));
            assertEquals(reason == CloseReason.HANGUP ? "ada" : null, ended.getString("ended_by"));
        }
    }

    @Test
    void whomTheCalleeHasBlockedIsNotMissed() {
        ofFirst.on(began(CALLER), 1_000);
        ofFirst.on(ended(CloseReason.UNREACHABLE, true), 3_000);
        List<JsonObject> told = told(first, second);
        assertEquals(List.of("call.ringing", "call.ended"), types(told));
        assertTrue(told.get(1).getJsonObject("data").getBoolean("hidden"));
    }

    @Test
    void aCallOfABackendThatNoDeviceHasStartedIsToldAsMissed() {
        ofFirst.on(began(null), 1_000);
        ofFirst.on(ended(CloseReason.TIMEOUT, true), 3_000);
        assertEquals(List.of("call.ringing", "call.ended", "call.missed"), types(told(first, second)));
    }
}
