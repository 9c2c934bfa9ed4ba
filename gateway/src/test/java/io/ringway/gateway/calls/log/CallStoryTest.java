package io.ringway.gateway.calls.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallStoryTest {
    private static final Tenant TENANT = new Tenant("t");
    private static final NodeRef NODE = new NodeRef(1, 0);
    private static final CallId CALL = new CallId(new Cid(NODE, 1, 1));
    private static final Sender ADA = new Sender(new UserId(TENANT, "ada"), new Cid(NODE, 2, 2));
    private static final Sender BOB = new Sender(new UserId(TENANT, "bob"), new Cid(NODE, 3, 3));

    private static final CallLine BEGAN =
            CallLines.of(new CallMoment.Began(CALL, ADA, new CallTarget.User(BOB.user()), 12), 1_000);

    private static CallLine ended(CloseReason reason, long at) {
        return CallLines.of(new CallMoment.Ended(CALL, TENANT, reason, null, false), at);
    }

    @Test
    void aWholeStoryIsARecord() {
        CallLine answered = CallLines.of(new CallMoment.Answered(CALL, BOB), 3_000);
        CallStory story = CallStory.of(List.of(BEGAN, answered, ended(CloseReason.HANGUP, 9_000)));
        assertEquals(
                new CallRecord(CALL, "ada", "bob", 12, 1_000, 3_000, 9_000, CloseReason.HANGUP, null, BOB.cid()),
                story.record(CALL).orElseThrow());
        assertEquals(6_000, story.record(CALL).orElseThrow().durationMillis());
    }

    @Test
    void aCallThatGoesOnIsNoRecordAndHasParties() {
        CallStory story = CallStory.of(List.of(BEGAN));
        assertTrue(story.record(CALL).isEmpty());
        assertTrue(story.isParty("ada") && story.isParty("bob"));
        assertFalse(story.isParty("eve"));
    }

    @Test
    void anEndWithoutABeginningIsNoRecord() {
        assertTrue(CallStory.of(List.of(ended(CloseReason.DISCONNECTED, 5)))
                .record(CALL)
                .isEmpty());
    }

    @Test
    void theFirstEndIsTheEnd() {
        CallStory story = CallStory.of(
                List.of(BEGAN, ended(CloseReason.CANCELLED, 2_000), ended(CloseReason.DISCONNECTED, 3_000)));
        assertEquals(CloseReason.CANCELLED, story.record(CALL).orElseThrow().reason());
    }

    @Test
    void clocksOfTwoNodesThatDifferMakeNoNegativeTimes() {
        CallRecord record = CallStory.of(List.of(BEGAN, ended(CloseReason.TIMEOUT, 10)))
                .record(CALL)
                .orElseThrow();
        assertEquals(record.began(), record.ended());
        assertEquals(0, record.durationMillis());
    }

    @Test
    void aCalleeOfOneConnectionIsKnownOnceItRings() {
        CallLine began =
                CallLines.of(new CallMoment.Began(CALL, ADA, new CallTarget.Connection(new Cid(NODE, 3, 3)), 0), 1);
        CallStory story = CallStory.of(List.of(began));
        assertTrue(story.callee().isEmpty());
        story.add(CallLines.of(new CallMoment.Ringing(CALL, BOB, true), 2));
        assertEquals("bob", story.callee().orElseThrow());
    }

    @Test
    void whatMissedMeans() {
        for (CloseReason reason : CloseReason.values()) {
            CallRecord record =
                    CallStory.of(List.of(BEGAN, ended(reason, 2))).record(CALL).orElseThrow();
            boolean missed = !List.of(
                            CloseReason.DECLINED, CloseReason.HANGUP, CloseReason.ANSWERED_ELSEWHERE, CloseReason.MOVED)
                    .contains(reason);
            assertEquals(missed, record.missedBy("bob"), reason.code());
            assertFalse(record.missedBy("ada"));
        }
    }
}
