package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three nodes on real sockets that are cut off, or hang, and come back. {@code make chaos} does it many times over. */
class HazelcastPartitionTest {
    private static final Group LOBBY = new Group(new Tenant("t"), "lobby");

    private final WiredNodes nodes = new WiredNodes();
    private final TestNode a = nodes.start();
    private final TestNode b = nodes.start();
    private final TestNode c = nodes.start();
    private final List<TestNode> all = List.of(a, b, c);

    @BeforeEach
    void everybodyMeets() {
        join(a, "ada");
        join(b, "bob");
        join(c, "eve");
        all.forEach(node -> see(node, "ada", "bob", "eve"));
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void agreesAgainAfterAPartition() {
        NodeRef before = c.cluster.self();
        nodes.cut(c);
        see(a, "ada", "bob");
        see(b, "ada", "bob");
        see(c, "eve");
        join(a, "dan");
        join(c, "fay");
        see(b, "ada", "bob", "dan");
        nodes.wires.heal();
        patiently().untilAsserted(() -> assertEquals(before.next(), c.cluster.self()));
        all.forEach(node -> see(node, "ada", "bob", "dan", "eve", "fay"));
        assertEquals(Set.of(a.cluster.self(), b.cluster.self()), new HashSet<>(peers(c)));
        all.forEach(HazelcastPartitionTest::assertEachNoticeOnce);
        assertEquals(
                List.of("joined ada", "joined bob", "joined eve", "DISCONNECTED eve", "joined dan"),
                a.inbox.of(LOBBY).subList(0, 5));
        assertEveryDirectionWorks();
        assertListed(5);
    }

    @Test
    void agreesAgainAfterAPartitionThatNobodyNoticed() {
        nodes.cut(c);
        join(a, "dan");
        join(c, "fay");
        nodes.wires.heal();
        all.forEach(node -> see(node, "ada", "bob", "dan", "eve", "fay"));
        all.forEach(HazelcastPartitionTest::assertEachNoticeOnce);
        assertEveryDirectionWorks();
    }

    /** Zoe was on the node that is cut off, has gone on at another one, and said goodbye there. */
    @Test
    void nobodyIsToldThatSomebodyIsBackWhoSaidGoodbyeDuringAPartition() {
        Member zoe = c.join(LOBBY, "zoe").member();
        all.forEach(node -> see(node, "ada", "bob", "eve", "zoe"));
        nodes.cut(c);
        see(a, "ada", "bob");
        see(b, "ada", "bob");
        a.run(() -> a.cluster.adopt(zoe.cid(), 1));
        a.join(LOBBY, zoe);
        see(b, "ada", "bob", "zoe");
        a.run(() -> a.cluster.ended(zoe.cid()));
        a.leave(LOBBY, zoe, LeaveReason.LEFT);
        see(b, "ada", "bob");
        nodes.wires.heal();

        String told = zoe.cid() + " lives on " + a.cluster.self();
        patiently().untilAsserted(() -> assertTrue(c.inbox.privately().contains(told)));
        c.leave(LOBBY, zoe, LeaveReason.MOVED);
        all.forEach(node -> see(node, "ada", "bob", "eve"));
        for (TestNode node : List.of(a, b)) {
            patiently().untilAsserted(() -> assertEquals(2, count(node, "joined eve")));
            assertEquals(2, count(node, "joined zoe"), () -> "a ghost: " + node.inbox.of(LOBBY));
            assertEquals(1, count(node, "LEFT zoe"));
        }
        assertEquals(1, count(c, "DISCONNECTED zoe"));
        all.forEach(HazelcastPartitionTest::assertEachNoticeOnce);
    }

    /** As members without a connection are, whose id is taken again elsewhere. */
    @Test
    void whoWasLetGoOfDuringAPartitionIsNotLookedForThereAfterIt() {
        Cid robot = a.cluster.newCid();
        b.run(() -> b.cluster.adopt(robot, 1));
        patiently().untilAsserted(() -> assertEquals(b.cluster.self(), lastPlace(c, robot)));
        nodes.cut(c);
        see(a, "ada", "bob");
        see(b, "ada", "bob");
        b.run(() -> b.cluster.released(robot));
        nodes.wires.heal();
        all.forEach(node -> see(node, "ada", "bob", "eve"));
        all.forEach(node -> patiently().untilAsserted(() -> assertEquals(a.cluster.self(), lastPlace(node, robot))));
    }

    private static NodeRef lastPlace(TestNode node, Cid cid) {
        return node.call(
                () -> Future.succeededFuture(node.cluster.lastPlace(cid).node()));
    }

    @Test
    void dropsANodeThatHangsAndTakesItBack() {
        hangAndComeBack();
    }

    private void hangAndComeBack() {
        nodes.mute(c);
        see(a, "ada", "bob");
        see(b, "ada", "bob");
        assertEquals(1, count(a, "DISCONNECTED eve"));
        assertEquals(1, count(b, "DISCONNECTED eve"));
        nodes.wires.heal();
        all.forEach(node -> see(node, "ada", "bob", "eve"));
        all.forEach(HazelcastPartitionTest::assertEachNoticeOnce);
        assertEquals(1, count(a, "DISCONNECTED eve"));
        assertEquals(2, count(a, "joined eve"));
        assertEveryDirectionWorks();
        assertListed(3);
    }

    /** Each side gives the name away; after the heal one holds it, and the other has been told. */
    @Test
    void agreesOnWhoHoldsANameAfterAPartition() {
        Name name = new Name(LOBBY.tenant(), "claimed twice");
        Name before = new Name(LOBBY.tenant(), "claimed before");
        Cid known = c.cluster.newCid();
        claim(c, before, known, "the first");
        nodes.cut(c);
        see(a, "ada", "bob");
        see(c, "eve");
        Cid ofA = a.cluster.newCid();
        Cid ofC = c.cluster.newCid();
        Cid late = b.cluster.newCid();
        claim(a, name, ofA, "one");
        claim(c, name, ofC, "another");
        claim(b, before, late, "the second");
        nodes.wires.heal();
        patiently().untilAsserted(() -> {
            Cid holder = holder(a, name);
            assertTrue(holder.equals(ofA) || holder.equals(ofC));
            String loser = name + " " + (holder.equals(ofA) ? ofC : ofA);
            assertTrue(all.stream().anyMatch(node -> node.inbox.lost().contains(loser)), "nobody told the loser");
            all.forEach(node -> assertEquals(holder, holder(node, name)));
            all.forEach(node -> assertEquals(known, holder(node, before), "who had it first keeps it"));
            assertTrue(all.stream().anyMatch(node -> node.inbox.lost().contains(before + " " + late)));
        });
    }

    private static void claim(TestNode node, Name name, Cid cid, String client) {
        patiently()
                .untilAsserted(() -> assertEquals(
                        cid, node.call(() -> node.cluster.claims().claim(name, cid, Bytes.utf8(client), null))));
    }

    private static Cid holder(TestNode node, Name name) {
        return node.call(() -> node.cluster.claims().holder(name)).orElseThrow();
    }

    /** Registrations that others removed late, in a table that had been merged, left one node unheard for good. */
    @Test
    void everybodyHearsEverybodyAfterThreeIslandsMeetAgain() {
        meetAgainAfterIsolation();
    }

    @Tag("chaos")
    @RepeatedTest(20)
    void everybodyHearsEverybodyHoweverOftenThreeIslandsMeetAgain() {
        meetAgainAfterIsolation();
    }

    @Tag("chaos")
    @RepeatedTest(20)
    void takesAHungNodeBackHoweverOftenItHangs() {
        hangAndComeBack();
    }

    private void meetAgainAfterIsolation() {
        all.forEach(nodes::cut);
        see(a, "ada");
        see(b, "bob");
        see(c, "eve");
        nodes.wires.heal();
        all.forEach(node -> see(node, "ada", "bob", "eve"));
        all.forEach(HazelcastPartitionTest::assertEachNoticeOnce);
        assertEveryDirectionWorks();
        assertListed(3);
    }

    private static void join(TestNode node, String user) {
        UserId id = new UserId(LOBBY.tenant(), user);
        node.inbox.has(id, 1);
        node.run(() -> node.cluster.connected(id));
        node.join(LOBBY, user);
    }

    private static void see(TestNode node, String... users) {
        patiently().untilAsserted(() -> assertEquals(List.of(users), node.roster(LOBBY)));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
    }

    private static Set<NodeRef> peers(TestNode node) {
        return node.call(() -> Future.succeededFuture(node.cluster.peers()));
    }

    private static long count(TestNode node, String notice) {
        return node.inbox.of(LOBBY).stream().filter(notice::equals).count();
    }

    /** Nobody joins twice or leaves twice in a row, and the versions have no gap. */
    private static void assertEachNoticeOnce(TestNode node) {
        Set<String> here = new HashSet<>();
        for (String notice : node.inbox.of(LOBBY)) {
            String user = notice.substring(notice.indexOf(' ') + 1);
            if (notice.startsWith("joined")) {
                assertTrue(here.add(user), () -> "joined twice: " + node.inbox.of(LOBBY));
            } else if (!notice.startsWith("message")) {
                assertTrue(here.remove(user), () -> "left twice: " + node.inbox.of(LOBBY));
            }
        }
        List<Long> versions = node.inbox.versions(LOBBY);
        assertEquals(versions.getLast() - versions.getFirst() + 1, versions.size(), () -> "a gap in " + versions);
    }

    /** A group message from every node reaches each of the others once, and so does one for a user. */
    private void assertEveryDirectionWorks() {
        for (TestNode from : all) {
            Buffer payload = Buffer.buffer("from " + all.indexOf(from));
            from.run(() -> assertTrue(from.cluster.publish(LOBBY, payload) > 1));
        }
        for (TestNode to : all) {
            patiently().untilAsserted(() -> assertEquals(2, messages(to)));
        }
        for (TestNode from : all) {
            for (String user : List.of("ada", "bob", "eve")) {
                boolean isOwn = user.equals(List.of("ada", "bob", "eve").get(all.indexOf(from)));
                UserId id = new UserId(LOBBY.tenant(), user);
                patiently()
                        .untilAsserted(() -> assertEquals(
                                isOwn ? 0 : 1, from.call(() -> from.cluster.send(id, Buffer.buffer("hello")))));
            }
        }
        all.forEach(node -> assertEquals(
                2,
                node.inbox.of(LOBBY).stream()
                        .filter(notice -> notice.startsWith("message"))
                        .count()));
    }

    private static long messages(TestNode node) {
        return node.inbox.of(LOBBY).stream()
                .filter(notice -> notice.startsWith("message"))
                .distinct()
                .count();
    }

    private void assertListed(int members) {
        GroupQuery query =
                new GroupQuery(LOBBY.tenant(), GroupQuery.Key.NAME, new GroupQuery.Filter.All(), true, 10, null);
        for (TestNode node : all) {
            patiently()
                    .untilAsserted(() -> assertEquals(
                            List.of(new GroupCount(LOBBY, members)), node.call(() -> node.cluster.groups(query))));
        }
    }
}
