package io.ringway.gateway.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeatingTest {
    private static final Group ROOM = new Group(new Tenant("demo"), "room:tea");
    private static final NodeRef A = new NodeRef(1, 0);
    private static final NodeRef B = new NodeRef(2, 0);

    private final List<SeatMessage> sent = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private List<NodeRef> peers = List.of();
    private final List<Cid> members = new ArrayList<>();
    private List<Cid> theirs = List.of();
    private final Seating seating = new Seating((to, message) -> sent.add(message), this::seated, () -> peers);

    /** Besides this node's own members, those that B has told of. */
    private List<Cid> seated(Group group, Set<Long> without) {
        List<Cid> all = new ArrayList<>(members);
        if (!without.contains(B.id())) {
            all.addAll(theirs);
        }
        return all;
    }

    private static List<Cid> some(int count) {
        return Stream.generate(() -> Cid.create(B)).limit(count).toList();
    }

    private void members(int count) {
        members.clear();
        members.addAll(some(count));
    }

    private Cid claim(int limit, NodeRef... peers) {
        Cid cid = Cid.create(A);
        this.peers = List.of(peers);
        seating.claim(0, ROOM, cid, limit, verdicts::add);
        return cid;
    }

    private SeatMessage.Answer answer(Cid cid, int taken) {
        SeatMessage.Ask ask = lastAsk(cid);
        return new SeatMessage.Answer(ROOM, cid, ask.time(), some(taken));
    }

    private SeatMessage.Ask lastAsk(Cid cid) {
        return (SeatMessage.Ask) sent.stream()
                .filter(message ->
                        message instanceof SeatMessage.Ask asked && asked.cid().equals(cid))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void aNodeAloneDecidesAtOnce() {
        members(1);
        claim(2);
        members(2);
        claim(2);

        assertEquals(List.of(Verdict.SEATED, Verdict.FULL), verdicts);
    }

    @Test
    void whatSitsElsewhereCounts() {
        members(1);
        Cid cid = claim(3, B);
        assertEquals(List.of(), verdicts);

        seating.receive(B, answer(cid, 2));

        assertEquals(List.of(Verdict.FULL), verdicts);
    }

    @Test
    void anAnswerThatComesTwiceCountsOnce() {
        NodeRef c = new NodeRef(3, 0);
        Cid cid = claim(3, B, c);

        seating.receive(B, answer(cid, 1));
        seating.receive(B, answer(cid, 1));
        assertEquals(List.of(), verdicts);
        seating.receive(c, answer(cid, 1));

        assertEquals(List.of(Verdict.SEATED), verdicts);
    }

    @Test
    void anEarlierClaimOfTheSameNodeGoesFirst() {
        Cid first = claim(1, B);
        Cid second = claim(1, B);

        seating.receive(B, answer(second, 0));
        assertEquals(List.of(Verdict.FULL), verdicts);
        seating.receive(B, answer(first, 0));

        assertEquals(List.of(Verdict.FULL, Verdict.SEATED), verdicts);
    }

    @Test
    void whoIsGoneIsNotCountedAndNotTold() {
        Cid first = claim(1, B);
        Cid second = claim(1, B);

        seating.withdraw(first);
        seating.receive(B, answer(second, 0));
        seating.receive(B, answer(first, 0));

        assertEquals(List.of(Verdict.SEATED), verdicts);
    }

    @Test
    void aNodeThatDiesIsNotWaitedFor() {
        claim(1, B);

        peers = List.of();
        seating.nodeDown(B);

        assertEquals(List.of(Verdict.SEATED), verdicts);
    }

    @Test
    void aNodeThatDoesNotAnswerMakesTheVerdictUnknown() {
        Cid cid = claim(1, B);

        seating.tick(Seating.DEADLINE_MS - 1);
        assertEquals(List.of(), verdicts);
        seating.tick(Seating.DEADLINE_MS);
        seating.receive(B, answer(cid, 0));

        assertEquals(List.of(Verdict.UNKNOWN), verdicts);
    }

    @Test
    void aClaimStartsOverWhereANodeHasComeMeanwhile() {
        NodeRef c = new NodeRef(3, 0);
        Cid cid = claim(2, B);
        peers = List.of(B, c);

        seating.receive(B, answer(cid, 0));
        assertEquals(List.of(), verdicts);
        seating.receive(B, answer(cid, 1));
        seating.receive(c, answer(cid, 1));

        assertEquals(List.of(Verdict.FULL), verdicts);
    }

    @Test
    void anAnswerCountsMembersAndEarlierClaimsOnly() {
        members(2);
        claim(9, B);
        sent.clear();

        seating.receive(B, new SeatMessage.Ask(ROOM, Cid.create(B), 1_000, List.of(A.id())));
        seating.receive(B, new SeatMessage.Ask(ROOM, Cid.create(B), 0, List.of(A.id())));

        assertEquals(
                List.of(3, 2),
                sent.stream()
                        .map(message -> ((SeatMessage.Answer) message).taken().size())
                        .toList());
    }

    @Test
    void theSeatOfWhoIsLostWithItsNodeIsKept() {
        members(1);
        theirs = some(1);
        NodeRef c = new NodeRef(3, 0);
        Cid cid = claim(2, B, c);
        seating.receive(c, answer(cid, 0));

        peers = List.of(c);
        seating.nodeDown(B);
        seating.receive(c, answer(cid, 0));

        assertEquals(List.of(Verdict.FULL), verdicts);
    }

    @Test
    void whoComesBackIsNotCountedAgainstItself() {
        members(1);
        Cid back = Cid.create(B);
        theirs = List.of(back);

        seating.claim(0, ROOM, back, 2, verdicts::add);

        assertEquals(List.of(Verdict.SEATED), verdicts);
    }

    @Test
    void whoHasMovedAwayIsCountedOnceForAWhile() {
        Cid mover = Cid.create(A);
        seating.moved(0, ROOM, mover);
        Cid cid = claim(2, B);
        seating.receive(B, new SeatMessage.Answer(ROOM, cid, lastAsk(cid).time(), List.of(mover)));
        Cid next = claim(1, B);
        seating.receive(B, answer(next, 0));
        assertEquals(List.of(Verdict.SEATED, Verdict.FULL), verdicts);

        seating.tick(Seating.MOVED_MS);
        Cid late = claim(1, B);
        seating.receive(B, answer(late, 0));
        assertEquals(Verdict.SEATED, verdicts.getLast());
    }
}
