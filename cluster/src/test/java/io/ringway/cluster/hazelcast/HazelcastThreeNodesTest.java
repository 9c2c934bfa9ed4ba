package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.map.IMap;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.ClusterContract;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.UserId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a cluster promises across nodes, and what one node promises while there are others. */
class HazelcastThreeNodesTest extends ClusterContract {
    private final HazelcastNodes nodes = new HazelcastNodes();
    private final TestNode a = nodes.start();
    private final TestNode b = nodes.start();
    private final TestNode c = nodes.start();

    @Override
    protected TestNode node() {
        return a;
    }

    @AfterAll
    void close() {
        nodes.close();
    }

    @Test
    void knowsItsPeers() {
        await().untilAsserted(() -> {
            assertEquals(Set.of(b.cluster.self(), c.cluster.self()), Set.copyOf(peers(a)));
            assertEquals(3, a.cluster.health().nodes());
        });
    }

    private static Set<?> peers(TestNode node) {
        return node.call(() -> Future.succeededFuture(node.cluster.peers()));
    }

    @Test
    void answersAFirstJoinWithTheMembersOfOtherNodes() {
        Group group = group("lobby");
        a.join(group, "ada");
        b.join(group, "bob");
        TestNode.Joined eve = c.join(group, "eve");
        assertTrue(eve.complete());
        assertEquals(List.of("ada", "bob", "eve"), eve.users());
        assertEquals(eve.version(), c.inbox.versions(group).getLast());
        for (TestNode node : List.of(a, b, c)) {
            await().untilAsserted(() -> assertEquals(List.of("ada", "bob", "eve"), node.roster(group)));
            assertContiguous(node, group);
        }
        assertEquals(List.of("joined ada", "joined bob", "joined eve"), a.inbox.of(group));
    }

    private static void assertContiguous(TestNode node, Group group) {
        List<Long> versions = node.inbox.versions(group);
        for (int i = 1; i < versions.size(); i++) {
            assertEquals(versions.get(i - 1) + 1, versions.get(i), () -> "a gap in " + versions);
        }
    }

    @Test
    void carriesUpdatesAndBothWaysOfLeaving() {
        Group group = group("lobby");
        a.join(group, "ada");
        Member bob = b.join(group, "bob").member();
        Member eve = b.join(group, "eve").member();
        b.run(() -> b.cluster.update(group, bob.withMeta(Bytes.utf8("away"))));
        b.leave(group, bob, LeaveReason.LEFT);
        b.leave(group, eve, LeaveReason.DISCONNECTED);
        await().untilAsserted(() -> assertEquals(
                List.of("joined ada", "joined bob", "joined eve", "updated bob away", "LEFT bob", "DISCONNECTED eve"),
                a.inbox.of(group)));
        assertContiguous(a, group);
        assertEquals(List.of("ada"), a.roster(group));
        assertEquals(List.of("ada"), b.roster(group));
    }

    @Test
    void sharesOneSecret() {
        assertArrayEquals(a.cluster.secret(), b.cluster.secret());
        assertArrayEquals(a.cluster.secret(), c.cluster.secret());
    }

    @Test
    void answersAQuestionOrSaysThatThereIsNoAnswer() {
        NodeRef there = b.cluster.self();
        assertEquals(
                "you said hello",
                a.call(() -> a.cluster.ask(there, Buffer.buffer("hello"))).toString());
        assertThrows(AssertionError.class, () -> a.call(() -> a.cluster.ask(there, Buffer.buffer())));
    }

    @Test
    void movesAMemberWithoutAnybodyNoticing() {
        Group group = group("lobby");
        Member ada = a.join(group, "ada").member();
        b.join(group, "bob");
        c.join(group, "eve");
        await().untilAsserted(() -> assertEquals(List.of("ada", "bob", "eve"), a.roster(group)));
        a.run(() -> {
            a.cluster.leave(group, ada.cid(), LeaveReason.MOVED);
            a.cluster.handOver(ada.cid(), b.cluster.self(), 1);
        });
        // News of two nodes come in any order: where she is there before she has gone, there is nothing to come back
        // from.
        await().untilAsserted(() -> assertTrue(c.inbox.of(group).contains("suspected ada")));
        assertEquals(List.of("ada", "bob", "eve"), c.roster(group));
        b.join(group, ada);
        b.run(() -> b.cluster.adopt(ada.cid(), 1));
        await().untilAsserted(() -> assertTrue(c.inbox.of(group).contains("back ada")));
        assertEquals(List.of("ada", "bob", "eve"), c.roster(group));
        assertFalse(c.inbox.of(group).contains("DISCONNECTED ada"));
        assertContiguous(c, group);
        b.leave(group, ada, LeaveReason.LEFT);
        await().untilAsserted(() -> assertTrue(c.inbox.of(group).contains("LEFT ada")));
    }

