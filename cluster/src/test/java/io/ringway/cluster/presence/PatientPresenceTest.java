package io.ringway.cluster.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who vanishes is missed for a while before it is given up. */
class PatientPresenceTest extends PeerPlay {
    private static final NodeRef THIRD = new NodeRef(3, 0);

    private final Map<Cid, NodeRef> moved = new HashMap<>();

    @Override
    public @Nullable NodeRef movedTo(Cid cid) {
        return moved.get(cid);
    }

    /** A core that waits ten seconds for those who vanish. */
    private Presence patient() {
        Presence patient = new Presence(SELF, this, 0, 10_000);
        patient.nodeUp(0, PEER);
        patient.join(0, GROUP, member(SELF, "ada"), view -> {});
        patient.found(0, GROUP, List.of(PEER));
        patient.receive(0, PEER, snapshot(1, 1, "bob"));
        notices.clear();
        return patient;
    }

    @Test
    void missesTheMembersOfADeadNodeBeforeItGivesThemUp() {
        Presence patient = patient();
        patient.nodeDown(1_000, PEER);
        assertEquals(2, view(patient).size());
        patient.tick(10_999);
        assertEquals(List.of("Suspected bob"), notices);
        patient.tick(11_000);
        assertEquals(List.of("Suspected bob", "Left bob DISCONNECTED"), notices);
        assertEquals(1, view(patient).size());
    }

    @Test
    void tellsNobodyOfAMemberOfADeadNodeThatTurnsUpHere() {
        Presence patient = patient();
        patient.nodeDown(1_000, PEER);
        patient.join(5_000, GROUP, member(PEER, "bob"), view -> {});
        patient.tick(60_000);
        assertEquals(List.of("Suspected bob", "Back bob"), notices);
        assertEquals(2, view(patient).size());
    }

    @Test
    void countsAMemberOnceThatIsStillListedWhereItMovedFrom() {
        Presence patient = patient();
        patient.join(1_000, GROUP, member(PEER, "bob"), view -> {});
        assertEquals(2, view(patient).size());
        List<String> seen = new ArrayList<>();
        view(patient).members().forEach(member -> seen.add(member.user().id()));
        assertEquals(List.of("ada", "bob"), seen);
        patient.receive(1_100, PEER, left(1, 2, "bob", LeaveReason.MOVED));
        patient.tick(60_000);
        assertEquals(List.of(), notices);
        assertEquals(2, view(patient).size());
    }

    @Test
    void givesUpAMemberThatMovedAndNeverArrived() {
        Presence patient = patient();
        patient.receive(1_000, PEER, left(1, 2, "bob", LeaveReason.MOVED));
        patient.tick(11_000);
        assertEquals(List.of("Suspected bob", "Left bob DISCONNECTED"), notices);
    }

    @Test
    void tellsAGoodbyeAtOnce() {
        Presence patient = patient();
        patient.receive(1_000, PEER, left(1, 2, "bob", LeaveReason.LEFT));
        assertEquals(List.of("Left bob LEFT"), notices);
    }

    /** Of two who were lost while this node hung, bob has gone on elsewhere, which this node hears of only later. */
    @Test
    void tellsNobodyThatSomebodyIsGoneWhomOthersHaveByNow() {
        Presence cutOff = cutOff("ada", "bob", "eve");
        cutOff.leaveUnheard(1_000, GROUP, member(SELF, "bob").cid());
        cutOff.leaveUnheard(1_000, GROUP, member(SELF, "eve").cid());
        assertEquals(List.of("Suspected bob", "Suspected eve"), notices);
        Change left = new Change.Left(member(SELF, "eve"), LeaveReason.DISCONNECTED);
        assertEquals(new Message.Delta(GROUP, 1, 5, left), sent.getLast());

        Message.Shard moved = new Message.Shard(1, 1, List.of(member(SELF, "bob")));
        cutOff.receive(3_000, PEER, new Message.Snapshot(GROUP, moved));
        cutOff.tick(11_000);
        assertEquals(List.of("Suspected bob", "Suspected eve", "Back bob", "Left eve DISCONNECTED"), notices);
    }

