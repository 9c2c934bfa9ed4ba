package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallFrames.ANSWER;
import static io.ringway.gateway.session.calls.CallFrames.OFFER;
import static io.ringway.gateway.session.calls.CallFrames.last;
import static io.ringway.gateway.session.calls.CallFrames.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two who call each other, of whom one at least has skapi-js: one of the two calls goes on, and nothing ends it. */
class SkapiCrossingTest {
    private static final Duration PULSE = Duration.ofSeconds(16);

    private final TestNode node = new TestNode();
    private final SkapiCaller ada = new SkapiCaller(node, "ada");
    private final SkapiCaller bob = new SkapiCaller(node, "bob");

    @AfterEach
    void close() {
        node.close();
    }

    /** Longer than anything rings. */
    private void passRingTime(Client... others) {
        for (int pulses = 0; pulses < 3; pulses++) {
            node.pass(PULSE);
            ada.keepAlive();
            bob.keepAlive();
            List.of(others).forEach(other -> other.send("{\"type\":\"ping\"}"));
        }
    }

    /** Bob's ring is heard before Ada dials: her client has one name, and one peer connection, for both calls. */
    private String bobRingsAndAdaDials() {
        bob.dial(ada.cid());
        assertEquals(List.of(bob.cid()), ada.ringers());
        ada.dial(bob.cid());
        String alias = bob.ringers().getFirst();
        assertNotEquals(ada.cid(), alias);
        return alias;
    }

    @Test
    void whoAnswersTheRingThatItHasRungBackGivesUpItsOwnCall() {
        String alias = bobRingsAndAdaDials();
        ada.accept(bob.cid());
        assertEquals(List.of(ada.cid()), bob.heard("sdpanswer"));
        assertEquals(List.of(ada.cid()), bob.heard("pickup"));
        assertEquals(List.of("of the answer of ada"), bob.candidates(ada.cid()));
        assertEquals(List.of(alias), bob.heard("hungup"));

        passRingTime();
        assertEquals(List.of(), ada.heard("hungup"));
        assertEquals(List.of(alias), bob.heard("hungup"));

        ada.hangup(bob.cid());
        assertEquals(List.of(alias, ada.cid()), bob.heard("hungup"));
        assertEquals(List.of(bob.cid()), ada.heard("hungup"));
    }

    @Test
    void aRingThatIsGivenUpForTheCallThatItsCallerAnswersEndsNothing() {
        String alias = bobRingsAndAdaDials();
        bob.accept(alias);
        assertEquals(List.of(bob.cid()), ada.heard("pickup"));
        assertEquals(List.of(bob.cid()), ada.heard("sdpanswer"));

        passRingTime();
        assertEquals(List.of(), ada.heard("hungup"));
        assertEquals(List.of(), bob.heard("hungup"));

        ada.hangup(bob.cid());
        assertEquals(List.of(bob.cid()), ada.heard("hungup"));
        assertEquals(List.of(alias, ada.cid()), bob.heard("hungup"), "the live call, and what is left of its own");
    }

    /** The client would answer by itself what comes from where it has a peer connection. */
    @Test
    void whoGaveUpACallIsRungUnderAnotherNameAsLongAsItsClientHasTheOldOne() {
        String alias = bobRingsAndAdaDials();
        bob.accept(alias);
        ada.hangup(bob.cid());
        ada.dial(bob.cid());
        assertEquals(2, bob.ringers().size());
        assertNotEquals(ada.cid(), bob.ringers().get(1));
        bob.accept(bob.ringers().get(1));
        assertEquals(List.of(bob.cid(), bob.cid()), ada.heard("pickup"));
    }

    /** As where neither has heard the other's ring when it dials: Ada's client has a name, and a peer connection, for each call. */
    private String bobRingsUnderAnAliasAndAdaDials() {
        bob.dial(ada.cid());
        bob.hangup(ada.cid());
        bob.dial(ada.cid());
        ada.dial(bob.cid());
        assertNotEquals(bob.cid(), ada.ringers().get(1));
        return ada.ringers().get(1);
    }