    @Test
    void findsAConnectionWhereItHasMovedTo() {
        Cid cid = a.cluster.newCid();
        b.inbox.has(cid);
        a.run(() -> a.cluster.handOver(cid, b.cluster.self(), 1));
        // The news has not come to the third node yet, or may not have: the first one passes on what is sent there.
        assertTrue(c.call(() -> c.cluster.send(cid, Buffer.buffer("early"))));
        b.run(() -> b.cluster.adopt(cid, 1));
        for (TestNode node : List.of(a, c)) {
            await().untilAsserted(() -> assertEquals(b.cluster.self(), located(node, cid)));
            assertTrue(node.call(() -> node.cluster.send(cid, Buffer.buffer("hello"))));
        }
        assertEquals(
                List.of(cid + ": early", cid + ": hello", cid + ": hello"),
                b.inbox.privately().stream()
                        .filter(line -> line.startsWith(cid + ": "))
                        .toList());
        b.run(() -> b.cluster.ended(cid));
        for (TestNode node : List.of(a, b, c)) {
            await().untilAsserted(() -> assertTrue(hasEnded(node, cid)));
        }
    }

    /** As a member without a connection is, which has the same id when it comes again. */
    @Test
    void findsWhoMayComeAgainWhereTheIdSays() {
        Cid cid = a.cluster.newCid();
        b.run(() -> b.cluster.adopt(cid, 1));
        await().untilAsserted(() -> assertEquals(b.cluster.self(), located(c, cid)));
        b.run(() -> b.cluster.released(cid));
        await().untilAsserted(() -> assertEquals(a.cluster.self(), located(c, cid)));
        assertFalse(hasEnded(c, cid));
    }

    private static boolean hasEnded(TestNode node, Cid cid) {
        return node.call(() -> Future.succeededFuture(node.cluster.hasEnded(cid)));
    }

    private static NodeRef located(TestNode node, Cid cid) {
        return node.call(() -> Future.succeededFuture(Objects.requireNonNull(node.cluster.locate(cid))));
    }

    @Test
    void agreesOnOneOfTwoNodesThatAdoptAtOnce() {
        Cid cid = Cid.create(new NodeRef(1, 0));
        NodeRef lower = a.cluster.self().compareTo(b.cluster.self()) < 0 ? a.cluster.self() : b.cluster.self();
        a.run(() -> a.cluster.adopt(cid, 1));
        b.run(() -> b.cluster.adopt(cid, 1));
        for (TestNode node : List.of(a, b, c)) {
            await().untilAsserted(() -> assertEquals(lower, located(node, cid)));
        }
    }

    @Test
    void tellsANodeThatComesLaterWhatHasMoved() {
        Cid cid = a.cluster.newCid();
        b.run(() -> b.cluster.adopt(cid, 1));
        TestNode late = nodes.start();
        try {
            await().untilAsserted(() -> assertEquals(b.cluster.self(), located(late, cid)));
        } finally {
            nodes.stop(late);
        }
    }

    @Test
    void knowsTheOtherNodesOfAUser() {
        UserId ada = new UserId(tenant(), "ada");
        assertEquals(List.of(), patiently(() -> a.call(() -> a.cluster.nodesOf(ada))));
        b.run(() -> b.cluster.connected(ada));
        a.run(() -> a.cluster.connected(ada));
        await().untilAsserted(() -> assertEquals(List.of(b.cluster.self()), a.call(() -> a.cluster.nodesOf(ada))));
    }

    @Test
    void listsTheMembersOfAGroupItHasNoneIn() {
        Group group = group("lobby");
        a.join(group, "ada");
        b.join(group, "bob");
        assertEquals(List.of("ada", "bob"), c.roster(group));
        assertEquals(List.of(), c.roster(group("empty")));
    }

    @Test
    void countsGroupsItHasNoMembersIn() {
        Group group = group("lobby");
        a.join(group, "ada");
        b.join(group, "bob");
        b.join(group, "bert");
        assertEquals(3, c.<Integer>call(() -> c.cluster.size(group)));
        await().untilAsserted(() -> assertEquals(3, a.<Integer>call(() -> a.cluster.size(group))));
        assertEquals(0, c.<Integer>call(() -> c.cluster.size(group("empty"))));
    }

    @Test
    void publishesToOthersAfterTheSenderJoined() {
        Group group = group("lobby");
        b.join(group, "bob");
        await().untilAsserted(() -> assertEquals(List.of("bob"), c.roster(group)));
        a.join(group, "ada");
        for (int i = 0; i < 100; i++) {
            Buffer payload = Buffer.buffer("m" + i);
            a.run(() -> assertEquals(1, a.cluster.publish(group, payload)));
        }
        List<String> expected = new ArrayList<>(List.of("joined bob", "joined ada"));
        for (int i = 0; i < 100; i++) {
            expected.add("message m" + i);
        }
        await().untilAsserted(() -> assertEquals(expected, b.inbox.of(group)));
        assertEquals(List.of(), c.inbox.of(group));
    }

