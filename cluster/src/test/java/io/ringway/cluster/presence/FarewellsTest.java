package io.ringway.cluster.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bob has moved, and leaves the group where he is now, while the node that he was on still lists him. Ada looks on. */
class FarewellsTest implements SilentEffects {
    private static final long GRACE_MS = 10_000;
    private static final NodeRef SELF = new NodeRef(1, 0);
    private static final NodeRef OLD = new NodeRef(2, 0);
    private static final NodeRef NEW = new NodeRef(3, 0);
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final Member ADA = member(SELF, "ada");
    private static final Member BOB = member(OLD, "bob");

    private final List<String> notices = new ArrayList<>();
    private final Map<Cid, NodeRef> moved = new HashMap<>();
    private final Presence presence = new Presence(SELF, this, 0, GRACE_MS);

    @BeforeEach
    void meet() {
        presence.nodeUp(0, OLD);
        presence.nodeUp(0, NEW);
        presence.join(0, GROUP, ADA, view -> {});
        presence.found(0, GROUP, List.of(OLD, NEW));
        notices.clear();
    }

    @Override
    public void changed(Group group, long version, Change change) {
        String reason = change instanceof Change.Left left ? " " + left.reason() : "";
        notices.add(change.getClass().getSimpleName() + " " + change.member().user() + reason);
    }

    @Override
    public @Nullable NodeRef movedTo(Cid cid) {
        return moved.get(cid);
    }

    private static Member member(NodeRef node, String user) {
        return new Member(new Cid(node, user.hashCode(), 0), new UserId(GROUP.tenant(), user), Bytes.EMPTY);
    }

    private void lists(NodeRef node, long seq, Member... members) {
        presence.receive(10, node, new Message.Snapshot(GROUP, new Message.Shard(1, seq, List.of(members))));
    }

    private void says(NodeRef node, long seq, Change change) {
        presence.receive(20, node, new Message.Delta(GROUP, 1, seq, change));
    }

    private void isIn(Member member) {
        presence.join(20, GROUP, member, view -> {});
    }

    private void leaves(Member member, LeaveReason reason) {
        presence.leave(20, GROUP, member.cid(), reason);
    }

    /** Each once, and nobody else. */
    private void assertMembers(Member... members) {
        GroupView view = Objects.requireNonNull(presence.view(GROUP));
        List<Member> seen = new ArrayList<>();
        view.members().forEach(seen::add);
        assertEquals(List.of(members), seen);
        assertEquals(members.length, view.size());
    }

    /** He came here from a node that was cut off, which is back and has not heard of it. */
    private void bobIsHereAndListedByHisOldNode() {
        moved.put(BOB.cid(), SELF);
        isIn(BOB);
        lists(OLD, 5, BOB);
    }

    /** He is on a third node. */
    private void bobIsThereAndListedByHisOldNode() {
        lists(OLD, 5, BOB);
        moved.put(BOB.cid(), NEW);
        lists(NEW, 1, BOB);
    }

