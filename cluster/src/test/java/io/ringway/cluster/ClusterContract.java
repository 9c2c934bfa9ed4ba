package io.ringway.cluster;

import static io.ringway.cluster.ListingContract.list;
import static io.ringway.cluster.ListingContract.query;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.GroupQuery.Filter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every cluster promises to the one node that it runs on, whether or not there are others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ClusterContract implements ListingContract, NamesContract {
    /** A tenant of this test alone: nothing of other tests is seen. */
    public static Tenant tenant() {
        return new Tenant("tenant " + UUID.randomUUID());
    }

    public static Group group(String name) {
        return new Group(tenant(), name);
    }

    @Test
    void isReadyOnceStarted() {
        assertTrue(node().cluster.health().ready());
        await().untilAsserted(
                        () -> assertEquals(List.of(), node().cluster.health().reasons()));
        assertFalse(node().cluster.peers().contains(node().cluster.self()));
    }

    @Test
    void hasASecret() {
        assertEquals(32, node().cluster.secret().length);
        assertArrayEquals(node().cluster.secret(), node().cluster.secret());
    }

    @Test
    void findsItsOwnConnectionsHere() {
        Cid own = node().cluster.newCid();
        Cid stranger = Cid.create(new NodeRef(1, 0));
        assertEquals(Optional.of(node().cluster.self()), locate(own));
        assertEquals(Optional.empty(), locate(stranger));
    }

    private Optional<NodeRef> locate(Cid cid) {
        return node().call(() ->
                Future.succeededFuture(Optional.ofNullable(node().cluster.locate(cid))));
    }

    @Test
    void askingANodeThatIsNotThereFails() {
        assertThrows(
                AssertionError.class,
                () -> node().call(() -> node().cluster.ask(new NodeRef(1, 0), Buffer.buffer("well?"))));
    }

    @Test
    void tellsOfASuspectWithoutAStepOfTheRoster() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        node().run(() -> node().cluster.suspect(group, ada.cid(), true));
        node().run(() -> node().cluster.suspect(group, ada.cid(), false));
        TestNode.Joined bob = node().join(group, "bob");
        assertEquals(
                List.of("joined ada", "suspected ada", "back ada", "joined bob"),
                node().inbox.of(group));
        assertEquals(node().inbox.versions(group).getFirst() + 1, bob.version());
    }

    @Test
    void makesConnectionIdsThatNameTheirNode() {
        Cid cid = node().cluster.newCid();
        assertEquals(node().cluster.self(), cid.node());
        assertEquals(cid, Cid.parse(cid.toString()).orElseThrow());
    }

    @Test
    void answersAJoinWithTheRosterAndReportsItFirst() {
        Group group = group("lobby");
        TestNode.Joined ada = node().join(group, "ada");
        assertEquals(List.of("ada"), ada.users());
        assertTrue(ada.complete());
        TestNode.Joined bob = node().join(group, "bob");
        assertEquals(List.of("ada", "bob"), bob.users());
        assertEquals(List.of("joined ada", "joined bob"), node().inbox.of(group));
        assertEquals(bob.version(), node().inbox.versions(group).getLast());
    }

    @Test
    void countsVersionsWithoutGapsAndNeverBack() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        Member bob = node().join(group, "bob").member();
        node().run(() -> node().cluster.update(group, bob.withMeta(Bytes.utf8("busy"))));
        node().leave(group, ada, LeaveReason.LEFT);
        node().leave(group, bob, LeaveReason.DISCONNECTED);
        node().join(group, "eve");
        List<Long> versions = node().inbox.versions(group);
        assertEquals(6, versions.size());
        for (int i = 1; i < 5; i++) {
            assertEquals(versions.get(i - 1) + 1, versions.get(i));
        }
        assertTrue(versions.get(5) > versions.get(4), () -> "went back: " + versions);
        assertEquals(
                List.of("joined ada", "joined bob", "updated bob busy", "LEFT ada", "DISCONNECTED bob", "joined eve"),
                node().inbox.of(group));
    }

    @Test
    void showsAGroupOnlyWhileItHasMembersHere() {
        Group group = group("lobby");
        node().run(() -> assertNull(node().cluster.view(group)));
        Member ada = node().join(group, "ada").member();
        node().run(() -> assertEquals(1, view(group).size()));
        node().leave(group, ada, LeaveReason.LEFT);
        node().run(() -> assertNull(node().cluster.view(group)));
        assertEquals(List.of(), node().roster(group));
    }

    private GroupView view(Group group) {
        GroupView view = node().cluster.view(group);
        assertNotNull(view);
        return view;
    }

    @Test
    void ignoresStrangersWhoLeaveOrUpdate() {
        Group group = group("lobby");
        Member stranger = node().member(group, "stranger");
        node().join(group, "ada");
        node().leave(group, stranger, LeaveReason.LEFT);
        node().run(() -> node().cluster.update(group, stranger));
        assertEquals(List.of("joined ada"), node().inbox.of(group));
    }

    @Test
    void takesASecondJoinAsAnUpdate() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        node().join(group, ada);
        node().join(group, ada.withMeta(Bytes.utf8("2")));
        assertEquals(List.of("joined ada", "updated ada 2"), node().inbox.of(group));
        assertEquals(List.of("ada"), node().roster(group));
    }

    @Test
    void keepsTenantsApart() {
        Group mine = group("lobby");
        Group theirs = group("lobby");
        node().join(mine, "ada");
        node().join(theirs, "bob");
        assertEquals(List.of("ada"), node().roster(mine));
        assertEquals(List.of("bob"), node().roster(theirs));
        assertEquals(List.of("lobby 1"), list(node(), query(mine.tenant(), GroupQuery.Key.NAME, new Filter.All())));
        node().run(() -> node().cluster.connected(new UserId(mine.tenant(), "ada")));
        assertEquals(List.of(), node().call(() -> node().cluster.users(theirs.tenant(), "", 10)));
    }

    @Test
    void deliversNothingToItself() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        node().run(() -> node().cluster.connected(ada.user()));
        Buffer payload = Buffer.buffer("x");
        node().run(() -> assertEquals(0, node().cluster.publish(group, payload)));
        assertEquals(0, node().call(() -> node().cluster.announce(group, payload)));
        assertEquals(0, node().call(() -> node().cluster.send(ada.user(), payload)));
        Cid unreachable = Cid.create(new NodeRef(1, 0));
        assertFalse(node().call(() -> node().cluster.send(unreachable, payload)));
        assertEquals(List.of("joined ada"), node().inbox.of(group));
    }
}
