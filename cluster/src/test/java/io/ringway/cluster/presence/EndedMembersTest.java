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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bob was on a node that is cut off, or lost; mostly he has gone on at another one, and ended there. Ada looks on. */
class EndedMembersTest implements SilentEffects {
    private static final long GRACE_MS = 10_000;
    private static final NodeRef SELF = new NodeRef(1, 0);
    private static final NodeRef OLD = new NodeRef(2, 0);
    private static final NodeRef NEW = new NodeRef(3, 0);
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final Member ADA = member(SELF, "ada");
    private static final Member BOB = member(OLD, "bob");

    private final List<String> notices = new ArrayList<>();
    private final Set<Cid> ended = new HashSet<>();
    private final Map<Cid, Integer> graces = new HashMap<>();
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
    public boolean hasEnded(Cid cid) {
        return ended.contains(cid);
    }

    @Override
    public int graceOf(Cid cid) {
        return graces.getOrDefault(cid, 0);
    }

    private static Member member(NodeRef node, String user) {
        return new Member(new Cid(node, user.hashCode(), 0), new UserId(GROUP.tenant(), user), Bytes.EMPTY);
    }

    private void lists(NodeRef node, long seq, Member... members) {
        Message.Shard shard = new Message.Shard(1, seq, List.of(members));
        presence.receive(10, node, new Message.Snapshot(GROUP, shard));
    }

    private void says(NodeRef node, long seq, Change change) {
        presence.receive(20, node, new Message.Delta(GROUP, 1, seq, change));
    }

    private int size() {
        GroupView view = Objects.requireNonNull(presence.view(GROUP));
        List<Member> members = new ArrayList<>();
        view.members().forEach(members::add);
        assertEquals(members.size(), view.size());
        return view.size();
    }

    @Test
    void nobodyIsToldOfWhoEndedWhileItsOldNodeWasCutOff() {
        lists(NEW, 1, BOB);
        ended.add(BOB.cid());
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);

