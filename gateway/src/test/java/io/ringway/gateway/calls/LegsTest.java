package io.ringway.gateway.calls;

import static io.ringway.gateway.calls.CallCoreTest.ADA_CID;
import static io.ringway.gateway.calls.CallCoreTest.BOB;
import static io.ringway.gateway.calls.CallCoreTest.BOB_CID;
import static io.ringway.gateway.calls.CallCoreTest.CALL;
import static io.ringway.gateway.calls.CallCoreTest.CALLEE;
import static io.ringway.gateway.calls.CallCoreTest.CALLER;
import static io.ringway.gateway.calls.CallCoreTest.HERE;
import static io.ringway.gateway.calls.CallCoreTest.OFFER;
import static io.ringway.gateway.calls.CallCoreTest.THERE;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LegsTest {
    static final Event.Incoming INCOMING = incoming(CALL);
    static final Event.Accepted ACCEPTED = new Event.Accepted(CALL, CALLEE);
    static final Event.Signalled OFFERED = new Event.Signalled(CALL, CALLER, OFFER);
    static final Event.Closed HUNG_UP = new Event.Closed(CALL, CloseReason.HANGUP, CALLER);

    final Legs legs = new Legs();

    @Test
    void aRingPassesOnce() {
        assertNotNull(pass(BOB_CID, INCOMING));
        assertNull(pass(BOB_CID, INCOMING));
    }

    @Test
    void whatWasNeverToldTheBeginningIsNotToldTheEnd() {
        assertNull(pass(BOB_CID, HUNG_UP));
        assertNull(pass(BOB_CID, OFFERED));
        assertNull(pass(ADA_CID, ACCEPTED));
    }

    @Test
    void nothingPassesAfterTheEnd() {
        pass(BOB_CID, INCOMING);
        assertNotNull(pass(BOB_CID, OFFERED));
        assertNotNull(pass(BOB_CID, HUNG_UP));
        assertNull(pass(BOB_CID, HUNG_UP));
        assertNull(pass(BOB_CID, OFFERED));
        assertNull(pass(BOB_CID, INCOMING), "a ring that comes again late");
        assertEquals(0, legs.size());
    }

    @Test
    void aCallerThatRangAUserLearnsItsPeerWhenAccepted() {
        legs.calling(CALL, ADA_CID, new CallTarget.User(BOB));
        assertEquals(List.of(), legs.between(ADA_CID, BOB_CID));
        Leg leg = requireNonNull(pass(ADA_CID, ACCEPTED));
        assertEquals(BOB_CID, leg.peer());
        assertEquals(List.of(leg), legs.between(ADA_CID, BOB_CID));
        assertNull(pass(ADA_CID, ACCEPTED));
    }

    @Test
    void aGoneConnectionLeavesItsCallsForTheirOwners() {
        Leg leg = pass(BOB_CID, INCOMING);
        assertEquals(List.of(requireNonNull(leg)), legs.gone(BOB_CID));
        assertEquals(List.of(), legs.gone(BOB_CID));
    }

    @Test
    void aLostOwnerLeavesOrphans() {
        Leg leg = requireNonNull(pass(BOB_CID, INCOMING));
        assertEquals(List.of(), legs.orphans(THERE));
        assertEquals(List.of(leg), legs.orphans(HERE));
        legs.owned(leg, THERE);
        assertEquals(List.of(), legs.orphans(HERE));
        legs.orphans(THERE).forEach(legs::end);
        assertEquals(0, legs.size());
    }

    @Test
    void aUsersOtherConnectionsAreToldThatOneAnsweredButNotThatOneNorTheCaller() {
        Cid laptop = new Cid(THERE, 0, 8);
        Event.Closed elsewhere = new Event.Closed(CALL, CloseReason.ANSWERED_ELSEWHERE, CALLEE);
        legs.calling(CALL, ADA_CID, new CallTarget.User(BOB));
        pass(BOB_CID, INCOMING);
        pass(laptop, INCOMING);
        assertNull(pass(ADA_CID, INCOMING), "a user that rings its own devices");
        assertNull(pass(BOB_CID, elsewhere));
        assertNull(pass(ADA_CID, elsewhere));
        assertNotNull(pass(laptop, elsewhere));
        assertEquals(2, legs.size());
    }

    /** A Skapi client keeps the offer of a ring that nobody answered, and would answer that one first. */
    @Test
    void aCallerThatRangInVainComesUnderAnAlias() {
        Leg first = requireNonNull(pass(BOB_CID, INCOMING));
        assertEquals(ADA_CID, first.peerOnWire());
        pass(BOB_CID, HUNG_UP);
        CallId again = new CallId(new Cid(HERE, 9, 10));
        Leg second = requireNonNull(pass(BOB_CID, incoming(again)));
        assertEquals(again.value(), second.peerOnWire());
        assertEquals(List.of(second), legs.between(BOB_CID, again.value()));
        assertEquals(List.of(), legs.between(BOB_CID, ADA_CID));
        assertEquals(ADA_CID, legs.aliases().resolve(BOB_CID, again.value()));
        assertEquals(incoming(again, new Sender(CALLER.user(), again.value())), PeerView.of(second, incoming(again)));
    }

    /** Its page is the same, whatever node it is connected to. */
    @Test
    void whatAClientHasOnFileGoesWithItToAnotherNode() {
        pass(BOB_CID, INCOMING);
        pass(BOB_CID, HUNG_UP);
        CallId again = new CallId(new Cid(HERE, 9, 10));
        Leg live = requireNonNull(pass(BOB_CID, incoming(again)));
        Cid dialled = new Cid(THERE, 9, 12);
        Leg own = legs.calling(new CallId(new Cid(THERE, 9, 11)), BOB_CID, ADA_CID, dialled);
        legs.giveUp(own, live);

        CallHandover.Filed filed = legs.aliases().filed(BOB_CID);
        legs.leave(BOB_CID, 0);
        assertEquals(CallHandover.Filed.NOTHING, legs.aliases().filed(BOB_CID));

        Legs there = new Legs();
        there.aliases().arrived(BOB_CID, filed);
        assertEquals(filed, there.aliases().filed(BOB_CID));
        assertEquals(ADA_CID, there.aliases().resolve(BOB_CID, again.value()));
        CallId third = new CallId(new Cid(HERE, 9, 13));
        Leg rung = requireNonNull(there.pass(BOB_CID, incoming(third), 0));
        assertEquals(third.value(), rung.peerOnWire());
        assertTrue(there.aliases().isInstead(live, dialled));
        assertEquals(dialled, there.aliases().over(live));
        assertNull(there.aliases().over(live), "once");
    }

    /** The client files its own call under the name it dialled, and waits for answers from there. */
    @Test
    void whoCallsAnAliasBackIsAnsweredByTheAlias() {
        pass(BOB_CID, INCOMING);
        pass(BOB_CID, HUNG_UP);
        Cid alias = new Cid(HERE, 9, 10);
        pass(BOB_CID, incoming(new CallId(alias)));
        pass(BOB_CID, new Event.Closed(new CallId(alias), CloseReason.CANCELLED, CALLER));
        CallId back = new CallId(new Cid(THERE, 9, 11));
        legs.calling(back, BOB_CID, legs.aliases().resolve(BOB_CID, alias), alias);
        Event.Accepted accepted = new Event.Accepted(back, CALLER);
        Leg leg = requireNonNull(pass(BOB_CID, accepted));
        assertEquals(ADA_CID, leg.peer());
        assertEquals(new Event.Accepted(back, new Sender(CALLER.user(), alias)), PeerView.of(leg, accepted));
        assertEquals(List.of(leg), legs.between(BOB_CID, alias));
    }

    @Test
    void anAnsweredCallNeedsNoAliasAfterwards() {
        legs.accepting(requireNonNull(pass(BOB_CID, INCOMING)), 0);
        pass(BOB_CID, HUNG_UP);
        Leg second = requireNonNull(pass(BOB_CID, incoming(new CallId(new Cid(HERE, 9, 10)))));
        assertEquals(ADA_CID, second.peerOnWire());
    }

    @Test
    void twoCallsOfOnePairAtATimeHaveDifferentNames() {
        legs.calling(new CallId(new Cid(THERE, 5, 5)), BOB_CID, new CallTarget.Connection(ADA_CID));
        Leg incoming = requireNonNull(pass(BOB_CID, INCOMING));
        assertNotEquals(ADA_CID, incoming.peerOnWire());
    }

    /** Whoever guesses the id of a call could write into its timeline. */
    @Test
    void whoAsksForACallInVainWasNeverInIt() {
        Leg taking = legs.taking(CALL, BOB_CID, HERE);
        assertFalse(legs.tookPart(BOB_CID, CALL), "before it is known whose call it is");
        legs.end(taking);
        assertFalse(legs.tookPart(BOB_CID, CALL));
        assertFalse(legs.ended(BOB_CID, CALL));
        assertNull(pass(BOB_CID, INCOMING), "it has been told that there is no such call");
        assertEquals(List.of(new CallHandover.Ended(CALL, false)), legs.endedCalls(BOB_CID));
    }

    @Test
    void whoAsksAgainForACallItGaveAwayWasInIt() {
        pass(BOB_CID, INCOMING);
        pass(BOB_CID, HUNG_UP);
        Leg taking = legs.taking(CALL, BOB_CID, HERE);
        assertTrue(legs.ended(BOB_CID, CALL), "until it is given the call");
        legs.end(taking);
        assertTrue(legs.tookPart(BOB_CID, CALL));
        legs.taking(CALL, BOB_CID, HERE);
        assertNotNull(pass(BOB_CID, new Event.Taken(CALL, CALLER, true)));
        assertFalse(legs.ended(BOB_CID, CALL));
        assertTrue(legs.tookPart(BOB_CID, CALL));
    }

    @Test
    void whoBeginsAnewHasTheCallSinceItWasAnswered() {
        legs.seat(Leg.incoming(CALL, BOB_CID, CALLER, ADA_CID).accepting(7).confirming());
        assertEquals(
                7,
                requireNonNull(pass(BOB_CID, new Event.Taken(CALL, CALLER, true)))
                        .answeredAt());
    }

    @Test
    void whatAConnectionKnewOfACallItAsksForGoesAlongToAnotherNode() {
        legs.seat(Leg.taking(CALL, BOB_CID, HERE));
        legs.silence(new CallHandover.Ended(CALL, true), BOB_CID);
        legs.end(requireNonNull(legs.leg(BOB_CID, CALL)));
        assertTrue(legs.ended(BOB_CID, CALL));
        assertNull(pass(BOB_CID, INCOMING));
    }

    /** Its connection may have gone to another node, or away, before the answer came. */
    @Test
    void theEndOfALegThatIsNotHereLeavesNothingBehind() {
        Leg taking = legs.taking(CALL, BOB_CID, HERE);
        legs.gone(BOB_CID);
        legs.end(taking);
        assertEquals(List.of(), legs.endedCalls(BOB_CID));
    }

    @Test
    void theEndComesFromThePeerWhoeverEndedIt() {
        Leg callee = requireNonNull(pass(BOB_CID, INCOMING));
        Event.Closed declined = new Event.Closed(CALL, CloseReason.DECLINED, CALLEE);
        assertEquals(
                new Event.PeerClosed(CALL, CloseReason.DECLINED, CALLER.user(), ADA_CID),
                PeerView.of(callee, declined));
        Leg caller = legs.calling(CALL, ADA_CID, new CallTarget.Connection(BOB_CID));
        assertEquals(new Event.PeerClosed(CALL, CloseReason.DECLINED, BOB, BOB_CID), PeerView.of(caller, declined));
        Event.Closed timeout = new Event.Closed(CALL, CloseReason.TIMEOUT, null);
        assertEquals(new Event.PeerClosed(CALL, CloseReason.TIMEOUT, null, BOB_CID), PeerView.of(caller, timeout));
        legs.ringing(CALL, ADA_CID, CALLEE);
        Leg rung = requireNonNull(legs.leg(ADA_CID, CALL));
        assertEquals(new Event.PeerClosed(CALL, CloseReason.TIMEOUT, BOB, BOB_CID), PeerView.of(rung, timeout));
        assertNull(PeerView.of(caller, new Event.Closed(CALL, CloseReason.CANCELLED, CALLER)));
    }

    private @Nullable Leg pass(Cid to, Event.OfCall event) {
        return legs.pass(to, event, 0);
    }

    static Event.Incoming incoming(CallId call) {
        return incoming(call, CALLER);
    }

    static Event.Incoming incoming(CallId call, Sender caller) {
        return new Event.Incoming(call, caller, OFFER, Bytes.EMPTY, 45_000, false, false);
    }
}