    @Test
    void announcesToAGroupItHasNoMembersIn() {
        Group group = group("lobby");
        a.join(group, "ada");
        a.join(group, "ben");
        b.join(group, "bob");
        assertEquals(3, c.call(() -> c.cluster.announce(group, Buffer.buffer("hi"))));
        assertTrue(a.inbox.of(group).contains("message hi"));
        assertTrue(b.inbox.of(group).contains("message hi"));
    }

    @Test
    void sendsToAUserOnEveryOtherNodeAndCounts() {
        UserId user = new UserId(tenant(), "ada");
        b.inbox.has(user, 2);
        c.inbox.has(user, 1);
        b.run(() -> b.cluster.connected(user));
        c.run(() -> c.cluster.connected(user));
        await().untilAsserted(() -> assertEquals(3, a.call(() -> a.cluster.send(user, Buffer.buffer("hello")))));
        assertTrue(b.inbox.privately().contains("ada: hello"));
        UserId stranger = new UserId(user.tenant(), "stranger");
        assertEquals(0, a.call(() -> a.cluster.send(stranger, Buffer.buffer("hello"))));
    }

    @Test
    void sendsToOneUserInOrder() {
        UserId user = new UserId(tenant(), "ordered");
        b.inbox.has(user, 1);
        b.run(() -> b.cluster.connected(user));
        await().untilAsserted(() -> assertEquals(1, a.call(() -> a.cluster.send(user, Buffer.buffer("first")))));
        int before = mine(b, "ordered").size();
        List<String> expected = new ArrayList<>();
        a.run(() -> {
            for (int i = 0; i < 200; i++) {
                a.cluster.send(user, Buffer.buffer("m" + i));
                expected.add("ordered: m" + i);
            }
        });
        await().untilAsserted(() -> assertEquals(
                expected, mine(b, "ordered").subList(before, mine(b, "ordered").size())));
    }

    private static List<String> mine(TestNode node, String user) {
        return node.inbox.privately().stream()
                .filter(text -> text.startsWith(user + ":"))
                .toList();
    }

    @Test
    void sendsToOneConnectionAndToANode() {
        Member bob = b.member(group("lobby"), "bob");
        assertFalse(a.call(() -> a.cluster.send(bob.cid(), Buffer.buffer("nobody"))));
        b.inbox.has(bob.cid());
        assertTrue(a.call(() -> a.cluster.send(bob.cid(), Buffer.buffer("hello"))));
        a.run(() -> a.cluster.post(bob.cid(), Buffer.buffer("again")));
        a.run(() -> a.cluster.post(b.cluster.self(), Buffer.buffer("node")));
        await().untilAsserted(() -> assertTrue(b.inbox
                .privately()
                .containsAll(List.of(bob.cid() + ": hello", bob.cid() + ": again", a.cluster.self() + ": node"))));
    }

    @Test
    void listsCountsOfTheWholeClusterWithinASecond() {
        Group group = group("lobby");
        a.join(group, "ada");
        b.join(group, "bob");
        b.join(group, "ben");
        GroupQuery query = query(group.tenant(), GroupQuery.Key.MEMBERS, new Filter.All());
        for (TestNode node : List.of(a, b, c)) {
            await().untilAsserted(() -> assertEquals(List.of("lobby 3"), list(node, query)));
        }
    }

    @Test
    void reportsEveryMemberOfACrashedNodeOnce() {
        TestNode d = nodes.start();
        Group group = group("lobby");
        a.join(group, "ada");
        b.join(group, "bob");
        d.join(group, "dan");
        d.join(group, "dora");
        d.run(() -> d.cluster.connected(new UserId(group.tenant(), "dan")));
        for (TestNode node : List.of(a, b)) {
            await().untilAsserted(() -> assertEquals(4, node.roster(group).size()));
        }
        nodes.crash(d);
        for (TestNode node : List.of(a, b)) {
            await().untilAsserted(() -> assertEquals(List.of("ada", "bob"), node.roster(group)));
            assertEquals(1, count(node, group, "DISCONNECTED dan"));
            assertEquals(1, count(node, group, "DISCONNECTED dora"));
            assertEquals(
                    List.of(d.cluster.self()),
                    node.inbox.down().stream().filter(d.cluster.self()::equals).toList());
            assertContiguous(node, group);
        }
        GroupQuery query = query(group.tenant(), GroupQuery.Key.NAME, new Filter.All());
        await().untilAsserted(() -> assertEquals(List.of("lobby 2"), list(c, query)));
        assertEquals(List.of(), a.call(() -> a.cluster.users(group.tenant(), "", 10)));
        assertFalse(a.call(() -> a.cluster.send(d.cluster.newCid(), Buffer.buffer("x"))));
        TestNode late = nodes.start();
        await("whoever comes after a death is told of it")
                .untilAsserted(() -> assertTrue(late.inbox.lostBefore().contains(d.cluster.self())));
        nodes.stop(late);
    }

