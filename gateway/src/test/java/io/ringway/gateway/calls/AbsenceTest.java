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
import static io.ringway.gateway.calls.CallCoreTest.THERE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.calls.Effect.Seat;
import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that are lost, or whose nodes are, and who is waited for in a call for how long. */
class AbsenceTest extends WanderingParties {
    @Test
    void aLostSocketIsToldToTheOtherAndEndsNothing() {
        answered();
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.PeerSuspect(CALL, CALLEE))),
                core.on(new CallInput.Suspect(CALL, CALLEE), 0));
        assertEquals(List.of(), core.on(new CallInput.Suspect(CALL, CALLEE), 0), "once");
        assertEquals(List.of(), core.on(new CallInput.Alive(CALL, CALLEE), 0), "its node lives, it does not");
        core.on(new CallInput.Alive(CALL, CALLER), 99_000);
        core.on(new CallInput.Alive(CALL, CALLEE), 99_000);
        assertEquals(List.of(), core.on(new CallInput.Tick(), 99_000), "its own node knows when it is over");
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.PeerBack(CALL, CALLEE))),
                core.on(new CallInput.Back(CALL, CALLEE), 99_000));
        assertEquals(List.of(), core.on(new CallInput.Back(CALL, CALLEE), 99_000));
    }

    /** The news that it was gone for good was lost, and the call stayed for ever. */
    @Test
    void aPartyThatIsAwayAndOfWhichItsNodeSaysNothingMoreIsGone() {
        answered();
        core.on(new CallInput.Suspect(CALL, CALLEE), 0);
        core.on(new CallInput.Alive(CALL, CALLEE), 10_000);
        core.on(new CallInput.Alive(CALL, CALLER), 44_000);
        assertEquals(
                List.of(new Seat(CALL, BOB_CID, false, CALLER, 0, 0)),
                core.on(new CallInput.Tick(), 44_999),
                "its node is asked before");
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLEE, 45_000))),
                core.on(new CallInput.Tick(), 45_000));
        assertTrue(core.isIdle());
    }

    @Test
    void aPartyWhoseNodeNeverSpeaksOfItIsGone() {
        answered();
        core.on(new CallInput.Alive(CALL, CALLER), 30_000);
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLEE, 35_000))),
                core.on(new CallInput.Tick(), 35_000));
    }

    @Test
    void onlyAPartyIsSuspect() {
        answered();
        assertEquals(List.of(), core.on(new CallInput.Suspect(CALL, PHONE), 0));
        assertEquals(
                List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, CloseReason.ANSWERED_ELSEWHERE, CALLEE))),
                core.on(new CallInput.Back(CALL, PHONE), 0));
    }

    @Test
    void aPartyOfADeadNodeHasItsGraceAndNoMore() {
        answered();
        assertEquals(List.of(new Tell(TENANT, ADA_CID, new Event.PeerSuspect(CALL, CALLEE))), down(core, THERE, 5_000));
        assertEquals(List.of(), core.on(new CallInput.Tick(), 14_999));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLEE, 15_000))),
                core.on(new CallInput.Tick(), 15_000));
        assertTrue(core.isIdle());
    }

    /** Its session is kept for two minutes; the call used to be over after ten seconds. */
    @Test
    void aPartyWhosePageWasInTheBackgroundIsWaitedForLonger() {
        answered();
        core.on(new CallInput.Grace(CALLEE, 50_000), 1_000);
        down(core, THERE, 5_000);
        core.on(new CallInput.Alive(CALL, CALLER), 40_000);
        assertEquals(List.of(), core.on(new CallInput.Tick(), 54_999));
        assertEquals(1, core.on(new CallInput.Tick(), 55_000).size());
    }

    @Test
    void aPartyWhosePageIsShownAgainIsWaitedForAsAllOthersAre() {
        answered();
        core.on(new CallInput.Grace(CALLEE, 50_000), 1_000);
        core.on(new CallInput.Grace(CALLEE, 0), 2_000);
        core.on(new CallInput.NodeDown(THERE), 5_000);
        assertEquals(1, core.on(new CallInput.Tick(), 15_000).size());
    }

    /** It may have come back meanwhile, and the news of it been lost. */
    @Test
    void whatANodeHasNotSaidForLongDoesNotCount() {
        answered();
        core.on(new CallInput.Grace(CALLEE, 50_000), 1_000);
        core.on(new CallInput.NodeDown(THERE), 36_000);
        core.on(new CallInput.Alive(CALL, CALLER), 36_000);
        assertEquals(1, core.on(new CallInput.Tick(), 46_000).size());
    }

    @Test
    void whoTurnsUpOnAnotherNodeGetsItsLegBack() {
        answered();
        down(core, THERE, 5_000);
        moved.put(BOB_CID, ELSEWHERE);
        assertEquals(
                List.of(new Seat(CALL, BOB_CID, false, CALLER, 0, 0)), core.on(new CallInput.Adopted(BOB_CID), 6_000));
        assertEquals(
                List.of(new Seat(CALL, BOB_CID, false, CALLER, 0, 0)),
                core.on(new CallInput.Tick(), 7_000),
                "until its node has answered");
        assertEquals(
                new Tell(TENANT, ADA_CID, new Event.PeerBack(CALL, CALLEE)),
                core.on(new CallInput.Alive(CALL, CALLEE), 8_000).getFirst());
        assertEquals(List.of(), core.on(new CallInput.Tick(), 16_000));
        assertEquals(List.of(), core.on(new CallInput.NodeDown(THERE), 16_000), "it does not live there any more");
    }

    /** It was over at once, and its callee, back on another node with the ring on the screen, could not accept it. */
    @Test
    void aRingToADeadNodeIsOverWhenNobodyComesBackForIt() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        assertEquals(List.of(), down(core, THERE, 5_000));
        assertEquals(List.of(), core.on(new CallInput.Tick(), 14_999));
        assertEquals(
                List.of(new Tell(TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, null))),
                core.on(new CallInput.Tick(), 15_000));
    }

    @Test
    void aDeviceThatRangOnADeadNodeRingsOnWhereItComesBack() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), OFFER, 0);
        core.on(new CallInput.Rang(CALL, 1), 0);
        core.on(new CallInput.Alive(CALL, CALLEE), 0);
        assertEquals(List.of(), down(core, THERE, 5_000));
        moved.put(BOB_CID, ELSEWHERE);
        assertEquals(
                List.of(new Seat(CALL, BOB_CID, false, CALLER, Event.Closed.UNANSWERED, 0)),
                core.on(new CallInput.Adopted(BOB_CID), 6_000));
        assertEquals(List.of(), core.on(new CallInput.Back(CALL, CALLEE), 6_000));
        assertEquals(List.of(), core.on(new CallInput.Tick(), 20_000));
        core.on(new CallInput.Accept(CALL, CALLEE, ANSWER, false, null), 20_000);
        assertEquals(List.of(), core.on(new CallInput.Tick(), 21_000));
    }

    /** It was welcomed with no call, ended the ring for itself, and rang anew a moment later, or never. */
    @Test
    void aDeviceThatComesBackBeforeTheNewsThatItsNodeIsLostRingsOn() {
        for (CallTarget target : List.of(new CallTarget.User(BOB), new CallTarget.Connection(BOB_CID))) {
            CallCore owner = newCore();
            moved.clear();
            dead.clear();
            CallCoreTest.ringOn(owner, CALL, target, OFFER, 0);
            assertEquals(
                    List.of(), owner.on(new CallInput.Adopted(BOB_CID, true), 500), "it has not heard of the ring");
            owner.on(new CallInput.Rang(CALL, 1), 0);
            owner.on(new CallInput.Alive(CALL, CALLEE), 0);
            moved.put(BOB_CID, ELSEWHERE);
            assertEquals(
                    List.of(new Seat(CALL, BOB_CID, false, CALLER, Event.Closed.UNANSWERED, 0)),
                    owner.on(new CallInput.Adopted(BOB_CID, true), 1_000));
            assertEquals(List.of(), owner.on(new CallInput.Adopted(BOB_CID), 1_000), "its node has not asked");
            assertEquals(List.of(), down(owner, THERE, 1_100));
            owner.on(new CallInput.Back(CALL, CALLEE), 1_100);
            assertEquals(List.of(), owner.on(new CallInput.Tick(), 20_000));
            assertEquals(1, owner.size());
            owner.on(new CallInput.Accept(CALL, CALLEE, ANSWER, false, null), 20_000);
            owner.on(new CallInput.Hangup(CALL, CALLEE, false), 20_000);
            assertTrue(owner.isIdle());
        }
    }

    @Test
    void aDeviceThatDoesNotWantTheRingAnyMoreIsNotGivenItBackOnAnotherNode() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), OFFER, 0);
        core.on(new CallInput.Rang(CALL, 2), 0);
        core.on(new CallInput.Alive(CALL, CALLEE), 0);
        core.on(new CallInput.Alive(CALL, PHONE), 0);
        core.on(new CallInput.Hangup(CALL, CALLEE, true), 0);
        moved.put(BOB_CID, ELSEWHERE);
        assertEquals(List.of(), core.on(new CallInput.Adopted(BOB_CID, true), 1_000));
        core.on(new CallInput.Accept(CALL, PHONE, ANSWER, false, null), 2_000);
        assertEquals(List.of(), core.on(new CallInput.Adopted(BOB_CID, true), 3_000), "another has answered");
    }

    /** The caller heard it ring until the time-out. */
    @Test
    void aRingWhoseOnlyDeviceDiedWithItsNodeEndsAfterTheGrace() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), OFFER, 0);
        core.on(new CallInput.Rang(CALL, 1), 0);
        core.on(new CallInput.Alive(CALL, CALLEE), 0);
        down(core, THERE, 5_000);
        assertEquals(List.of(), core.on(new CallInput.Tick(), 14_999));
        assertEquals(
                List.of(new Tell(
                        TENANT, ADA_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, new Sender(BOB, null)))),
                core.on(new CallInput.Tick(), 15_000).subList(0, 1));
        assertTrue(core.isIdle());
    }

    @Test
    void aRingOfADeadNodeEndsWithItsCaller() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.Connection(BOB_CID), OFFER, 0);
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.DISCONNECTED, CALLER))),
                down(core, HERE, 5_000));
    }
}