    @Test
    void aClientWithTwoNamesHearsTheEndOfItsOwnCallAfterThatOfTheOther() {
        String ringer = bobRingsUnderAnAliasAndAdaDials();
        ada.accept(ringer);
        assertEquals(List.of(ada.cid()), bob.heard("pickup"));
        assertEquals(bob.ringers(), bob.heard("hungup"), "the ring that is given up");
        passRingTime();
        assertEquals(1, ada.heard("hungup").size(), "of Bob's first ring");
        bob.hangup(ada.cid());
        assertEquals(List.of(bob.cid(), ringer, bob.cid()), ada.heard("hungup"));
        ada.dial(bob.cid());
        bob.accept(bob.ringers().getLast());
        assertEquals(List.of(bob.cid()), ada.heard("pickup"));
    }

    @Test
    void whoHangsUpTheCallThatItGaveUpEndsTheOneThatGoesOn() {
        ada.accept(bobRingsUnderAnAliasAndAdaDials());
        ada.hangup(bob.cid());
        assertEquals(ada.cid(), bob.heard("hungup").getLast());
        assertEquals(3, ada.heard("hungup").size());
    }

    @Test
    void aCallThatIsTakenBackDoesNotEndTheOneTheOtherWay() {
        String alias = bobRingsAndAdaDials();
        bob.hangup(ada.cid());
        assertEquals(List.of(), ada.heard("hungup"), "it would end what she has dialled");
        bob.accept(alias);
        assertEquals(List.of(bob.cid()), ada.heard("pickup"));
        passRingTime();
        assertEquals(List.of(), ada.heard("hungup"));
    }

    @Test
    void twoRingsThatNobodyAnswersEndForBoth() {
        String alias = bobRingsAndAdaDials();
        passRingTime();
        assertEquals(List.of(bob.cid()), ada.heard("hungup"), "once, for both");
        assertEquals(
                List.of(alias, ada.cid()),
                bob.heard("hungup").stream().sorted(this::aliasFirst).toList());
    }

    private int aliasFirst(String one, String other) {
        return Boolean.compare(one.equals(ada.cid()), other.equals(ada.cid()));
    }

    @Test
    void whoRejectsTheRingOfTheOneItRingsIsDoneWithBoth() {
        String alias = bobRingsAndAdaDials();
        ada.hangup(bob.cid());
        assertEquals(List.of(bob.cid()), ada.heard("hungup"));
        assertEquals(
                List.of(alias, ada.cid()),
                bob.heard("hungup").stream().sorted(this::aliasFirst).toList());
    }

    /** Its own ring, forgotten, ended the call when its time was over. */
    @Test
    void aNativeClientThatAcceptsGivesUpItsOwnRing() {
        Client eve = node.connect("eve");
        eve.send("{\"type\":\"call\",\"id\":1,\"cid\":\"" + ada.cid() + "\"," + OFFER + "}");
        String own = eve.socket().answer(1).getString("call_id");
        assertEquals(List.of(eve.cid()), ada.ringers());
        ada.dial(eve.cid());
        String call = last(eve, "rtc:incoming").getString("call_id");
        eve.send(request("accept", 2, call, "," + ANSWER));
        assertEquals(own, last(eve, "rtc:closed").getString("call_id"));
        assertEquals("cancelled", last(eve, "rtc:closed").getString("reason"));
        assertEquals(List.of(eve.cid()), ada.heard("pickup"));

        passRingTime(eve);
        assertEquals(List.of(), ada.heard("hungup"));
        assertEquals(1, eve.socket().ofType("rtc:closed").size());
        ada.hangup(eve.cid());
        assertEquals(call, last(eve, "rtc:closed").getString("call_id"));
    }

    @Test
    void aSkapiClientThatAcceptsTheNativeRingGivesUpItsOwn() {
        Client eve = node.connect("eve");
        eve.send("{\"type\":\"call\",\"id\":1,\"cid\":\"" + ada.cid() + "\"," + OFFER + "}");
        String live = eve.socket().answer(1).getString("call_id");
        ada.dial(eve.cid());
        String given = last(eve, "rtc:incoming").getString("call_id");
        ada.accept(eve.cid());
        assertEquals(live, last(eve, "rtc:accepted").getString("call_id"));
        assertEquals(given, last(eve, "rtc:closed").getString("call_id"));
        assertEquals("answered_elsewhere", last(eve, "rtc:closed").getString("reason"));
        passRingTime(eve);
        assertEquals(List.of(), ada.heard("hungup"));
        assertEquals(1, eve.socket().ofType("rtc:closed").size());
    }
}