    private Presence cutOff(String... users) {
        Presence cutOff = new Presence(SELF, this, 0, 10_000);
        cutOff.nodeUp(0, PEER);
        for (String user : users) {
            cutOff.join(0, GROUP, member(SELF, user), view -> {});
        }
        cutOff.found(0, GROUP, List.of(PEER));
        notices.clear();
        sent.clear();
        return cutOff;
    }

    /** Of those who were lost meanwhile the peer has bob, whose shard is on its way, and dan is on a third node and about to join there. */
    @Test
    void missesNobodyAfterAStandstillWhomNobodyElseHas() {
        Presence woken = cutOff("ada", "bob", "dan", "eve");
        moved.put(member(SELF, "eve").cid(), SELF);
        for (String user : List.of("bob", "dan", "eve")) {
            woken.leaveUnheard(1_000, GROUP, member(SELF, user).cid());
        }
        assertEquals(List.of(GROUP), woken.unheard().ask(10));
        woken.tick(5_900);
        assertEquals(List.of("Suspected bob", "Suspected dan", "Suspected eve"), notices);
        notices.clear();

        moved.put(member(SELF, "dan").cid(), THIRD);
        woken.unheard().heard(GROUP, Set.of(member(SELF, "bob").cid()));
        woken.tick(6_000);
        assertEquals(List.of("Left eve DISCONNECTED"), notices);
        assertEquals(3, view(woken).size());
        woken.tick(10_999);
        assertEquals(3, view(woken).size());
        woken.tick(11_000);
        assertEquals(1, view(woken).size());
    }

    @Test
    void asksAgainWhomANodeHasThatDidNotAnswer() {
        Presence woken = cutOff("ada", "bob");
        woken.leaveUnheard(1_000, GROUP, member(SELF, "bob").cid());
        assertEquals(List.of(GROUP), woken.unheard().ask(1));
        assertEquals(List.of(), woken.unheard().ask(1));
        woken.unheard().unanswered(GROUP);
        assertFalse(woken.unheard().isEmpty());
        assertEquals(List.of(GROUP), woken.unheard().ask(1));
        woken.tick(11_000);
        woken.unheard().unanswered(GROUP);
        assertTrue(woken.unheard().isEmpty(), "nobody is missed");
    }

    /** The answer comes when the others have all gone, and somebody has opened the group again. */
    @Test
    void endsNobodyBecauseOfWhoWasLostBeforeTheGroupWasLeft() {
        Presence woken = cutOff("ada", "bob");
        woken.leaveUnheard(1_000, GROUP, member(SELF, "bob").cid());
        assertEquals(List.of(GROUP), woken.unheard().ask(1));
        woken.leave(2_000, GROUP, member(SELF, "ada").cid(), LeaveReason.LEFT);
        woken.join(2_000, GROUP, member(SELF, "ada"), view -> {});
        woken.receive(2_000, PEER, new Message.Snapshot(GROUP, new Message.Shard(1, 1, List.of(member(SELF, "bob")))));
        woken.receive(2_100, PEER, new Message.Snapshot(GROUP, new Message.Shard(1, 1, List.of(member(SELF, "bob")))));
        woken.nodeDown(2_200, PEER);
        woken.unheard().heard(GROUP, Set.of());
        woken.tick(2_300);
        assertEquals(2, view(woken).size());
    }

    private static GroupView view(Presence of) {
        return Objects.requireNonNull(of.view(GROUP));
    }

    private static Message.Delta left(long generation, long seq, String user, LeaveReason reason) {
        return new Message.Delta(GROUP, generation, seq, new Change.Left(member(PEER, user), reason));
    }
}
