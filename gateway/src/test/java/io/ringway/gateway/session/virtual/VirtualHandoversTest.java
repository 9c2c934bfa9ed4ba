package io.ringway.gateway.session.virtual;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.gateway.Ports;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.ringway.gateway.session.operators.Operators;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Members without a connection, whose nodes stop: four nodes in one process, of which two stay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VirtualHandoversTest {
    private static final int NODES = 4;
    private static final int GRACE_MS = 1_500;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Tenant DEMO = new Tenant("demo");

    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeAll
    void start() {
        String name = "virtual-" + UUID.randomUUID();
        List<Integer> ports =
                IntStream.range(0, NODES).mapToObj(i -> Ports.free("127.0.0.1")).toList();
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        for (int port : ports) {
            HazelcastOptions options =
                    new HazelcastOptions(name, "127.0.0.1", port, 0, members, "", 1, GRACE_MS, GRACE_MS, Map.of());
            SessionOptions sessions = new SessionOptions(GRACE_MS, GRACE_MS, 4 << 20, 64 << 20);
            nodes.add(new TestNode(TestSetup.onHazelcast(options).with(sessions)));
        }
        await().until(() -> nodes.stream().allMatch(node -> node.node().ready()));
    }

    @AfterAll
    void stop() {
        nodes.subList(2, NODES).forEach(node -> done(node.node().stop()));
        nodes.forEach(TestNode::close);
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static Group group(String name) {
        return new Group(DEMO, name);
    }

    private static UserId user(String id) {
        return new UserId(DEMO, id);
    }

    private Backend backend(int node) {
        return nodes.get(node).node().backend();
    }

    private Cid post(int node, String group, String user, long ttlMillis) {
        return done(backend(node).join(group(group), user(user), Bytes.utf8("{\"of\":\"" + user + "\"}"), ttlMillis))
                .getFirst();
    }

    private Cid beat(int node, String group, String user, long ttlMillis) {
        return done(backend(node).heartbeat(group(group), user(user), ttlMillis))
                .getFirst();
    }

    private List<Cid> cids(int node, String group) {
        return done(backend(node).members(group(group))).stream()
                .map(Member::cid)
                .toList();
    }

    private Operators operators(int node) {
        return nodes.get(node).node().operators();
    }

    private List<String> stays(int node, String user) {
        return done(operators(node).user(user(user))).virtual().stream()
                .flatMap(member -> member.stays().stream())
                .map(stay -> stay.group() + " since " + stay.since() + ", " + stay.ttlMillis())
                .sorted()
                .toList();
    }

    private static List<String> notices(Client client, String group) {
        return client.socket().ofType("notice").stream()
                .filter(notice -> group.equals(notice.getString("group")))
                .map(notice -> notice.getString("code") + " " + notice.getString("user_id"))
                .toList();
    }

    private static List<String> members(Client client, String group) {
        client.send("{\"type\":\"members\",\"id\":9,\"group\":\"" + group + "\"}");
        return client.socket().ofType("result").getLast().getJsonArray("members").stream()
                .map(JsonObject.class::cast)
                .map(member -> member.getString("user_id"))
                .sorted()
                .toList();
    }

    @Test
    void membersOfANodeThatStopsGoOnElsewhereAndNobodyIsTold() {
        Client bob = nodes.get(2).connect("bob").joined("desk");
        Cid robot = post(0, "desk", "robot", 60_000);
        Cid phone = post(0, "desk", "phone", VirtualLives.FOR_EVER);
        assertEquals(robot, post(0, "empty hall", "robot", 60_000));
        for (int i = 0; i < 250; i++) {
            post(0, "crowd " + i % 5, "many " + i, 60_000);
        }
        await().until(() -> members(bob, "desk").size() == 3);
        List<String> stays = stays(2, "robot");
        assertEquals(2, stays.size(), "an operator sees it from any node");
        int told = notices(bob, "desk").size();
        // Half of its time is over when its node stops.
        nodes.get(0).standStill(Duration.ofSeconds(30));
        Future<Void> emptied = nodes.get(0).node().emptied(DRAIN);
        done(emptied);
        done(nodes.get(0).node().stop());

        await().until(() -> beat(3, "empty hall", "robot", 0).equals(robot));
        assertEquals(List.of(robot), cids(3, "empty hall"));
        await("since when it is there is known where it is")
                .until(() -> stays(3, "robot").equals(stays));
        assertEquals(List.of("phone"), done(operators(2).unconnected(DEMO, "ph", 9)));
        assertEquals(5, done(operators(2).unconnected(DEMO, "many 1", 5)).size());
        IntStream.range(0, 5)
                .forEach(i -> assertEquals(50, cids(2, "crowd " + i).size()));
        await().during(Duration.ofMillis(GRACE_MS + 500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> notices(bob, "desk").size() == told);
        assertEquals(List.of("bob", "phone", "robot"), members(bob, "desk"));

        nodes.subList(2, NODES).forEach(node -> node.pass(Duration.ofSeconds(25)));
        assertEquals(List.of("bob", "phone", "robot"), members(bob, "desk"));
        nodes.subList(2, NODES).forEach(node -> node.pass(Duration.ofSeconds(6)));
        await().until(() -> notices(bob, "desk").contains("USER_DISCONNECTED robot"));
        assertEquals(List.of("bob", "phone"), members(bob, "desk"));
        assertEquals(List.of(robot), cids(2, "empty hall"), "which has been heard of since");
        assertEquals(List.of(phone), done(backend(3).leave(group("desk"), user("phone"), null)));
        await().until(() -> notices(bob, "desk").contains("USER_LEFT phone"));
    }

    @Test
    void whatIsSaidOfAMemberOnItsWayIsDoneWhereItArrives() {
        Client eve = nodes.get(3).connect("eve").joined("way");
        Cid stays = post(2, "way", "stays", 60_000);
        post(2, "way", "leaves", 60_000);
        await().until(() -> members(eve, "way").size() == 3);
        NodeRef there = Cid.parse(eve.cid()).orElseThrow().node();
        nodes.get(2).run(() -> {
            for (String user : List.of("stays", "leaves")) {
                nodes.get(2).node().handovers().follow(VirtualIds.cid(stays.node(), user(user)), there);
            }
            var unused = List.of(
                    backend(2).leave(group("way"), user("leaves"), null),
                    backend(2).update(group("way"), user("stays"), null, Bytes.utf8("{\"of\":\"late\"}")));
        });
        await().until(() -> notices(eve, "way").contains("USER_LEFT leaves")
                && notices(eve, "way").contains("USER_UPDATED stays"));
        assertEquals(List.of("eve", "stays"), members(eve, "way"));
        assertEquals(1, cids(2, "way").stream().filter(stays::equals).count());
        assertEquals(
                1,
                notices(eve, "way").stream().filter("USER_JOINED stays"::equals).count());
        done(backend(2).leave(group("way"), user("stays"), null));
        await().until(() -> notices(eve, "way").contains("USER_LEFT stays"));
    }

    @Test
    void aHeartbeatAtAnyNodeKeepsAMemberWhoseNodeIsGone() {
        Client ann = nodes.get(3).connect("ann").joined("ward");
        Cid pump = post(1, "ward", "pump", 60_000);
        Cid lamp = post(1, "ward", "lamp", 60_000);
        post(1, "attic", "pump", 60_000);
        await().until(() -> members(ann, "ward").size() == 3);
        // As a node that is killed: nothing is given to anybody. Its members are spoken of all the while.
        Future<Void> stopped = nodes.get(1).node().stop();
        await().ignoreExceptions()
                .until(() -> beat(2, "ward", "pump", 60_000).equals(pump)
                        && beat(3, "ward", "lamp", 0).equals(lamp)
                        && stopped.succeeded());
        assertEquals(pump, beat(2, "ward", "pump", 60_000), "node 2 has nobody in the group, and asks who has");
        await("nobody else saw it there")
                .until(() -> backend(2)
                                .heartbeat(group("attic"), user("pump"), 60_000)
                                .transform(done -> Future.succeededFuture(done.cause()))
                                .toCompletionStage()
                                .toCompletableFuture()
                                .join()
                        instanceof NotFound);
        await().during(Duration.ofMillis(GRACE_MS + 500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> members(ann, "ward").equals(List.of("ann", "lamp", "pump")));
        assertEquals(
                List.of("USER_JOINED lamp", "USER_JOINED pump"),
                notices(ann, "ward").stream()
                        .filter(notice -> !notice.endsWith(" ann"))
                        .sorted()
                        .toList());
        assertEquals(
                List.of(pump), done(backend(2).update(group("ward"), user("pump"), null, Bytes.utf8("{\"on\":true}"))));
        await().until(() -> notices(ann, "ward").contains("USER_UPDATED pump"));
        nodes.subList(2, NODES).forEach(node -> node.pass(Duration.ofSeconds(61)));
        await().until(() -> notices(ann, "ward").contains("USER_DISCONNECTED pump"));
        assertEquals(List.of("ann", "lamp"), members(ann, "ward"), "of which nobody here knows how long it lived");
    }

    @Test
    void whatIsSaidOfAUserIsDoneWhereItsConnectionsAre() {
        Client bob = nodes.get(2).connect("bob").joined("hall");
        Client ada = nodes.get(3).connect("ada").joined("hall");
        Cid cid = Cid.parse(ada.cid()).orElseThrow();
        await().until(() -> members(bob, "hall").equals(List.of("ada", "bob")));

        assertEquals(
                List.of(cid), done(backend(2).join(group("hall"), user("ada"), Bytes.utf8("{}"), 60_000)), "no second");
        assertEquals(List.of(cid), done(backend(2).heartbeat(group("hall"), user("ada"), 0)));
        assertEquals(List.of(cid), done(backend(2).update(group("hall"), user("ada"), null, Bytes.utf8("{\"on\":1}"))));
        await().until(() -> notices(bob, "hall").contains("USER_UPDATED ada"));
        assertEquals(List.of(cid), done(backend(2).leave(group("hall"), user("ada"), null)));
        await().until(() -> notices(bob, "hall").contains("USER_LEFT ada"));
        assertEquals(List.of("bob"), members(bob, "hall"));
        await().until(() -> notices(ada, "hall").contains("USER_LEFT ada"));
    }

    @Test
    void whatIsDoneToAMemberIsDoneOnItsNode() {
        Client bob = nodes.get(2).connect("bob").joined("yard");
        Cid robot = post(3, "yard", "tractor", 60_000);
        await().until(() -> members(bob, "yard").size() == 2);
        assertTrue(done(backend(2).users(DEMO, List.of("tractor"))).getFirst().isVirtual());

        done(backend(2).groups().move(robot, null, group("field")));
        await().until(() -> notices(bob, "yard").contains("USER_LEFT tractor"));
        assertEquals(List.of(robot), cids(2, "field"));
        done(backend(2).disconnect(DEMO, robot));
        await().until(() -> cids(2, "field").isEmpty());
        assertFalse(done(backend(2).users(DEMO, List.of("tractor"))).getFirst().isVirtual());
    }
}
