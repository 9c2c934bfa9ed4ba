package io.ringway.gateway.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerMessage;
import io.ringway.gateway.protocol.peerjs.PeerType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each decision on its own; what a step asks for is answered by the test. */
class SwitchboardTest {
    private static final NodeRef HERE = new NodeRef(1, 0);
    private static final NodeRef THERE = new NodeRef(2, 0);
    private static final Bytes CLIENT = Bytes.utf8("client");

    private final NotedEffects effects = new NotedEffects();
    private final Switchboard board = new Switchboard(new PeerOptions(3, 5_000, 90_000, 4, 100, 150), effects);
    private final Name ada = name("ada");
    private final Name bob = name("bob");
    private final Cid one = Cid.create(HERE);
    private final Cid far = Cid.create(THERE);

    private static Name name(String text) {
        return new Name(new Tenant("t"), text);
    }

    private List<String> done() {
        return effects.take();
    }

    private void arrive(Name name, Cid cid) {
        board.arrive(0, new Switchboard.Ticket(name, cid, CLIENT, Long.MAX_VALUE));
    }

    private void open(Name name, Cid cid) {
        arrive(name, cid);
        board.claimed(0, cid, cid);
        done();
    }

    private void send(long now, PeerType type, Name to, String text) {
        board.receive(now, one, new PeerMessage.Relay(type, to, Bytes.utf8(text)));
    }

    @Test
    void aClientIsOpenOnceTheNameIsItsOwn() {
        arrive(ada, one);
        assertEquals(List.of("claim ada"), done());
        board.claimed(0, one, one);
        assertEquals(List.of("tell Open[]", "announce ada"), done());
        board.gone(one);
        assertEquals(List.of("release ada"), done());
    }

    @Test
    void whatIsSaidBeforeIsSentAfter() {
        arrive(ada, one);
        send(0, PeerType.OFFER, bob, "early");
        assertEquals(List.of("claim ada"), done());
        board.claimed(0, one, one);
        assertEquals(List.of("tell Open[]", "announce ada", "find bob"), done());
        board.found(0, bob, far);
        assertEquals(List.of("relay bob early"), done());
    }

    @Test
    void tooMuchBeforeEndsTheConnection() {
        arrive(ada, one);
        for (int i = 0; i < 5; i++) {
            send(0, PeerType.OFFER, bob, "early");
        }
        assertEquals(
                List.of(
                        "claim ada",
                        "tell Failed[message=Too much was sent before the id was given]",
                        "release ada",
                        "close RATE_LIMITED"),
                done());
    }

    @Test
    void aNameThatItsHolderConfirmsIsTaken() {
        arrive(ada, one);
        board.claimed(0, one, far);
        assertEquals(List.of("claim ada", "confirm ada"), done());
        board.confirmed(one, far, true);
        assertEquals(List.of("tell IdTaken[]", "close NORMAL"), done());
        assertFalse(board.holds(ada, one));
    }

    @Test
    void aNameThatNobodyConfirmsIsTakenOver() {
        arrive(ada, one);
        board.claimed(0, one, far);
        board.confirmed(one, far, false);
        assertEquals(List.of("claim ada", "confirm ada", "claim ada over a stale one"), done());
        arrive(bob, Cid.create(HERE));
        Cid two = Cid.create(HERE);
        arrive(bob, two);
        board.claimed(0, two, Cid.create(HERE));
        assertTrue(done().contains("claim bob over a stale one"));
    }

    @Test
    void oneTooManyIsSentAwayUnlessItComesBack() {
        open(ada, one);
        open(bob, Cid.create(HERE));
        open(name("eve"), Cid.create(HERE));
        arrive(name("dan"), Cid.create(HERE));
        assertEquals(
                List.of("tell Failed[message=Server has reached its concurrent user limit]", "close NORMAL"), done());
        arrive(ada, Cid.create(HERE));
        assertEquals(List.of("claim ada"), done());
    }

