package io.ringway.cluster.hazelcast;

import static io.ringway.cluster.ListingContract.list;
import static io.ringway.cluster.ListingContract.query;
import static io.ringway.cluster.NamesContract.claim;
import static io.ringway.cluster.NamesContract.holder;
import static io.ringway.cluster.NamesContract.lost;
import static io.ringway.cluster.TestNode.patiently;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.ClusterContract;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a cluster promises across nodes, and what one node promises while there are others. */
class HazelcastThreeNodesTest extends ClusterContract {
    private final HazelcastNodes nodes = new HazelcastNodes();
    private final TestNode a = nodes.start();
    private final TestNode b = nodes.start();
    private final TestNode c = nodes.start();

    @Override
    public TestNode node() {
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
            ThreeNodes.assertContiguous(node, group);
        }
        assertEquals(List.of("joined ada", "joined bob", "joined eve"), a.inbox.of(group));
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
        ThreeNodes.assertContiguous(a, group);
        assertEquals(List.of("ada"), a.roster(group));
        assertEquals(List.of("ada"), b.roster(group));
    }

    @Test
    void pagesAreMadeOfWhatEachNodeHas() {
        Group lobby = group("lobby");
        Tenant tenant = lobby.tenant();
        a.join(lobby, "ada");
        b.join(lobby, "bob");
        b.join(new Group(tenant, "bar"), "bob");
        c.join(new Group(tenant, "hall"), "eve");
        List.of(a, b, c).forEach(node -> node.run(() -> node.cluster.connected(new UserId(tenant, "everywhere"))));
        b.run(() -> b.cluster.connected(new UserId(tenant, "bob")));
        c.run(() -> c.cluster.connected(new UserId(tenant, "zoe")));
        for (TestNode node : List.of(a, b, c)) {
            GroupQuery first = new GroupQuery(tenant, GroupQuery.Key.NAME, new Filter.All(), true, 2, null);
            await().untilAsserted(() -> assertEquals(List.of("bar 1", "hall 1"), list(node, first)));
            GroupCount end = new GroupCount(new Group(tenant, "hall"), 1);
            GroupQuery second = new GroupQuery(tenant, GroupQuery.Key.NAME, new Filter.All(), true, 2, end);
            assertEquals(List.of("lobby 2"), list(node, second));
            assertEquals(
                    List.of("lobby 2", "hall 1", "bar 1"),
                    list(node, new GroupQuery(tenant, GroupQuery.Key.NAME, new Filter.All(), false, 100, null)));
            await().untilAsserted(() -> assertEquals(
                    List.of("bar 1", "hall 1", "lobby 2"),
                    list(node, query(tenant, GroupQuery.Key.MEMBERS, new Filter.All()))));
            assertEquals(List.of("bob", "everywhere"), users(node, tenant, "", 2));
            assertEquals(List.of("zoe"), users(node, tenant, "everywhere", 2));
        }
    }

    private static List<String> users(TestNode node, Tenant tenant, String after, int limit) {
        return node.call(() -> node.cluster.users(tenant, after, limit)).stream()
                .map(UserId::id)
                .toList();
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
}