    private static long count(TestNode node, Group group, String what) {
        return node.inbox.of(group).stream().filter(what::equals).count();
    }

    /** A node that was alone begins to remove what the others have left, and is among them again before it gets to it. */
    @Test
    void findsUsersAfterALateSweepByANodeThatIsBack() {
        UserId user = new UserId(tenant(), "swept");
        b.inbox.has(user, 1);
        b.run(() -> b.cluster.connected(user));
        await().untilAsserted(() -> assertEquals(1, a.call(() -> a.cluster.send(user, Buffer.buffer("before")))));
        IMap<String, Shares> users = ((HazelcastCluster) c.cluster).hazelcast().getMap(Configs.USERS);
        assertFalse(users.executeOnEntries(new Processors.EndShare(b.cluster.self()))
                .isEmpty());
        assertEquals(1, a.call(() -> a.cluster.send(user, Buffer.buffer("after"))));
    }

    @Test
    void reportsTheMembersOfAStoppedNode() {
        TestNode d = nodes.start();
        Group group = group("lobby");
        a.join(group, "ada");
        d.join(group, "dan");
        await().untilAsserted(() -> assertEquals(List.of("ada", "dan"), a.roster(group)));
        nodes.stop(d);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertEquals(List.of("joined ada", "joined dan", "DISCONNECTED dan"), a.inbox.of(group)));
        IMap<String, Shares> groups = ((HazelcastCluster) a.cluster).hazelcast().getMap(Configs.GROUPS);
        await().untilAsserted(
                        () -> assertEquals(List.of(a.cluster.self()), nodesOf(groups.get(ClusterNode.key(group)))));
    }

    private static List<NodeRef> nodesOf(@Nullable Shares row) {
        return row == null ? List.of() : row.nodes();
    }

    @Test
    void letsOneOfManyClaimsOfTheSameMomentWin() {
        List<TestNode> all = List.of(a, b, c);
        for (int round = 0; round < 50; round++) {
            Name name = new Name(tenant(), "ada");
            Map<Cid, Future<Cid>> claims = new HashMap<>();
            for (TestNode node : all) {
                Cid cid = node.cluster.newCid();
                claims.put(cid, node.ask(() -> node.cluster.claims().claim(name, cid, Bytes.utf8("of " + cid), null)));
            }
            Set<Cid> holders = new HashSet<>();
            claims.values().forEach(claim -> holders.add(TestNode.await(claim)));
            assertEquals(1, holders.size());
            all.forEach(node ->
                    assertEquals(holders, Set.copyOf(holder(node, name).stream().toList())));
        }
    }

    @Test
    void handsANameOnToTheSameClientOnAnotherNode() {
        Name name = new Name(tenant(), "wanderer " + UUID.randomUUID());
        Cid before = a.cluster.newCid();
        Cid now = b.cluster.newCid();
        claim(a, name, before, "client", null);
        assertEquals(now, claim(b, name, now, "client", null));
        assertEquals(List.of(name + " " + before), lost(b, name));
        a.run(() -> a.cluster.claims().release(name, before));
        assertEquals(Optional.of(now), holder(c, name));
    }

    @Test
    void freesTheNamesOfACrashedNodeAndKeepsTheOthers() {
        TestNode d = nodes.start();
        Tenant tenant = tenant();
        List<Name> theirs = new ArrayList<>();
        List<Name> ours = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            theirs.add(new Name(tenant, "theirs " + i));
            ours.add(new Name(tenant, "ours " + i));
            claim(d, theirs.getLast(), d.cluster.newCid(), "client", null);
            claim(a, ours.getLast(), a.cluster.newCid(), "client", null);
        }
        nodes.crash(d);
        await().untilAsserted(() -> {
            List<Name> held = b.call(() -> b.cluster.claims().names(tenant, "", 1_000));
            assertEquals(Set.copyOf(ours), Set.copyOf(held));
        });
        for (Name name : theirs) {
            Cid cid = b.cluster.newCid();
            await().untilAsserted(() -> assertEquals(cid, claim(b, name, cid, "another client", null)));
        }
    }

    @Test
    void saysWhyItIsNotReady() {
        try (HazelcastNodes others = new HazelcastNodes()) {
            TestNode alone = others.start(2);
            assertFalse(alone.cluster.health().ready());
            assertEquals(
                    List.of("1 of at least 2 nodes are here"),
                    alone.cluster.health().reasons());
            others.start(2);
            await().untilAsserted(() -> assertTrue(alone.cluster.health().ready()));
        }
    }
}
