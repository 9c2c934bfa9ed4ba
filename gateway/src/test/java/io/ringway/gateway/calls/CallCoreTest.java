package io.ringway.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Effect.Refused;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.calls.Effect.TellUser;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
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

class CallCoreTest {
    static final NodeRef HERE = new NodeRef(1, 0);
    static final NodeRef THERE = new NodeRef(2, 3);
    static final Tenant TENANT = new Tenant("demo");
    static final UserId ADA = new UserId(TENANT, "ada");
    static final UserId BOB = new UserId(TENANT, "bob");
    static final Cid ADA_CID = new Cid(HERE, 0, 1);
    static final Cid BOB_CID = new Cid(THERE, 0, 2);
    static final Cid BOB_PHONE = new Cid(HERE, 0, 3);
    static final Sender CALLER = new Sender(ADA, ADA_CID);
    static final Sender CALLEE = new Sender(BOB, BOB_CID);
    static final Sender PHONE = new Sender(BOB, BOB_PHONE);
    static final CallId CALL = new CallId(new Cid(HERE, 9, 9));
    static final Signal.Offer OFFER = new Signal.Offer(Bytes.utf8("{\"type\":\"offer\"}"));
    static final Signal.Answer ANSWER = new Signal.Answer(Bytes.utf8("{\"type\":\"answer\"}"));

    final CallCore core = new CallCore(new CallOptions(45_000, 35_000, 0, 4, 1_000, 2, 20, 40, false, BusyPolicy.WAIT));

