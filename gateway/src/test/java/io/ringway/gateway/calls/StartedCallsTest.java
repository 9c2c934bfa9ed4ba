package io.ringway.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.calls.Effect.TellUser;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls that the app's backend has begun. */
class StartedCallsTest {
    private static final NodeRef HERE = new NodeRef(1, 0);
    private static final Tenant TENANT = new Tenant("acme");
    private static final UserId ADA = new UserId(TENANT, "ada");
    private static final UserId BOB = new UserId(TENANT, "bob");
    private static final Cid ADA_CID = new Cid(HERE, 1, 1);
    private static final Cid BOB_CID = new Cid(HERE, 2, 1);
    private static final Sender ADA_PHONE = new Sender(ADA, ADA_CID);
    private static final Sender ADA_LAPTOP = new Sender(ADA, new Cid(HERE, 1, 2));
    private static final Sender BOB_PHONE = new Sender(BOB, BOB_CID);
    private static final CallId CALL = new CallId(new Cid(HERE, 7, 8));
    private static final Bytes DATA = Bytes.utf8("{\"about\":1}");

    private final CallRules rules = new CallRules();
    private final List<CallMoment> moments = new ArrayList<>();
    private final CallCore core = new CallCore(
            new CallOptions(45_000, 35_000, 0, 4, 1_000, 10, 3, 5, false, BusyPolicy.WAIT),
            Cid::node,
            rules,
            moments::add);

    private List<Effect> start() {
        return core.on(new CallInput.Start(CALL, ADA, BOB, DATA, RingOptions.DEFAULTS), 0);
    }

    private List<Effect> cleared(UserId user, int busy) {
        return core.on(new CallInput.Cleared(CALL, user, busy), 0);
    }

    private List<Effect> accept(Sender by, long now) {
        return core.on(new CallInput.Accept(CALL, by, null, false, null), now);
    }

    private static Event.OfCall closed(CloseReason reason, @Nullable Sender by) {
        return new Event.Closed(CALL, reason, by);
    }

    private LiveCall only() {
        List<LiveCall> calls = core.calls(TENANT, "", null, 10);
        assertEquals(1, calls.size());
        return calls.getFirst();
    }

    @Test
    void theCallersDevicesAreAskedFirstAndTheCalleeHearsNothing() {
        assertEquals(
                List.of(new Effect.Ask(CALL, new Sender(BOB, null), new CallTarget.User(ADA), Enquiry.BUSY)), start());
        assertEquals(List.of(), cleared(BOB, 0), "not asked about");
        assertEquals(
                List.of(new TellUser(
                        ADA, new Event.Incoming(CALL, new Sender(BOB, null), null, DATA, 45_000, false, false, true))),
                cleared(ADA, 0));
        assertEquals(LiveCall.State.STARTING, only().state());
        assertEquals(
                ErrorCode.NO_SUCH_CALL,
                assertInstanceOf(Effect.Refused.class, accept(BOB_PHONE, 0).getFirst())
                        .code());
    }

    @Test
    void aCallerWhoIsNotToBeDisturbedIsNotAsked() {
        rules.merge(ADA, new CallRule.OnBusy(BusyPolicy.DO_NOT_DISTURB, 1));
        start();
        assertEquals(List.of(), cleared(ADA, 0));
        CallMoment.Ended ended = assertInstanceOf(CallMoment.Ended.class, moments.getLast());
        assertEquals(CloseReason.BUSY, ended.reason());
        assertEquals(new Sender(ADA, null), ended.by());
        assertTrue(core.isIdle());
    }