    @Test
    void theNextConnectionOfAClientTakesTheNameOver() {
        open(ada, one);
        Cid next = Cid.create(HERE);
        arrive(ada, next);
        board.lost(ada, one);
        assertEquals(List.of("claim ada", "release ada", "close REPLACED"), done());
        board.claimed(0, next, next);
        assertEquals(List.of("tell Open[]", "announce ada"), done());
        board.lost(ada, far);
        assertEquals(List.of("replaced ada"), done());
    }

    @Test
    void aMessageToAClientHereNeedsNobody() {
        open(ada, one);
        Cid two = Cid.create(HERE);
        open(bob, two);
        send(0, PeerType.OFFER, bob, "offer");
        assertEquals(List.of("hand offer"), done());
    }

    @Test
    void oneBatchIsOnItsWayAtATime() {
        open(ada, one);
        send(0, PeerType.OFFER, bob, "1");
        send(0, PeerType.CANDIDATE, bob, "2");
        board.found(0, bob, far);
        send(0, PeerType.CANDIDATE, bob, "3");
        send(0, PeerType.CANDIDATE, bob, "4");
        assertEquals(List.of("find bob", "relay bob 1 2"), done());
        board.relayed(0, bob, far, true);
        assertEquals(List.of("relay bob 3 4"), done());
        board.relayed(0, bob, far, true);
        assertEquals(List.of(), done());
        assertEquals(0, board.waitingBytes());
    }

    @Test
    void whoIsLateGetsWhatWaited() {
        open(ada, one);
        send(0, PeerType.OFFER, bob, "1");
        board.found(0, bob, null);
        send(4_000, PeerType.CANDIDATE, bob, "2");
        board.tick(4_999);
        board.here(bob, far);
        assertEquals(List.of("find bob", "relay bob 1 2"), done());
    }

    @Test
    void whoComesUpDuringTheLookUpIsNotMissed() {
        open(ada, one);
        send(0, PeerType.OFFER, bob, "1");
        board.here(bob, far);
        board.found(0, bob, null);
        assertEquals(List.of("find bob", "relay bob 1"), done());
    }

    @Test
    void whoMovedMeanwhileIsFollowed() {
        open(ada, one);
        Cid moved = Cid.create(new NodeRef(3, 0));
        send(0, PeerType.OFFER, bob, "1");
        board.found(0, bob, far);
        board.here(bob, moved);
        board.relayed(0, bob, far, false);
        assertEquals(List.of("find bob", "relay bob 1", "relay bob 1"), done());
    }

    @Test
    void whoDoesNotComeExpiresOnceAfterALastLook() {
        open(ada, one);
        send(0, PeerType.OFFER, bob, "1");
        send(10, PeerType.CANDIDATE, bob, "2");
        board.found(0, bob, null);
        done();
        board.tick(4_999);
        assertEquals(List.of(), done());
        board.tick(5_000);
        assertEquals(List.of("find bob"), done());
        board.found(5_000, bob, null);
        assertEquals(List.of("tell Expired[absent=bob]"), done());
        send(6_000, PeerType.CANDIDATE, bob, "late");
        board.found(6_000, bob, null);
        board.tick(20_000);
        assertEquals(List.of("find bob"), done());
        assertEquals(0, board.waitingBytes());
        send(20_000, PeerType.OFFER, bob, "again");
        board.found(20_000, bob, null);
        board.tick(25_000);
        board.unknown(25_000, bob);
        assertEquals(List.of("find bob", "find bob", "tell Expired[absent=bob]"), done());
    }

    @Test
    void expiryIsNotRepeatedForCandidatesWhileTheTableIsSilent() {
        open(ada, one);
        send(0, PeerType.OFFER, bob, "1");
        board.found(0, bob, null);
        board.tick(5_000);
        board.found(5_000, bob, null);
        done();
        send(6_000, PeerType.CANDIDATE, bob, "late");
        board.unknown(6_000, bob);
        board.tick(11_000);
        board.unknown(11_000, bob);
        assertEquals(List.of("find bob", "seek bob", "find bob"), done());
        assertEquals(0, board.waitingBytes());
    }