    @Test
    void ringsOneConnectionAndConnectsItInOrder() {
        assertEquals(List.of(new Tell(TENANT, BOB_CID, incoming(OFFER))), ring(OFFER));
        assertEquals(List.of(), send(CALLER, candidate(1)));
        assertEquals(List.of(), send(CALLER, candidate(2)));
        assertEquals(
                List.of(
                        seat(BOB_CID),
                        new Tell(TENANT, ADA_CID, new Event.Accepted(CALL, CALLEE)),
                        new Tell(TENANT, BOB_CID, new Event.Signalled(CALL, CALLER, OFFER)),
                        new Tell(TENANT, BOB_CID, new Event.Signalled(CALL, CALLER, candidate(1))),
                        new Tell(TENANT, BOB_CID, new Event.Signalled(CALL, CALLER, candidate(2)))),
                accept(CALLEE, null, false));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Signalled(CALL, CALLEE, ANSWER))), send(CALLEE, ANSWER));
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Signalled(CALL, CALLER, candidate(3)))),
                send(CALLER, candidate(3)));
        assertEquals(bothClosed(CloseReason.HANGUP, CALLEE, 0), hangup(CALLEE));
        assertEquals(0, core.size());
    }

    /** Only who is told that it was the first goes on with the call when its owner is lost. */
    private static Effect seat(Cid winner) {
        return new Effect.Seat(CALL, winner, false, CALLER, 2_000, 0);
    }

    @Test
    void aCalleeThatRangWithTheOfferDoesNotGetItAgain() {
        ring(OFFER);
        send(CALLER, candidate(1));
        assertEquals(
                List.of(
                        seat(BOB_CID),
                        new Tell(TENANT, ADA_CID, new Event.Accepted(CALL, CALLEE)),
                        new Tell(TENANT, BOB_CID, new Event.Signalled(CALL, CALLER, candidate(1))),
                        new Tell(TENANT, ADA_CID, new Event.Signalled(CALL, CALLEE, ANSWER))),
                accept(CALLEE, ANSWER, true));
    }

    @Test
    void theFirstDeviceOfAUserWinsAndTheOthersAreTold() {
        assertEquals(List.of(new TellUser(BOB, incoming(null))), ringUser());
        assertEquals(
                List.of(
                        seat(BOB_PHONE),
                        new Tell(TENANT, ADA_CID, new Event.Accepted(CALL, PHONE)),
                        new TellUser(BOB, new Event.Closed(CALL, CloseReason.ANSWERED_ELSEWHERE, PHONE))),
                accept(PHONE, null, false));
        assertEquals(List.of(new Refused(CALL, CALLEE, ErrorCode.CALL_CLOSED)), accept(CALLEE, null, false));
        assertEquals(List.of(new Refused(CALL, CALLEE, ErrorCode.CALL_CLOSED)), send(CALLEE, ANSWER));
        assertEquals(List.of(), hangup(CALLEE), "a late device cannot end the winner's call");
        assertEquals(List.of(), accept(PHONE, null, false), "accepting twice is accepting");
    }

    @Test
    void declinedOrCancelledBeforeAnybodyAccepted() {
        ringUser();
        assertEquals(
                List.of(
                        new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DECLINED, PHONE)),
                        new TellUser(BOB, new Event.Closed(CALL, CloseReason.DECLINED, PHONE))),
                hangup(PHONE));
        CallCore other = new CallCore(CallOptions.DEFAULTS);
        ringOn(other, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        assertEquals(bothClosed(CloseReason.CANCELLED, CALLER), other.on(new CallInput.Hangup(CALL, CALLER, false), 0));
    }

    @Test
    void whoCannotGoOnEndsItAsFailed() {
        ring(OFFER);
        assertEquals(
                bothClosed(CloseReason.FAILED, CALLER), core.on(new CallInput.Hangup(CALL, CALLER, false, true), 0));
        CallCore answered = new CallCore(CallOptions.DEFAULTS);
        ringOn(answered, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        answered.on(new CallInput.Accept(CALL, CALLEE, null, false, null), 0);
        assertEquals(
                bothClosed(CloseReason.FAILED, CALLEE, 0),
                answered.on(new CallInput.Hangup(CALL, CALLEE, false, true), 0));
        CallCore rung = new CallCore(CallOptions.DEFAULTS);
        ringOn(rung, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        assertEquals(
                bothClosed(CloseReason.FAILED, CALLEE), rung.on(new CallInput.Hangup(CALL, CALLEE, false, true), 0));
    }

    @Test
    void ringsUntilTheDeadlineAndNotLonger() {
        ring(OFFER);
        assertEquals(List.of(), core.on(new CallInput.Tick(), 45_999));
        assertEquals(bothClosed(CloseReason.TIMEOUT, null), core.on(new CallInput.Tick(), 46_000));
        assertEquals(List.of(), core.on(new CallInput.Tick(), 99_000));
    }

    @Test
    void anAcceptedCallDoesNotTimeOut() {
        ring(OFFER);
        accept(CALLEE, null, false);
        for (long now = 10_000; now < 99_000; now += 10_000) {
            core.on(new CallInput.Alive(CALL, CALLER), now);
            core.on(new CallInput.Alive(CALL, CALLEE), now);
            assertEquals(List.of(), core.on(new CallInput.Tick(), now));
        }
    }

    @Test
    void unreachableEndsOnlyARingingCall() {
        ring(OFFER);
        assertEquals(bothClosed(CloseReason.UNREACHABLE, null), core.on(new CallInput.Rang(CALL, 0), 1_000));
        CallId second = new CallId(new Cid(HERE, 9, 10));
        ringOn(core, second, new CallTarget.Connection(BOB_CID), OFFER, 0);
        core.on(new CallInput.Accept(second, CALLEE, null, false, null), 0);
        assertEquals(List.of(), core.on(new CallInput.Rang(second, 0), 1_000));
    }

    @Test
    void aVanishedPartyEndsTheCallForTheOther() {
        ring(OFFER);
        accept(CALLEE, null, false);
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLEE, 3_000))),
                core.on(new CallInput.Gone(CALL, CALLEE), 5_000));
        assertEquals(List.of(), core.on(new CallInput.Gone(CALL, CALLER), 0));
    }

    @Test
    void whoIsGoneFromOneCallStaysInItsOthers() {
        CallId other = new CallId(new Cid(HERE, 9, 10));
        ring(OFFER);
        ringOn(core, other, new CallTarget.Connection(BOB_CID), OFFER, 0);
        accept(CALLEE, null, false);
        core.on(new CallInput.Accept(other, CALLEE, null, false, null), 0);
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(other, CloseReason.DISCONNECTED, CALLEE, 0))),
                core.on(new CallInput.Gone(other, CALLEE), 0));
        assertEquals(1, core.size());
    }

    @Test
    void whoIsNotInACallCannotLeaveIt() {
        Sender eve = new Sender(new UserId(TENANT, "eve"), new Cid(HERE, 0, 7));
        ringUser();
        core.on(new CallInput.Rang(CALL, 1), 0);
        assertEquals(List.of(), core.on(new CallInput.Gone(CALL, eve), 0), "no device less that rings");
        assertEquals(1, core.size());
    }

    @Test
    void aCallThatNobodyOwnsAnyMoreIsWrittenDownAsOver() {
        List<CallMoment> moments = new ArrayList<>();
        CallCore heir = new CallCore(CallOptions.DEFAULTS, Cid::node, new CallRules(), moments::add);
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, null))),
                heir.on(new CallInput.Alive(CALL, CALLEE), 0));
        assertEquals(List.of(new CallMoment.Ended(CALL, TENANT, CloseReason.DISCONNECTED, null, false)), moments);
    }

    @Test
    void aVanishedCallerStopsTheRing() {
        ringUser();
        assertEquals(
                List.of(new TellUser(BOB, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLER))),
                core.on(new CallInput.Gone(CALL, CALLER), 0));
    }

    @Test
    void theLastDeviceOfAUserThatVanishesEndsTheRing() {
        ringUser();
        core.on(new CallInput.Rang(CALL, 2), 0);
        assertEquals(List.of(), core.on(new CallInput.Gone(CALL, CALLEE), 0));
        assertEquals(List.of(), core.on(new CallInput.Gone(CALL, CALLEE), 0), "the same one again");
        assertEquals(ringOver(), core.on(new CallInput.Gone(CALL, PHONE), 0));
        assertTrue(core.isIdle());
    }

    @Test
    void aDeviceMayVanishBeforeItIsKnownHowManyRing() {
        ringUser();
        assertEquals(List.of(), core.on(new CallInput.Gone(CALL, CALLEE), 0));
        assertEquals(ringOver(), core.on(new CallInput.Rang(CALL, 1), 0));
    }

    private static List<Effect> ringOver() {
        Event.OfCall closed = new Event.Closed(CALL, CloseReason.DISCONNECTED, new Sender(BOB, null));
        return List.of(new Tell(TENANT, ADA_CID, closed), new TellUser(BOB, closed));
    }

    @Test
    void aLostNodeTakesItsConnectionsOfThisLifeAndEarlierOnesAlong() {
        ring(OFFER);
        accept(CALLEE, null, false);
        assertEquals(List.of(), core.on(new CallInput.NodeDown(new NodeRef(THERE.id(), 2)), 0));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLEE, 0))),
                core.on(new CallInput.NodeDown(new NodeRef(THERE.id(), 4)), 0));
    }

    /** It was taken for the answer: the call counted as connected, and skapi-js took its own offer back. */
    @Test
    void aRollbackOfTheCalleesIsNoAnswer() {
        ring(OFFER);
        accept(CALLEE, null, false);
        Signal rollback = new Signal.Rollback(Bytes.utf8("{\"type\":\"rollback\"}"));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Signalled(CALL, CALLEE, rollback))),
                send(CALLEE, rollback));
        assertEquals(
                LiveCall.State.CONNECTING,
                core.calls(TENANT, "", null, 1).getFirst().state());
        send(CALLEE, ANSWER);
        assertEquals(
                LiveCall.State.CONNECTED,
                core.calls(TENANT, "", null, 1).getFirst().state());
    }

    @Test
    void onlyParticipantsSpeak() {
        ring(OFFER);
        Sender stranger = new Sender(BOB, new Cid(THERE, 7, 7));
        Sender foreigner = new Sender(new UserId(new Tenant("other"), "bob"), BOB_CID);
        for (Sender who : List.of(stranger, foreigner)) {
            List<Effect> refused = List.of(new Refused(CALL, who, ErrorCode.NO_SUCH_CALL));
            assertEquals(refused, accept(who, null, false));
            assertEquals(refused, send(who, candidate(1)));
            assertEquals(refused, hangup(who));
        }
        assertEquals(List.of(new Refused(CALL, CALLER, ErrorCode.NO_SUCH_CALL)), accept(CALLER, null, false));
        assertEquals(List.of(new Refused(CALL, CALLEE, ErrorCode.BAD_REQUEST)), send(CALLEE, candidate(1)));
    }

    @Test
    void closedIsToldFromNeverWasAsLongAsItIsRemembered() {
        ring(OFFER);
        hangup(CALLER);
        assertEquals(List.of(), hangup(CALLEE));
        assertEquals(List.of(new Refused(CALL, CALLEE, ErrorCode.CALL_CLOSED)), accept(CALLEE, null, false));
        assertEquals(List.of(new Refused(CALL, CALLER, ErrorCode.CALL_CLOSED)), send(CALLER, candidate(1)));
        for (int i = 0; i < 2; i++) {
            CallId later = new CallId(new Cid(HERE, 10, i));
            ringOn(core, later, new CallTarget.Connection(BOB_CID), OFFER, 0);
            core.on(new CallInput.Hangup(later, CALLER, false), 0);
        }
        assertEquals(List.of(new Refused(CALL, CALLEE, ErrorCode.NO_SUCH_CALL)), accept(CALLEE, null, false));
    }

    @Test
    void whatIsKeptBeforeTheAnswerIsBounded() {
        ring(OFFER);
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of(), send(CALLER, candidate(i)));
        }
        List<Effect> refused = List.of(new Refused(CALL, CALLER, ErrorCode.LIMIT_REACHED));
        assertEquals(refused, send(CALLER, candidate(4)), "count");
        CallId big = new CallId(new Cid(HERE, 9, 11));
        Signal.Offer offer = new Signal.Offer(Bytes.utf8("x".repeat(1_001)));
        assertEquals(
                List.of(new Refused(big, CALLER, ErrorCode.TOO_LARGE)),
                ringOn(core, big, new CallTarget.Connection(BOB_CID), offer, 0));
    }

    @Test
    void nobodyRingsItselfOrAnotherTenant() {
        assertEquals(
                List.of(new Refused(CALL, CALLER, ErrorCode.BAD_REQUEST)),
                ringOn(core, CALL, new CallTarget.Connection(ADA_CID), OFFER, 0));
        UserId foreigner = new UserId(new Tenant("other"), "bob");
        assertEquals(
                List.of(new Refused(CALL, CALLER, ErrorCode.NOT_FOUND)),
                ringOn(core, CALL, new CallTarget.User(foreigner), OFFER, 0));
        assertTrue(core.on(new CallInput.Tick(), 99_000).isEmpty());
    }

    @Test
    void aLegThatLivesOnIsToldTheEndItMissed() {
        ringUser();
        assertEquals(List.of(), alive(CALLEE), "still ringing");
        accept(PHONE, null, false);
        assertEquals(List.of(), alive(PHONE));
        assertEquals(List.of(), alive(CALLER));
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.ANSWERED_ELSEWHERE, PHONE))),
                alive(CALLEE));
        hangup(CALLER);
        assertEquals(
                List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.HANGUP, PHONE))), alive(PHONE));
        CallId unknown = new CallId(new Cid(HERE, 77, 77));
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(unknown, CloseReason.DISCONNECTED, null))),
                core.on(new CallInput.Alive(unknown, CALLEE), 0));
    }

    @Test
    void aCalleeThatHasGoneSilentIsGone() {
        ring(OFFER);
        accept(CALLEE, null, false);
        core.on(new CallInput.Alive(CALL, CALLEE), 10_000);
        core.on(new CallInput.Alive(CALL, CALLEE), 20_000);
        core.on(new CallInput.Alive(CALL, CALLER), 54_000);
        assertEquals(List.of(seat(BOB_CID)), core.on(new CallInput.Tick(), 54_999), "its node is asked before");
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLEE, 53_000))),
                core.on(new CallInput.Tick(), 55_000));
    }

    /** Rings, and finds that the callee is in no call. */
    static List<Effect> ringOn(CallCore core, CallId call, CallTarget target, Signal.@Nullable Offer offer, long now) {
        List<Effect> begun =
                core.on(new CallInput.Ring(call, CALLER, target, offer, Bytes.EMPTY, RingOptions.DEFAULTS, true), now);
        if (!begun.equals(List.of(new Effect.Ask(call, CALLER, target, Enquiry.BUSY)))) {
            return begun;
        }
        return core.on(new CallInput.Cleared(call, BOB, 0), now);
    }

    private List<Effect> alive(Sender by) {
        return core.on(new CallInput.Alive(CALL, by), 2_000);
    }

    private List<Effect> ring(Signal.@Nullable Offer offer) {
        return ringOn(core, CALL, new CallTarget.Connection(BOB_CID), offer, 1_000);
    }

    private List<Effect> ringUser() {
        return ringOn(core, CALL, new CallTarget.User(BOB), null, 1_000);
    }

    private List<Effect> accept(Sender by, Signal.@Nullable Answer answer, boolean hasOffer) {
        return core.on(new CallInput.Accept(CALL, by, answer, hasOffer, null), 2_000);
    }

    private List<Effect> send(Sender by, Signal signal) {
        return core.on(new CallInput.Send(CALL, by, signal), 2_000);
    }

    private List<Effect> hangup(Sender by) {
        return core.on(new CallInput.Hangup(CALL, by, false), 2_000);
    }

    private static Event.OfCall incoming(Signal.@Nullable Offer offer) {
        return new Event.Incoming(CALL, CALLER, offer, Bytes.EMPTY, 45_000, false, true);
    }

    private static List<Effect> bothClosed(CloseReason reason, @Nullable Sender by) {
        return bothClosed(reason, by, Event.Closed.UNANSWERED);
    }

    private static List<Effect> bothClosed(CloseReason reason, @Nullable Sender by, long durationMs) {
        Event.OfCall closed = new Event.Closed(CALL, reason, by, durationMs);
        return List.of(new Tell(TENANT, ADA_CID, closed), new Tell(TENANT, BOB_CID, closed));
    }

    private static Signal candidate(int number) {
        return new Signal.Candidate(Bytes.utf8("{\"n\":" + number + "}"));
    }
}