    @Test
    void theDeviceThatAcceptsIsTheCallerAndTheCalleeRingsAsLong() {
        start();
        cleared(ADA, 0);
        core.on(new CallInput.Rang(CALL, 2, true), 0);
        assertEquals(
                List.of(
                        new TellUser(ADA, closed(CloseReason.ANSWERED_ELSEWHERE, ADA_PHONE)),
                        new Effect.Seat(CALL, ADA_CID, true, new Sender(BOB, null), Event.Closed.UNANSWERED, 0),
                        new Effect.Ask(CALL, ADA_PHONE, new CallTarget.User(BOB), Enquiry.BUSY)),
                accept(ADA_PHONE, 40_000));
        assertEquals(List.of(), cleared(ADA, 0), "the answer of before, doubled");
        Signal offer = new Signal.Offer(Bytes.utf8("offer"));
        assertEquals(List.of(), core.on(new CallInput.Send(CALL, ADA_PHONE, offer), 40_000), "kept");
        List<Effect> rings = core.on(new CallInput.Cleared(CALL, BOB, 0), 40_000);
        Event.Incoming ring = assertInstanceOf(
                Event.Incoming.class,
                assertInstanceOf(TellUser.class, rings.getFirst()).event());
        assertEquals(ADA_PHONE, ring.caller());
        assertEquals(45_000, ring.ringMs());
        assertEquals(DATA, ring.data());

        assertEquals(
                ErrorCode.NO_SUCH_CALL,
                assertInstanceOf(
                                Effect.Refused.class, accept(ADA_LAPTOP, 41_000).getFirst())
                        .code());
        List<Effect> answered = accept(BOB_PHONE, 42_000);
        assertEquals(new Tell(TENANT, ADA_CID, new Event.Accepted(CALL, BOB_PHONE)), answered.get(1));
        assertEquals(new Tell(TENANT, BOB_CID, new Event.Signalled(CALL, ADA_PHONE, offer)), answered.getLast());
        assertEquals(LiveCall.State.CONNECTING, only().state());
    }

    @Test
    void aLateCountOfTheCallersDevicesDoesNotEndTheRingOfTheCallee() {
        start();
        cleared(ADA, 0);
        accept(ADA_PHONE, 0);
        cleared(BOB, 0);
        assertEquals(List.of(), core.on(new CallInput.Rang(CALL, 0, true), 0));
        core.on(new CallInput.Rang(CALL, 1), 0);
        assertEquals(1, core.size());
    }

    @Test
    void whatNoDeviceStartsIsHiddenFromTheCallee() {
        start();
        cleared(ADA, 0);
        core.on(new CallInput.Rang(CALL, 1, true), 0);
        assertEquals(
                List.of(
                        new Tell(TENANT, ADA_CID, closed(CloseReason.DECLINED, ADA_PHONE)),
                        new TellUser(ADA, closed(CloseReason.DECLINED, new Sender(ADA, null)))),
                core.on(new CallInput.Hangup(CALL, ADA_PHONE, true), 0));
        CallMoment.Ended end = assertInstanceOf(CallMoment.Ended.class, moments.getLast());
        assertTrue(end.hidden());
        assertTrue(core.isIdle());
    }

    @Test
    void aCallerWithoutADeviceIsUnreachable() {
        start();
        cleared(ADA, 0);
        core.on(new CallInput.Rang(CALL, 0, true), 0);
        assertEquals(
                CloseReason.UNREACHABLE,
                assertInstanceOf(CallMoment.Ended.class, moments.getLast()).reason());
        assertTrue(core.isIdle());
    }

    @Test
    void aCallThatIsNotStartedTimesOut() {
        start();
        cleared(ADA, 0);
        assertEquals(
                List.of(new TellUser(ADA, closed(CloseReason.TIMEOUT, null))), core.on(new CallInput.Tick(), 45_000));
        assertTrue(core.isIdle());
    }

    @Test
    void aBlockedCallerStartsACallThatNobodyAnswers() {
        rules.merge(BOB, new CallRule.Blocks("ada", true, 1));
        start();
        cleared(ADA, 0);
        assertEquals(
                new Effect.Ask(CALL, ADA_PHONE, new CallTarget.User(BOB), Enquiry.PRESENCE),
                accept(ADA_PHONE, 0).getLast());
        assertEquals(List.of(), cleared(BOB, 1));
        assertEquals(1, core.size());
    }

    @Test
    void theBackendEndsACallInAnyState() {
        start();
        cleared(ADA, 0);
        assertEquals(
                List.of(new TellUser(ADA, closed(CloseReason.CANCELLED, null))), core.on(new CallInput.End(CALL), 0));
        assertTrue(core.isIdle());
        assertEquals(List.of(), core.on(new CallInput.End(CALL), 0), "it is over");
    }

    @Test
    void bothSidesOfAnAnsweredCallAreToldThatNobodyOfThemHungUp() {
        start();
        cleared(ADA, 0);
        accept(ADA_PHONE, 0);
        cleared(BOB, 0);
        accept(BOB_PHONE, 0);
        Event.OfCall hangup = new Event.Closed(CALL, CloseReason.HANGUP, null, 5);
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, hangup), new Tell(TENANT, BOB_CID, hangup)),
                core.on(new CallInput.End(CALL), 5));
        assertTrue(core.isIdle());
    }
}