    @Test
    void anAnswerToSomebodyWhoCameAfterAllArrives() {
        open(ada, one);
        send(0, PeerType.OFFER, bob, "1");
        board.found(0, bob, null);
        board.tick(5_000);
        board.found(5_000, bob, null);
        done();
        send(9_000, PeerType.ANSWER, bob, "answer");
        board.found(9_000, bob, far);
        assertEquals(List.of("find bob", "relay bob answer"), done());
    }

    @Test
    void whereTheTableIsSilentTheNodesAreAsked() {
        open(ada, one);
        send(0, PeerType.OFFER, bob, "1");
        board.unknown(0, bob);
        assertEquals(List.of("find bob", "seek bob"), done());
        board.here(bob, far);
        assertEquals(List.of("relay bob 1"), done());
    }

    @Test
    void aFarewellToNobodyIsForgotten() {
        open(ada, one);
        send(0, PeerType.LEAVE, bob, "leave");
        board.found(0, bob, null);
        board.tick(5_000);
        assertEquals(List.of("find bob"), done());
        assertEquals(0, board.waitingBytes());
    }

    @Test
    void moreThanMayWaitExpiresAtOnce() {
        open(ada, one);
        for (int i = 0; i < 4; i++) {
            send(0, PeerType.OFFER, bob, "x");
        }
        board.found(0, bob, null);
        done();
        send(0, PeerType.CANDIDATE, bob, "x");
        assertEquals(List.of("tell Expired[absent=bob]"), done());
        assertEquals(0, board.waitingBytes());
        send(0, PeerType.OFFER, bob, "x".repeat(101));
        assertEquals(List.of("tell Expired[absent=bob]"), done());
    }

    @Test
    void aDeadConnectionIsReportedToTheSender() {
        open(ada, one);
        Cid two = Cid.create(HERE);
        open(bob, two);
        Parcel parcel = new Parcel(1, ada, one, PeerType.OFFER, Bytes.utf8("x"));
        board.dead(bob, two, parcel);
        assertEquals(List.of("tell Left[dead=bob]"), done());
        board.dead(bob, two, new Parcel(1, ada, far, PeerType.OFFER, Bytes.utf8("x")));
        assertEquals(List.of("left bob"), done());
        board.dead(bob, two, new Parcel(1, ada, one, PeerType.LEAVE, Bytes.utf8("x")));
        assertEquals(List.of(), done());
        board.dead(bob, far, parcel);
        assertEquals(List.of("hand x"), done(), "it has another connection by now");
    }

    @Test
    void whatComesTwiceIsTakenOnce() {
        open(bob, one);
        Parcel first = new Parcel(7, ada, far, PeerType.OFFER, Bytes.utf8("7"));
        Parcel second = new Parcel(8, ada, far, PeerType.CANDIDATE, Bytes.utf8("8"));
        assertTrue(board.deliver(bob, one, List.of(first)));
        assertTrue(board.deliver(bob, one, List.of(first, second)));
        assertEquals(List.of("hand 7", "hand 8"), done());
        assertFalse(board.deliver(ada, one, List.of(second)));
        assertFalse(board.deliver(bob, far, List.of(second)));
    }

    @Test
    void whoIsSilentIsForgotten() {
        open(ada, one);
        board.receive(60_000, one, new PeerMessage.Heartbeat());
        board.tick(149_999);
        assertEquals(List.of(), done());
        board.tick(150_000);
        assertEquals(List.of("release ada", "close PING_TIMEOUT"), done());
    }

    @Test
    void whoseTokenIsOverHasToGo() {
        board.arrive(0, new Switchboard.Ticket(ada, one, CLIENT, 1_000));
        board.claimed(0, one, one);
        done();
        board.tick(1_000);
        assertEquals(List.of("release ada", "close TOKEN_EXPIRED"), done());
    }

    @Test
    void whoSaysFarewellGivesItsNameBack() {
        open(ada, one);
        board.receive(0, one, new PeerMessage.Farewell());
        assertEquals(List.of("release ada", "close NORMAL"), done());
    }
}