    @Test
    void whoLeavesIsToldAtOnceThoughHisOldNodeListsHimStill() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        assertMembers(ADA);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.MOVED));
        presence.tick(60_000);
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
    }

    @Test
    void whoLeavesAndComesAgainIsToldToHaveDoneBoth() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.MOVED));
        presence.tick(1_000);
        isIn(BOB);
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
        assertMembers(ADA, BOB);
    }

    @Test
    void whoComesAgainCountsOnceThoughHisOldNodeHasListedHimAllTheTime() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        isIn(BOB);
        presence.tick(100);
        assertMembers(ADA, BOB);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.MOVED));
        assertMembers(ADA, BOB);
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
    }

    @Test
    void whoLeavesOnAThirdNodeIsToldAtOnceThoughHisOldNodeListsHimStill() {
        bobIsThereAndListedByHisOldNode();
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        lists(OLD, 6, BOB);
        presence.tick(1_000);
        assertMembers(ADA);
        says(NEW, 3, new Change.Joined(BOB));
        says(OLD, 7, new Change.Left(BOB, LeaveReason.MOVED));
        presence.tick(60_000);
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
        assertMembers(ADA, BOB);
    }

    @Test
    void whoComesAgainWithOtherMetadataIsNotToldOfWithThatOfBefore() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        Member again = new Member(BOB.cid(), BOB.user(), Bytes.utf8("again"));
        isIn(again);
        presence.tick(100);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.MOVED));
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
        assertMembers(ADA, again);
    }

    @Test
    void whoMovesOnAfterHeHasLeftIsNotShownThoughHisOldNodeListsHimStill() {
        moved.put(BOB.cid(), SELF);
        isIn(BOB);
        leaves(BOB, LeaveReason.LEFT);
        moved.put(BOB.cid(), NEW);
        lists(OLD, 5, BOB);
        presence.tick(1_000);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.MOVED));
        presence.tick(60_000);
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        assertMembers(ADA);
    }

    /** As where the cut heals just after he has left. */
    @Test
    void whoHasLeftIsNotShownWhenHisOldNodeListsHimAgain() {
        moved.put(BOB.cid(), SELF);
        isIn(BOB);
        leaves(BOB, LeaveReason.LEFT);
        presence.tick(1_000);
        lists(OLD, 5, BOB);
        presence.tick(Farewells.KEPT_MS + GRACE_MS + 1_000);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.DISCONNECTED));
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        assertMembers(ADA);
    }

    @Test
    void theOldNodeIsBelievedOnceNoneIsMistaken() {
        moved.put(BOB.cid(), SELF);
        isIn(BOB);
        leaves(BOB, LeaveReason.LEFT);
        presence.tick(Farewells.KEPT_MS + GRACE_MS + 1_000);
        lists(OLD, 5, BOB);
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
    }

    @Test
    void isShownWhereHeGoesOnAfterHeHasLeftAndComeAgain() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        moved.put(BOB.cid(), OLD);
        // He has joined again there, which had listed him all the time.
        presence.tick(100);
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
        assertMembers(ADA, BOB);
    }

    @Test
    void whoIsBelievedToBeBackAndMovesOnceMoreIsMissed() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        moved.put(BOB.cid(), OLD);
        presence.tick(100);
        moved.put(BOB.cid(), SELF);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.MOVED));
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob", "Suspected bob"), notices);
        assertMembers(ADA, BOB);
    }

    @Test
    void isShownWhereHeIsSaidToHaveComeThoughHisMoveWasNotHeard() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        says(OLD, 6, new Change.Left(BOB, LeaveReason.MOVED));
        says(OLD, 7, new Change.Joined(BOB));
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
        assertMembers(ADA, BOB);
    }

    @Test
    void theOldNodeItselfTellsWhyHeHasLeft() {
        isIn(BOB);
        moved.put(BOB.cid(), NEW);
        lists(NEW, 1, BOB);
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        leaves(BOB, LeaveReason.MOVED);
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        assertMembers(ADA);
    }

    @Test
    void whoMovesOnIsNotTakenForGone() {
        bobIsHereAndListedByHisOldNode();
        moved.put(BOB.cid(), OLD);
        leaves(BOB, LeaveReason.MOVED);
        presence.tick(60_000);
        assertEquals(List.of("Joined bob"), notices);
        assertMembers(ADA, BOB);
    }

    /** This node was the cut-off one, and gives up whom it had lost sight of. */
    @Test
    void whoIsGivenUpWhereHeIsNoLongerIsThereStill() {
        isIn(BOB);
        lists(NEW, 1, BOB);
        moved.put(BOB.cid(), NEW);
        leaves(BOB, LeaveReason.LEFT);
        presence.tick(60_000);
        assertEquals(List.of("Joined bob"), notices);
        assertMembers(ADA, BOB);
    }

    @Test
    void doesNotShowWhoWasGivenUpByItsNodeMeanwhile() {
        bobIsHereAndListedByHisOldNode();
        leaves(BOB, LeaveReason.LEFT);
        presence.nodeDown(50, OLD);
        moved.clear();
        presence.tick(60_000);
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        assertMembers(ADA);
    }
}