        lists(OLD, 5, BOB);
        says(OLD, 6, new Change.Updated(BOB.withMeta(Bytes.utf8("away"))));
        says(OLD, 7, new Change.Suspected(BOB));
        says(OLD, 8, new Change.Left(BOB, LeaveReason.MOVED));
        presence.tick(60_000);
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        assertEquals(1, size());
    }

    /** This node was the cut-off one: it gave Bob up, and hears who lists him before it hears that he lives there. */
    @Test
    void showsWhoLivesOnAfterAllThoughThatIsHeardBehindTheListOfItsNode() {
        ended.add(BOB.cid());
        lists(NEW, 1, BOB);
        presence.tick(100);
        assertEquals(1, size());
        ended.clear();
        presence.tick(200);
        presence.tick(300);
        assertEquals(List.of("Joined bob"), notices);
        assertEquals(2, size());
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
    }

    @Test
    void showsWhoLivesOnThoughItsEndWasHeardWhenItWasListedTwice() {
        presence.join(10, GROUP, BOB, view -> {});
        lists(NEW, 1, BOB);
        ended.add(BOB.cid());
        presence.leave(20, GROUP, BOB.cid(), LeaveReason.DISCONNECTED);
        assertEquals(List.of("Joined bob", "Left bob DISCONNECTED"), notices);
        ended.clear();
        presence.tick(100);
        assertEquals(List.of("Joined bob", "Left bob DISCONNECTED", "Joined bob"), notices);
        assertEquals(2, size());
    }

    @Test
    void showsWhoLivesOnWithWhatItsNodeSaidLastWhenItWasNotBelieved() {
        lists(OLD, 1, BOB);
        lists(NEW, 1, BOB);
        ended.add(BOB.cid());
        Member away = BOB.withMeta(Bytes.utf8("away"));
        says(OLD, 2, new Change.Updated(away));
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        ended.clear();
        presence.tick(100);
        assertEquals(List.of("Joined bob", "Left bob LEFT", "Joined bob"), notices);
        assertEquals(away, Objects.requireNonNull(presence.view(GROUP)).member(BOB.cid()));
    }

    @Test
    void showsAsLostWhoseConnectionItsNodeLostBeforeItWasBelieved() {
        ended.add(BOB.cid());
        lists(NEW, 1, BOB);
        says(NEW, 2, new Change.Suspected(BOB));
        ended.clear();
        presence.tick(100);
        assertEquals(List.of("Joined bob", "Suspected bob"), notices);
        says(NEW, 3, new Change.Back(BOB));
        assertEquals("Back bob", notices.getLast());
    }

    @Test
    void showsAsLostWhomItsNodeListedAsLostBeforeItWasBelieved() {
        ended.add(BOB.cid());
        lists(NEW, 1, BOB);
        presence.receive(20, NEW, new Message.Suspects(GROUP, 1, 1, List.of(BOB.cid())));
        ended.clear();
        presence.tick(100);
        assertEquals(List.of("Joined bob", "Suspected bob"), notices);
    }

    @Test
    void showsAsLostWhoWasLostOnTheOldNodeWhenItsEndWasHeard() {
        lists(OLD, 1, BOB);
        says(OLD, 2, new Change.Suspected(BOB));
        lists(NEW, 1, BOB);
        ended.add(BOB.cid());
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        notices.clear();
        ended.clear();
        presence.tick(100);
        assertEquals(List.of("Joined bob", "Suspected bob"), notices);
    }

    @Test
    void isBackWithANodeThatHasItAndWasNotBelieved() {
        ended.add(BOB.cid());
        lists(OLD, 1, BOB);
        ended.clear();
        lists(NEW, 1, BOB);
        says(NEW, 2, new Change.Suspected(BOB));
        presence.tick(100);
        assertEquals(List.of("Joined bob", "Suspected bob", "Back bob"), notices);
    }

    @Test
    void doesNotShowWhoWasGivenUpByItsNodeBeforeItsEndIsForgotten() {
        ended.add(BOB.cid());
        lists(NEW, 1, BOB);
        lists(NEW, 2);
        lists(OLD, 1, BOB);
        presence.nodeDown(50, OLD);
        ended.clear();
        presence.tick(60_000);
        assertEquals(List.of(), notices);
        assertEquals(1, size());
    }

    @Test
    void tellsAGoodbyeThoughTheOldNodeListsItStill() {
        lists(OLD, 1, BOB);
        lists(NEW, 1, BOB);
        ended.add(BOB.cid());
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
        assertEquals(1, size());
        says(OLD, 2, new Change.Left(BOB, LeaveReason.MOVED));
        presence.tick(60_000);
        assertEquals(List.of("Joined bob", "Left bob LEFT"), notices);
    }

    @Test
    void waitsForNobodyWhoEndedBeforeItCameBack() {
        lists(OLD, 1, BOB);
        presence.nodeDown(20, OLD);
        presence.tick(1_000);
        assertEquals(List.of("Joined bob", "Suspected bob"), notices);
        ended.add(BOB.cid());
        presence.tick(1_100);
        assertEquals(List.of("Joined bob", "Suspected bob", "Left bob DISCONNECTED"), notices);
        assertEquals(1, size());
    }

    /** The page of one of the two is in the background. */
    @Test
    void waitsLongerForWhomItsNodeHasPromisedIt() {
        Member eve = member(OLD, "eve");
        lists(OLD, 1, BOB, eve);
        graces.put(BOB.cid(), 120_000);
        presence.nodeDown(1_000, OLD);
        presence.tick(11_000);
        presence.tick(120_999);
        assertEquals("Left eve DISCONNECTED", notices.getLast());
        assertEquals(2, size());
        presence.tick(121_000);
        assertEquals("Left bob DISCONNECTED", notices.getLast());
    }

    @Test
    void whoWasSuspectOnTheOldNodeIsNotWhenTheEndWasNone() {
        lists(OLD, 1, BOB);
        says(OLD, 2, new Change.Suspected(BOB));
        lists(NEW, 1, BOB);
        ended.add(BOB.cid());
        says(NEW, 2, new Change.Left(BOB, LeaveReason.LEFT));
        // He had gone on elsewhere, with a higher count, and that node was just not heard of yet.
        ended.clear();
        lists(OLD, 3, BOB);
        assertEquals(Set.of(), Objects.requireNonNull(presence.view(GROUP)).suspects());
    }

    @Test
    void dropsItsOwnWhenItHearsOfTheEnd() {
        Member eve = member(SELF, "eve");
        presence.join(0, GROUP, eve, view -> {});
        ended.add(eve.cid());
        presence.leave(100, GROUP, eve.cid(), LeaveReason.MOVED);
        assertEquals(List.of("Joined eve", "Left eve DISCONNECTED"), notices);
    }
}
