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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegsTest {
    static final Event.Incoming INCOMING = incoming(CALL);
    static final Event.Accepted ACCEPTED = new Event.Accepted(CALL, CALLEE);
    static final Event.Signalled OFFERED = new Event.Signalled(CALL, CALLER, OFFER);
    static final Event.Closed HUNG_UP = new Event.Closed(CALL, CloseReason.HANGUP, CALLER);

    final Legs legs = new Legs();

    @Test
    void aRingPassesOnce() {
        assertNotNull(legs.pass(BOB_CID, INCOMING));
        assertNull(legs.pass(BOB_CID, INCOMING));
    }

    @Test
    void whatWasNeverToldTheBeginningIsNotToldTheEnd() {
        assertNull(legs.pass(BOB_CID, HUNG_UP));
        assertNull(legs.pass(BOB_CID, OFFERED));
        assertNull(legs.pass(ADA_CID, ACCEPTED));
    }

    @Test
    void nothingPassesAfterTheEnd() {
        legs.pass(BOB_CID, INCOMING);
        assertNotNull(legs.pass(BOB_CID, OFFERED));
        assertNotNull(legs.pass(BOB_CID, HUNG_UP));
        assertNull(legs.pass(BOB_CID, HUNG_UP));
        assertNull(legs.pass(BOB_CID, OFFERED));
        assertNull(legs.pass(BOB_CID, INCOMING), "a ring that comes again late");
        assertEquals(0, legs.size());
    }

    @Test
    void aCallerThatRangAUserLearnsItsPeerWhenAccepted() {
        legs.calling(CALL, ADA_CID, new CallTarget.User(BOB));
        assertEquals(List.of(), legs.between(ADA_CID, BOB_CID));
        Leg leg = requireNonNull(legs.pass(ADA_CID, ACCEPTED));
        assertEquals(BOB_CID, leg.peer());
        assertEquals(List.of(leg), legs.between(ADA_CID, BOB_CID));
        assertNull(legs.pass(ADA_CID, ACCEPTED));
    }

    @Test
    void aGoneConnectionLeavesItsCallsForTheirOwners() {
        Leg leg = legs.pass(BOB_CID, INCOMING);
        assertEquals(List.of(requireNonNull(leg)), legs.gone(BOB_CID));
        assertEquals(List.of(), legs.gone(BOB_CID));
    }

    @Test
    void aLostOwnerLeavesOrphans() {
        Leg leg = requireNonNull(legs.pass(BOB_CID, INCOMING));
        assertEquals(List.of(), legs.nodeDown(THERE));
        assertEquals(List.of(leg), legs.nodeDown(HERE));
        assertEquals(0, legs.size());
    }

    @Test
    void aUsersOtherConnectionsAreToldThatOneAnsweredButNotThatOneNorTheCaller() {
        Cid laptop = new Cid(THERE, 0, 8);
        Event.Closed elsewhere = new Event.Closed(CALL, CloseReason.ANSWERED_ELSEWHERE, CALLEE);
        legs.calling(CALL, ADA_CID, new CallTarget.User(BOB));
        legs.pass(BOB_CID, INCOMING);
        legs.pass(laptop, INCOMING);
        assertNull(legs.pass(ADA_CID, INCOMING), "a user that rings its own devices");
        assertNull(legs.pass(BOB_CID, elsewhere));
        assertNull(legs.pass(ADA_CID, elsewhere));
        assertNotNull(legs.pass(laptop, elsewhere));
        assertEquals(2, legs.size());
    }

    /** A Skapi client keeps the offer of a ring that nobody answered, and would answer that one first. */
    @Test
    void aCallerThatRangInVainComesUnderAnAlias() {
        Leg first = requireNonNull(legs.pass(BOB_CID, INCOMING));
        assertEquals(ADA_CID, first.peerOnWire());
        legs.pass(BOB_CID, HUNG_UP);
        CallId again = new CallId(new Cid(HERE, 9, 10));
        Leg second = requireNonNull(legs.pass(BOB_CID, incoming(again)));
        assertEquals(again.value(), second.peerOnWire());
        assertEquals(List.of(second), legs.between(BOB_CID, again.value()));
        assertEquals(List.of(), legs.between(BOB_CID, ADA_CID));
        assertEquals(ADA_CID, legs.resolve(BOB_CID, again.value()));
        assertEquals(
                new Event.Incoming(again, new Sender(CALLER.user(), again.value()), OFFER, Bytes.EMPTY),
                PeerView.of(second, incoming(again)));
    }

    /** The client files its own call under the name it dialled, and waits for answers from there. */
    @Test
    void whoCallsAnAliasBackIsAnsweredByTheAlias() {
        legs.pass(BOB_CID, INCOMING);
        legs.pass(BOB_CID, HUNG_UP);
        Cid alias = new Cid(HERE, 9, 10);
        legs.pass(BOB_CID, incoming(new CallId(alias)));
        legs.pass(BOB_CID, new Event.Closed(new CallId(alias), CloseReason.CANCELLED, CALLER));
        CallId back = new CallId(new Cid(THERE, 9, 11));
        legs.calling(back, BOB_CID, legs.resolve(BOB_CID, alias), alias);
        Event.Accepted accepted = new Event.Accepted(back, CALLER);
        Leg leg = requireNonNull(legs.pass(BOB_CID, accepted));
        assertEquals(ADA_CID, leg.peer());
        assertEquals(new Event.Accepted(back, new Sender(CALLER.user(), alias)), PeerView.of(leg, accepted));
        assertEquals(List.of(leg), legs.between(BOB_CID, alias));
    }

    @Test
    void anAnsweredCallNeedsNoAliasAfterwards() {
        legs.accepting(requireNonNull(legs.pass(BOB_CID, INCOMING)));
        legs.pass(BOB_CID, HUNG_UP);
        Leg second = requireNonNull(legs.pass(BOB_CID, incoming(new CallId(new Cid(HERE, 9, 10)))));
        assertEquals(ADA_CID, second.peerOnWire());
    }

    @Test
    void twoCallsOfOnePairAtATimeHaveDifferentNames() {
        legs.calling(new CallId(new Cid(THERE, 5, 5)), BOB_CID, new CallTarget.Connection(ADA_CID));
        Leg incoming = requireNonNull(legs.pass(BOB_CID, INCOMING));
        assertNotEquals(ADA_CID, incoming.peerOnWire());
    }

    @Test
    void theEndComesFromThePeerWhoeverEndedIt() {
        Leg callee = requireNonNull(legs.pass(BOB_CID, INCOMING));
        Event.Closed declined = new Event.Closed(CALL, CloseReason.DECLINED, CALLEE);
        assertEquals(
                new Event.PeerClosed(CALL, CloseReason.DECLINED, CALLER.user(), ADA_CID),
                PeerView.of(callee, declined));
        Leg caller = legs.calling(CALL, ADA_CID, new CallTarget.Connection(BOB_CID));
        assertEquals(new Event.PeerClosed(CALL, CloseReason.DECLINED, BOB, BOB_CID), PeerView.of(caller, declined));
        Event.Closed timeout = new Event.Closed(CALL, CloseReason.TIMEOUT, null);
        assertEquals(new Event.PeerClosed(CALL, CloseReason.TIMEOUT, null, BOB_CID), PeerView.of(caller, timeout));
        assertNull(PeerView.of(caller, new Event.Closed(CALL, CloseReason.CANCELLED, CALLER)));
    }

    static Event.Incoming incoming(CallId call) {
        return new Event.Incoming(call, CALLER, OFFER, Bytes.EMPTY);
    }
}
