package io.ringway.cluster.hazelcast;

import static io.ringway.cluster.ClusterContract.group;
import static io.ringway.cluster.ClusterContract.tenant;
import static io.ringway.cluster.ListingContract.list;
import static io.ringway.cluster.ListingContract.query;
import static io.ringway.cluster.NamesContract.claim;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.map.IMap;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.UserId;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes that crash, stop or were counted out: what the others make of it, and what one that is alone says. */
class HazelcastDeathsTest extends ThreeNodes {
    @Test
    void reportsEveryMemberOfACrashedNodeOnce() {
        Group group = group("lobby");
        TestNode d = startsWithAdaAndDan(group);
        b.join(group, "bob");
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

    /** One more node, where dan is; ada is on the first. */
    private TestNode startsWithAdaAndDan(Group group) {
        TestNode d = nodes.start();
        a.join(group, "ada");
        d.join(group, "dan");
        return d;
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
        Group group = group("lobby");
        TestNode d = startsWithAdaAndDan(group);
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
