package io.ringway.gateway.calls;

import static io.ringway.gateway.calls.CallCoreTest.ADA;
import static io.ringway.gateway.calls.CallCoreTest.ADA_CID;
import static io.ringway.gateway.calls.CallCoreTest.BOB;
import static io.ringway.gateway.calls.CallCoreTest.BOB_CID;
import static io.ringway.gateway.calls.CallCoreTest.BOB_PHONE;
import static io.ringway.gateway.calls.CallCoreTest.CALL;
import static io.ringway.gateway.calls.CallCoreTest.CALLEE;
import static io.ringway.gateway.calls.CallCoreTest.CALLER;
import static io.ringway.gateway.calls.CallCoreTest.HERE;
import static io.ringway.gateway.calls.CallCoreTest.PHONE;
import static io.ringway.gateway.calls.CallCoreTest.TENANT;
import static io.ringway.gateway.calls.CallCoreTest.THERE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Effect.Refused;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.calls.Effect.TellUser;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RingingTest {
    final CallRules rules = new CallRules();
    final CallCore core = new CallCore(
            new CallOptions(45_000, 35_000, 0, 4, 1_000, 10, 3, 5, false, BusyPolicy.WAIT), Cid::node, rules);

    @Test
    void nobodyIsRungBeforeItIsKnownWhetherTheCalleeIsBusy() {
        assertEquals(
                List.of(new Effect.Ask(CALL, CALLER, new CallTarget.User(BOB), Enquiry.BUSY)), ring(CALL, null, 0));
        assertEquals(List.of(new Refused(CALL, CALLEE, ErrorCode.NO_SUCH_CALL)), accept(CALLEE), "it guessed the id");
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.CANCELLED, CALLER))),
                core.on(new CallInput.Hangup(CALL, CALLER, false), 0));
        assertEquals(List.of(), cleared(0), "the answer comes too late");
    }

    @Test
    void aBusyCalleeHearsOfAWaitingCallAndTheCallerToo() {
        ring(CALL, null, 0);
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Waiting(CALL)), new TellUser(BOB, incoming(45_000, true))),
                cleared(2));
    }

    @Test
    void aCalleeWhoRejectsCallsWhileBusyIsNotRung() {
        rules.merge(BOB, new CallRule.OnBusy(BusyPolicy.REJECT, 1));
        ring(CALL, BusyPolicy.RING, 0);
        Event.OfCall busy = new Event.Closed(CALL, CloseReason.BUSY, new Sender(BOB, null));
        assertEquals(List.of(new Tell(TENANT, ADA_CID, busy)), cleared(1));
        assertTrue(core.isIdle());
    }

    @Test
    void aCallerMayBeLessOfANuisanceThanTheCalleeAllows() {
        rules.merge(BOB, new CallRule.OnBusy(BusyPolicy.RING, 1));
        ring(CALL, BusyPolicy.REJECT, 0);
        assertEquals(1, cleared(1).size());
        assertEquals(0, core.size());
    }

    @Test
    void whereTheCalleeSaysNothingTheCallDoes() {
        ring(CALL, BusyPolicy.RING, 0);
        assertEquals(List.of(new TellUser(BOB, incoming(45_000, false))), cleared(1));
    }

    @Test
    void aCalleeInNoCallIsRungWhateverThePolicy() {
        rules.merge(BOB, new CallRule.OnBusy(BusyPolicy.REJECT, 1));
        ring(CALL, null, 0);
        assertEquals(List.of(new TellUser(BOB, incoming(45_000, false))), cleared(0));
    }

    @Test
    void aCalleeWhoIsNotToBeDisturbedIsNotRung() {
        rules.merge(BOB, new CallRule.OnBusy(BusyPolicy.DO_NOT_DISTURB, 1));
        ring(CALL, BusyPolicy.RING, 0);
        Event.OfCall busy = new Event.Closed(CALL, CloseReason.BUSY, new Sender(BOB, null));
        assertEquals(List.of(new Tell(TENANT, ADA_CID, busy)), cleared(0));
        assertTrue(core.isIdle());
    }

    @Test
    void aBlockedCallerSeesACallThatNobodyAnswers() {
        rules.merge(BOB, new CallRule.Blocks("ada", true, 1));
        assertEquals(
                List.of(new Effect.Ask(CALL, CALLER, new CallTarget.User(BOB), Enquiry.PRESENCE)), ring(CALL, null, 0));
        assertEquals(List.of(), cleared(2), "nobody rings");
        assertEquals(List.of(), core.on(new CallInput.Tick(), 44_999));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.TIMEOUT, null))),
                core.on(new CallInput.Tick(), 45_000));
        assertTrue(core.isIdle());
    }

    @Test
    void aBlockedCallerOfSomebodyWhoIsNotThereSeesThat() {
        rules.merge(BOB, new CallRule.Blocks("ada", true, 1));
        ring(CALL, null, 0);
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.UNREACHABLE, null))), cleared(0));
    }

    @Test
    void aBlockedCallerCannotRingAConnectionEither() {
        rules.merge(BOB, new CallRule.Blocks("ada", true, 1));
        core.on(bare(CALL, new CallTarget.Connection(BOB_CID), RingOptions.DEFAULTS), 0);
        assertEquals(List.of(), cleared(0));
        assertEquals(1, core.size());
    }

    @Test
    void aCallRingsAsLongAsItsCallerSays() {
        core.on(bare(CALL, new CallTarget.User(BOB), new RingOptions(5_000, null)), 0);
        CallId second = new CallId(new Cid(HERE, 9, 10));
        core.on(bare(second, new CallTarget.User(BOB), RingOptions.DEFAULTS), 0);
        assertEquals(List.of(new TellUser(BOB, incoming(4_000, false))), cleared(0, 1_000));
        assertEquals(2, core.on(new CallInput.Tick(), 5_000).size());
        assertEquals(1, core.size());
    }

    @Test
    void aThousandRingsASecondAreRefusedAfterTheFirstFew() {
        int begun = 0;
        for (int i = 0; i < 1_000; i++) {
            List<Effect> effects = ring(new CallId(new Cid(HERE, 20, i)), null, i);
            if (effects.getFirst() instanceof Refused refused) {
                assertEquals(ErrorCode.RATE_LIMITED, refused.code());
                assertTrue(refused.retryAfterMs() > 0 && refused.retryAfterMs() <= 20_000);
            } else {
                begun++;
            }
        }
        assertEquals(3, begun);
        long wait = assertInstanceOf(Refused.class, ring(CALL, null, 1_000).getFirst())
                .retryAfterMs();
        assertInstanceOf(Effect.Ask.class, ring(CALL, null, 1_000 + wait).getFirst());
    }

    @Test
    void manyCallersTogetherRingOneCalleeNoMoreOftenThanHeMayBe() {
        int begun = 0;
        for (int i = 0; i < 10; i++) {
            Sender caller = new Sender(new UserId(TENANT, "caller" + i), new Cid(HERE, 30, i));
            CallId call = new CallId(new Cid(HERE, 31, i));
            CallInput ring = new CallInput.Ring(
                    call, caller, new CallTarget.User(BOB), null, Bytes.EMPTY, RingOptions.DEFAULTS, true);
            begun += core.on(ring, 0).getFirst() instanceof Effect.Ask ? 1 : 0;
        }
        assertEquals(5, begun);
    }

    /** Two rings a second of whom he had blocked, and nobody else got through. */
    @Test
    void whoIsBlockedDoesNotKeepOthersFromTheCallee() {
        rules.merge(BOB, new CallRule.Blocks("mob1", true, 1));
        rules.merge(BOB, new CallRule.Blocks("mob2", true, 2));
        CallTarget bob = new CallTarget.User(BOB);
        List<Boolean> mob = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            mob.add(rings("mob" + (1 + i % 2), bob, i));
        }
        assertEquals(List.of(true, true, true, true, true, false), mob, "as if he had not blocked them");
        for (int i = 10; i < 15; i++) {
            assertTrue(rings("friend" + i, bob, i));
        }
        assertFalse(rings("friend", bob, 20), "he may be rung no more often than that");
    }

    @Test
    void whoIsBlockedIsRefusedWhenOthersAre() {
        rules.merge(BOB, new CallRule.Blocks("mob1", true, 1));
        for (int i = 0; i < 5; i++) {
            assertTrue(rings("friend" + i, new CallTarget.User(BOB), i));
        }
        assertFalse(rings("mob1", new CallTarget.User(BOB), 10), "else he would know");
    }

    @Test
    void whoIsBlockedDoesNotKeepOthersFromAConnectionOfTheCallee() {
        rules.merge(BOB, new CallRule.Blocks("mob1", true, 1));
        rules.merge(BOB, new CallRule.Blocks("mob2", true, 2));
        CallTarget bob = new CallTarget.Connection(BOB_CID);
        for (int i = 0; i < 5; i++) {
            assertTrue(rings("mob" + (1 + i % 2), bob, i));
            core.on(new CallInput.Cleared(new CallId(new Cid(HERE, 31, i)), BOB, 0), 0);
        }
        assertFalse(rings("mob2", bob, 9), "as if he had not blocked them");
        for (int i = 10; i < 15; i++) {
            assertTrue(rings("friend" + i, bob, i));
            core.on(new CallInput.Cleared(new CallId(new Cid(HERE, 31, i)), BOB, 0), 0);
        }
        assertFalse(rings("friend", bob, 20));
    }

    private boolean rings(String user, CallTarget target, int number) {
        Sender caller = new Sender(new UserId(TENANT, user), new Cid(HERE, 30, number));
        CallId call = new CallId(new Cid(HERE, 31, number));
        return core.on(new CallInput.Ring(call, caller, target, null, Bytes.EMPTY, RingOptions.DEFAULTS, true), 0)
                        .getFirst()
                instanceof Effect.Ask;
    }

    @Test
    void oneDeviceDeclinesAndTheOthersRingOn() {
        ring(CALL, null, 0);
        cleared(0);
        core.on(new CallInput.Rang(CALL, 2), 0);
        assertEquals(
                List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.DECLINED, PHONE))),
                core.on(new CallInput.Hangup(CALL, PHONE, true), 0));
        assertEquals(
                new Tell(TENANT, ADA_CID, new Event.Accepted(CALL, CALLEE)),
                accept(CALLEE).get(1));
    }

    @Test
    void aDeviceThatCannotGoOnHasNotDeclinedForTheOthers() {
        ring(CALL, null, 0);
        cleared(0);
        core.on(new CallInput.Rang(CALL, 2), 0);
        assertEquals(List.of(), core.on(new CallInput.Hangup(CALL, PHONE, false, true), 0));
        Event.OfCall over = new Event.Closed(CALL, CloseReason.DISCONNECTED, new Sender(BOB, null));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, over), new TellUser(BOB, over)),
                core.on(new CallInput.Hangup(CALL, CALLEE, false, true), 0));
    }

    @Test
    void theLastDeviceToDeclineEndsTheCallAsDeclined() {
        ring(CALL, null, 0);
        cleared(0);
        core.on(new CallInput.Hangup(CALL, PHONE, true), 0);
        assertEquals(List.of(), core.on(new CallInput.Rang(CALL, 2), 0));
        Event.OfCall over = new Event.Closed(CALL, CloseReason.DECLINED, new Sender(BOB, null));
        assertEquals(
                List.of(
                        new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.DECLINED, CALLEE)),
                        new Tell(TENANT, ADA_CID, over),
                        new TellUser(BOB, over)),
                core.on(new CallInput.Hangup(CALL, CALLEE, true), 0));
        assertTrue(core.isIdle());
    }

    @Test
    void ofTwoCallsThatCrossTheLowerIdStands() {
        CallId lower = new CallId(new Cid(HERE, 9, 8));
        CallId higher = new CallId(new Cid(THERE, 0, 0));
        assertEquals(Crossing.NONE, core.crossing(CALL, lower), "no such call");
        ring(CALL, null, 0);
        assertEquals(Crossing.YIELDS, core.crossing(CALL, higher), "it has not rung yet: nobody will miss it");
        cleared(0);
        assertEquals(Crossing.STANDS, core.crossing(CALL, higher));
        assertEquals(Crossing.YIELDS, core.crossing(CALL, lower));
        Event.OfCall elsewhere = new Event.Closed(CALL, CloseReason.ANSWERED_ELSEWHERE, CALLER);
        assertEquals(List.of(new TellUser(BOB, elsewhere)), core.on(new CallInput.Yield(CALL), 0));
        assertEquals(Crossing.NONE, core.crossing(CALL, lower));
    }

    @Test
    void whoseCallIsGivenUpIsNotRungByItAnyMore() {
        CallId theirs = new CallId(new Cid(THERE, 1, 1));
        ring(CALL, null, 0);
        cleared(0);
        List<Effect> effects = core.on(new CallInput.Accept(CALL, CALLEE, null, false, theirs), 0);
        assertEquals(new Effect.Silence(theirs, ADA_CID), effects.getFirst());
    }

    private List<Effect> ring(CallId call, @Nullable BusyPolicy onBusy, long now) {
        return core.on(bare(call, new CallTarget.User(BOB), new RingOptions(0, onBusy)), now);
    }

    private static CallInput bare(CallId call, CallTarget target, RingOptions options) {
        return new CallInput.Ring(call, new Sender(ADA, ADA_CID), target, null, Bytes.EMPTY, options, true);
    }

    private List<Effect> cleared(int count) {
        return cleared(count, 0);
    }

    private List<Effect> cleared(int count, long now) {
        return core.on(new CallInput.Cleared(CALL, BOB, count), now);
    }

    private List<Effect> accept(Sender by) {
        return core.on(new CallInput.Accept(CALL, by, null, false, null), 0);
    }

    private static Event.OfCall incoming(long ringMs, boolean waiting) {
        return new Event.Incoming(CALL, CALLER, null, Bytes.EMPTY, ringMs, waiting, true);
    }
}
