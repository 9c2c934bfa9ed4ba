package io.ringway.gateway.calls;

import static io.ringway.gateway.calls.CallCoreTest.ADA_CID;
import static io.ringway.gateway.calls.CallCoreTest.ANSWER;
import static io.ringway.gateway.calls.CallCoreTest.BOB;
import static io.ringway.gateway.calls.CallCoreTest.BOB_CID;
import static io.ringway.gateway.calls.CallCoreTest.BOB_PHONE;
import static io.ringway.gateway.calls.CallCoreTest.CALL;
import static io.ringway.gateway.calls.CallCoreTest.CALLEE;
import static io.ringway.gateway.calls.CallCoreTest.CALLER;
import static io.ringway.gateway.calls.CallCoreTest.HERE;
import static io.ringway.gateway.calls.CallCoreTest.OFFER;
import static io.ringway.gateway.calls.CallCoreTest.PHONE;
import static io.ringway.gateway.calls.CallCoreTest.TENANT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Effect.Seat;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Tenure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that go on with another connection, with a new peer connection, or on another node. */
class SuccessionTest extends WanderingParties {
    private static final Cid BOB_TABLET = new Cid(HERE, 5, 5);
    private static final Sender TABLET = new Sender(BOB, BOB_TABLET);

    @Test
    void anotherConnectionOfTheSameUserTakesTheCallOver() {
        answered();
        assertEquals(
                List.of(
                        new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.MOVED, PHONE)),
                        new Tell(TENANT, ADA_CID, new Event.Moved(CALL, PHONE)),
                        new Tell(TENANT, BOB_PHONE, new Event.Taken(CALL, CALLER, true)),
                        new Seat(CALL, BOB_PHONE, false, CALLER, 0, 0)),
                core.on(new CallInput.Move(CALL, CALLEE, PHONE), 1_000));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Signalled(CALL, PHONE, OFFER))),
                core.on(new CallInput.Send(CALL, PHONE, OFFER), 1_000));
        assertEquals(
                List.of(new Effect.Refused(CALL, CALLEE, ErrorCode.CALL_CLOSED)),
                core.on(new CallInput.Send(CALL, CALLEE, ANSWER), 1_000));
        core.on(new CallInput.Gone(CALL, CALLEE), 1_000);
        assertEquals(1, core.size(), "the old one is nobody any more");
        core.on(new CallInput.Gone(CALL, PHONE), 1_000);
        assertTrue(core.isIdle());
    }

    /** The caller answers then, and the call stayed as one that connects, for ever. */
    @Test
    void aCallWhoseCalleeMovesBeforeHisFirstAnswerIsConnectedByTheCallers() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), OFFER, 0);
        core.on(new CallInput.Accept(CALL, CALLEE, null, false, null), 500);
        core.on(new CallInput.Move(CALL, CALLEE, PHONE), 1_000);
        core.on(new CallInput.Send(CALL, PHONE, OFFER), 1_000);
        assertEquals(LiveCall.State.CONNECTING, only(core).state());
        core.on(new CallInput.Send(CALL, CALLER, ANSWER), 2_000);
        core.on(new CallInput.Send(CALL, CALLER, ANSWER), 3_000);
        assertEquals(LiveCall.State.CONNECTED, only(core).state());
        assertEquals(2_000, only(core).connected());

        CallCore other = newCore();
        other.install(core.release(ADA_CID, cid -> true, 5_000), 100_000);
        assertEquals(97_000, only(other).connected(), "by the clock of its node");
        assertEquals(95_500, only(other).answered());
    }

    private static LiveCall only(CallCore core) {
        return core.calls(TENANT, "", null, 1).getFirst();
    }

    @Test
    void whoFindsNoWayBeginsAnewAndSoDoesTheOther() {
        answered();
        assertEquals(
                List.of(
                        new Tell(TENANT, ADA_CID, new Event.Moved(CALL, CALLEE)),
                        new Tell(TENANT, BOB_CID, new Event.Taken(CALL, CALLER, true))),
                core.on(new CallInput.Move(CALL, CALLEE, CALLEE), 1_000));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Signalled(CALL, CALLEE, OFFER))),
                core.on(new CallInput.Send(CALL, CALLEE, OFFER), 1_000));
    }

    /** Two offers crossed, of which one was for a peer connection that was gone: neither side found a way. */
    @Test
    void ofTwoWhoBeginAnewAtOnceOneDoes() {
        answered();
        core.on(new CallInput.Move(CALL, CALLER, CALLER), 1_000);
        assertEquals(List.of(), core.on(new CallInput.Move(CALL, CALLEE, CALLEE), 5_999));
        assertEquals(
                List.of(
                        new Tell(TENANT, ADA_CID, new Event.Moved(CALL, CALLEE)),
                        new Tell(TENANT, BOB_CID, new Event.Taken(CALL, CALLER, true))),
                core.on(new CallInput.Move(CALL, CALLEE, CALLEE), 6_000));
    }

    @Test
    void whoBeginsACallAnewThatIsOverIsToldItsEnd() {
        answered();
        core.on(new CallInput.Hangup(CALL, CALLER, false), 0);
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.HANGUP, null))),
                core.on(new CallInput.Move(CALL, CALLEE, CALLEE), 0));
    }

    /** skapi-js answers an offer that it did not expect, and rings. */
    @Test
    void aClientThatWouldRingAgainIsNotMetByANewPeerConnection() {
        CallInput.Ring ring = new CallInput.Ring(
                CALL, CALLER, new CallTarget.User(BOB), OFFER, Bytes.EMPTY, RingOptions.DEFAULTS, false);
        core.on(ring, 0);
        core.on(new CallInput.Cleared(CALL, BOB, 0), 0);
        core.on(new CallInput.Accept(CALL, CALLEE, null, false, null), 0);
        assertEquals(
                List.of(new Effect.Refused(CALL, CALLEE, ErrorCode.BAD_REQUEST)),
                core.on(new CallInput.Move(CALL, CALLEE, CALLEE), 9_000));

        CallCore next = newCore();
        next.install(core.release(ADA_CID, cid -> true, 9_000), 9_000);
        assertEquals(
                List.of(new Effect.Refused(CALL, CALLEE, ErrorCode.BAD_REQUEST)),
                next.on(new CallInput.Move(CALL, CALLEE, CALLEE), 18_000),
                "nor where it has moved");

        CallId other = new CallId(new Cid(HERE, 9, 10));
        CallCoreTest.ringOn(core, other, new CallTarget.Connection(BOB_CID), OFFER, 0);
        core.on(new CallInput.Accept(other, CALLEE, ANSWER, true, null), 0);
        assertEquals(
                List.of(new Effect.Refused(other, CALLER, ErrorCode.BAD_REQUEST)),
                core.on(new CallInput.Move(other, CALLER, CALLER), 9_000));
    }

    @Test
    void nobodyTakesOverWhatIsNotHis() {
        answered();
        Sender eve = new Sender(new UserId(TENANT, "eve"), new Cid(HERE, 4, 4));
        assertEquals(
                List.of(new Tell(TENANT, new Cid(HERE, 4, 4), new Event.Closed(CALL, CloseReason.FAILED, null))),
                core.on(new CallInput.Move(CALL, CALLEE, eve), 0));
        core.on(new CallInput.Hangup(CALL, CALLER, false), 0);
        assertEquals(
                List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.HANGUP, null))),
                core.on(new CallInput.Move(CALL, CALLEE, PHONE), 0));
    }

    /** The second device was refused, and given the call right after, when it had no part in it any more: that ended it. */
    @Test
    void whoAsksTheOneThatHadTheCallTakesItFromTheOneThatHasIt() {
        answered();
        core.on(new CallInput.Move(CALL, CALLEE, PHONE), 1_000);
        assertEquals(
                List.of(
                        new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.MOVED, TABLET)),
                        new Tell(TENANT, ADA_CID, new Event.Moved(CALL, TABLET)),
                        new Tell(TENANT, BOB_TABLET, new Event.Taken(CALL, CALLER, true)),
                        new Seat(CALL, BOB_TABLET, false, CALLER, 0, 0)),
                core.on(new CallInput.Move(CALL, CALLEE, TABLET), 1_000));
        assertEquals(List.of(), core.on(new CallInput.Move(CALL, PHONE, TABLET), 1_000), "as another node asks");
        List<Effect> told = List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.MOVED, null)));
        assertEquals(told, core.on(new CallInput.Move(CALL, CALLEE, PHONE), 1_000), "it came twice");
        assertEquals(
                told, core.on(new CallInput.Move(CALL, TABLET, PHONE), 1_499), "from another node, which was late");
        assertEquals(List.of(), core.on(new CallInput.Move(CALL, CALLEE, CALLEE), 1_000), "it has been told");
        assertEquals(4, core.on(new CallInput.Move(CALL, TABLET, PHONE), 1_500).size(), "who asks again has it again");
    }

    /** The next owner gave the call back to the device that had lost it, and had no part in it any more: that ended it. */
    @Test
    void whatIsAskedLateOfTheNextOwnerOfACallTakesItFromNobody() {
        answered();
        core.on(new CallInput.Move(CALL, CALLEE, PHONE), 1_000);
        core.on(new CallInput.Move(CALL, PHONE, TABLET), 1_100);
        CallCore next = newCore();
        next.install(core.release(ADA_CID, cid -> true, 1_200), 100_000);
        List<Effect> told = List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.MOVED, null)));
        assertEquals(told, next.on(new CallInput.Move(CALL, CALLEE, PHONE), 100_000));
        assertEquals(told, next.on(new CallInput.Move(CALL, TABLET, PHONE), 100_399), "half a second is not over");
        assertEquals(
                4, next.on(new CallInput.Move(CALL, TABLET, PHONE), 100_400).size());
    }

    @Test
    void theNextOwnerOfACallOfAUserWithHimselfKnowsWhichSideADeviceHad() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        Sender called = new Sender(CALLER.user(), BOB_CID);
        Sender one = new Sender(CALLER.user(), BOB_PHONE);
        Sender two = new Sender(CALLER.user(), BOB_TABLET);
        core.on(new CallInput.Accept(CALL, called, null, false, null), 0);
        core.on(new CallInput.Move(CALL, called, one), 1_000);
        CallCore next = newCore();
        next.install(core.release(ADA_CID, cid -> true, 1_000), 1_000);
        assertEquals(
                new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.MOVED, two)),
                next.on(new CallInput.Move(CALL, called, two), 1_000).getFirst());
    }

    /** A user may call another of his own devices. */
    @Test
    void inACallOfAUserWithHimselfTheSameSideIsTakenOver() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        Sender called = new Sender(CALLER.user(), BOB_CID);
        Sender one = new Sender(CALLER.user(), BOB_PHONE);
        Sender two = new Sender(CALLER.user(), BOB_TABLET);
        core.on(new CallInput.Accept(CALL, called, null, false, null), 0);
        core.on(new CallInput.Move(CALL, called, one), 1_000);
        core.on(new CallInput.Move(CALL, called, two), 1_000);
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Signalled(CALL, two, OFFER))),
                core.on(new CallInput.Send(CALL, two, OFFER), 1_000));
    }

    @Test
    void aCallThatRingsIsNotTakenOverButAnswered() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        assertEquals(
                List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.FAILED, null))),
                core.on(new CallInput.Move(CALL, CALLEE, PHONE), 0));
    }

    @Test
    void anAnsweredCallGoesAlongWithItsCaller() {
        answered();
        List<CallHandover.Owned> released = core.release(ADA_CID, cid -> true, 3_000);
        assertTrue(core.isIdle());
        moved.put(ADA_CID, ELSEWHERE);
        CallCore other = newCore();
        assertEquals(
                List.of(
                        new Seat(CALL, ADA_CID, true, CALLEE, 97_000, 1),
                        new Seat(CALL, BOB_CID, false, CALLER, 97_000, 1)),
                sorted(other.install(released, 100_000)));
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.HANGUP, CALLER, 4_000))),
                other.on(new CallInput.Hangup(CALL, CALLER, false), 101_000).subList(1, 2));
    }

    private static List<Effect> sorted(List<Effect> seats) {
        return seats.stream()
                .sorted((a, b) -> Boolean.compare(((Seat) b).outgoing(), ((Seat) a).outgoing()))
                .toList();
    }

    @Test
    void aRingGoesAlongWithItsCallerAndKeepsWhatWasSignalled() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), OFFER, 0);
        List<CallHandover.Owned> released = core.release(ADA_CID, cid -> true, 5_000);
        CallCore other = newCore();
        Event.OfCall ring = new Event.Incoming(CALL, CALLER, OFFER, Bytes.EMPTY, 40_000, false, true);
        assertEquals(
                List.of(new Effect.Own(CALL, TENANT, new CallTarget.User(BOB)), new Effect.TellUser(BOB, ring)),
                other.install(released, 100_000),
                "told again, as nobody has said yet how many hear it");
        assertEquals(List.of(), other.on(new CallInput.Tick(), 139_999));
        List<Effect> accepted = other.on(new CallInput.Accept(CALL, PHONE, null, false, null), 139_999);
        assertEquals(new Tell(TENANT, BOB_PHONE, new Event.Signalled(CALL, CALLER, OFFER)), accepted.getLast());
    }

    @Test
    void aRingThatIsNotOutYetIsAskedAboutAgain() {
        core.on(CallInput.Ring.bare(CALL, CALLER, new CallTarget.User(BOB)), 0);
        List<Effect> installed = newCore().install(core.release(ADA_CID, cid -> true, 0), 0);
        assertEquals(1, installed.size());
        assertTrue(installed.getFirst() instanceof Effect.Ask);
    }

    @Test
    void aCalleesSessionTakesTheCallAlongOnlyWhereNoPartyIsLeft() {
        answered();
        assertEquals(List.of(), core.release(BOB_CID, cid -> true, 0));
        assertEquals(1, core.release(BOB_CID, cid -> false, 0).size());
    }

    @Test
    void theCalleesNodeInheritsACallWhoseOwnerIsLost() {
        dead.add(HERE);
        CallCore heir = newCore();
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.PeerSuspect(CALL, CALLER))),
                heir.on(new CallInput.Inherit(CALL, CALLER, CALLEE, 1_000, Tenure.first(HERE)), 20_000).stream()
                        .filter(Tell.class::isInstance)
                        .toList());
        moved.put(ADA_CID, ELSEWHERE);
        assertEquals(
                List.of(new Seat(CALL, ADA_CID, true, CALLEE, 1_000, 1)),
                heir.on(new CallInput.Adopted(ADA_CID), 21_000));
        assertEquals(
                new Tell(TENANT, BOB_CID, new Event.PeerBack(CALL, CALLER)),
                heir.on(new CallInput.Back(CALL, CALLER), 21_000).getFirst());
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Signalled(CALL, CALLER, OFFER))),
                heir.on(new CallInput.Send(CALL, CALLER, OFFER), 21_000));
    }

    @Test
    void whoDoesNotComeBackEndsAnInheritedCall() {
        dead.add(HERE);
        CallCore heir = newCore();
        heir.on(new CallInput.Inherit(CALL, CALLER, CALLEE, 1_000, Tenure.first(HERE)), 20_000);
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLER, 29_000))),
                heir.on(new CallInput.Tick(), 30_000));
    }
}
