package io.ringway.cluster.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Change;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who vanishes is missed for a while before it is given up. */
class PatientPresenceTest extends PeerPlay {
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
        Presence cutOff = new Presence(SELF, this, 0, 10_000);
        cutOff.nodeUp(0, PEER);
        for (String user : List.of("ada", "bob", "eve")) {
            cutOff.join(0, GROUP, member(SELF, user), view -> {});
        }
        cutOff.found(0, GROUP, List.of(PEER));
        notices.clear();
        sent.clear();

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

    private static GroupView view(Presence of) {
        return Objects.requireNonNull(of.view(GROUP));
    }

    private static Message.Delta left(long generation, long seq, String user, LeaveReason reason) {
        return new Message.Delta(GROUP, generation, seq, new Change.Left(member(PEER, user), reason));
    }
}
