package io.ringway.gateway.session.groups;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.gateway.Ports;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.StateEntry;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.backend.Groups;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What is said of groups holds on every node, whoever was told. Two nodes in one process; the last test takes one away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GroupRulesTest {
    private static final Tenant DEMO = new Tenant("demo");

    private final String name = "groups-" + UUID.randomUUID();
    private final List<Integer> ports =
            List.of(Ports.free("127.0.0.1"), Ports.free("127.0.0.1"), Ports.free("127.0.0.1"));
    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeAll
    void start() {
        add(ports.get(0));
        add(ports.get(1));
        await().until(() -> nodes.stream().allMatch(node -> node.node().ready()));
    }

    private TestNode add(int port) {
        List<String> members = ports.stream().map(each -> "127.0.0.1:" + each).toList();
        HazelcastOptions options =
                new HazelcastOptions(name, "127.0.0.1", port, 0, members, "", 1, 10_000, 10_000, Map.of());
        TestNode node = new TestNode(TestSetup.onHazelcast(options));
        nodes.add(node);
        return node;
    }

    @AfterAll
    void stop() {
        nodes.forEach(GroupRulesTest::stop);
    }

    private static void stop(TestNode node) {
        node.node().stop().toCompletionStage().toCompletableFuture().join();
        node.close();
    }

    private Groups groups(int node) {
        return nodes.get(node).node().backend().groups();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** The code of the error that a join was answered; empty where it went well. */
    private static String refusal(Client client) {
        await().until(() -> !client.socket().ofType("result").isEmpty()
                || !client.socket().ofType("error").isEmpty());
        List<JsonObject> errors = client.socket().ofType("error");
        return errors.isEmpty() ? "" : errors.getFirst().getString("code");
    }

    private static List<String> codes(Client client) {
        return client.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code") + " " + notice.getString("user_id"))
                .toList();
    }

    @Test
    @Order(1)
    void aBoundHoldsOnTheNodesThatWereNotTold() {
        Group group = new Group(DEMO, "full");
        get(groups(0).set(group, new GroupSettings(2, 0)));
        assertEquals("", refusal(nodes.get(0).connect("ada").join("full")));
        assertEquals("", refusal(nodes.get(1).connect("bob").join("full")));

        assertEquals("group_full", refusal(nodes.get(1).connect("eve").join("full")));
        assertEquals("group_full", refusal(nodes.get(0).connect("joe").join("full")));
        assertEquals(2, get(groups(1).show(group)).members());
    }

    @Test
    @Order(2)
    void closingReachesEveryNodeAndTellsEachMemberOnce() {
        Group group = new Group(DEMO, "end");
        Client ada = nodes.get(0).connect("ada").join("end");
        assertEquals("", refusal(ada));
        Client bob = nodes.get(1).connect("bob").join("end");
        assertEquals("", refusal(bob));
        await().until(() -> codes(ada).contains("USER_JOINED bob"));

        get(groups(0).close(group, 60_000));

        await().until(() -> codes(ada).contains("GROUP_CLOSED ada"));
        await().until(() -> codes(bob).contains("GROUP_CLOSED bob"));
        await().until(() -> get(groups(0).show(group)).members() == 0);
        assertEquals(1, codes(ada).stream().filter("GROUP_CLOSED ada"::equals).count());
        assertEquals("group_closed", refusal(nodes.get(1).connect("eve").join("end")));
        get(groups(1).remove(group));
        assertEquals("", refusal(nodes.get(0).connect("eve").join("end")));
    }

    @Test
    @Order(3)
    void aLifetimeThatWasSetOnOneNodeEndsOnBoth() {
        Group group = new Group(DEMO, "short");
        Client ada = nodes.get(0).connect("ada").join("short");
        Client bob = nodes.get(1).connect("bob").join("short");
        assertEquals("", refusal(ada) + refusal(bob));
        long end = nodes.get(1).node().now() + 5_000;
        get(groups(1).set(group, new GroupSettings(GroupSettings.NO_BOUND, end)));

        pass(nodes.get(0), end);
        await().until(() -> codes(ada).contains("GROUP_CLOSED ada"));
        assertFalse(codes(bob).contains("GROUP_CLOSED bob"), "its node has another clock");
        pass(nodes.get(1), end);
        await().until(() -> codes(bob).contains("GROUP_CLOSED bob"));
    }

    @Test
    @Order(3)
    void aGroupThatHasEndedTakesNothingAnyMoreAlthoughItsMembersAreStillIn() {
        Group group = new Group(DEMO, "over");
        Client ada = nodes.get(0).connect("ada").join("over");
        assertEquals("", refusal(ada));
        Backend backend = nodes.get(0).node().backend();
        UserId bot = new UserId(DEMO, "bot");
        get(backend.join(group, bot, Bytes.EMPTY, 60_000));
        Content content = new Content(Content.Kind.JSON, Bytes.utf8("1"));
        assertEquals(1, get(backend.publish(group, bot, content, "")));

        // Nobody's clock goes on, and so nobody is taken out.
        get(groups(0)
                .set(
                        group,
                        new GroupSettings(
                                GroupSettings.NO_BOUND, nodes.get(0).node().now())));
        assertFalse(codes(ada).contains("GROUP_CLOSED ada"));
        assertClosed(backend.publish(group, bot, content, ""));
        assertClosed(backend.heartbeat(group, bot, 60_000));
        assertClosed(backend.update(group, bot, null, Bytes.utf8("{}")));
        assertClosed(backend.state(group, bot, "away"));
        assertClosed(backend.join(group, bot, Bytes.EMPTY, 60_000));
        assertEquals(1, get(backend.leave(group, bot, null)).size(), "who is in it may go");
        get(groups(1).remove(group));
    }

    private static void assertClosed(Future<?> asked) {
        CompletionException failed = assertThrows(CompletionException.class, () -> get(asked));
        assertEquals(
                ErrorCode.GROUP_CLOSED,
                assertInstanceOf(GroupRefusal.class, failed.getCause()).code());
    }

    private static void pass(TestNode node, long until) {
        node.pass(Duration.ofMillis(until - node.node().now()));
    }

    private static List<String> state(Client client) {
        return client.socket().ofType("state").stream()
                .map(frame -> frame.getString("key") + "=" + frame.getValue("value"))
                .toList();
    }

    private static String set(String key, String value, String more) {
        return "{\"type\":\"state_set\",\"id\":7,\"group\":\"state\",\"key\":\"" + key + "\",\"value\":" + value + more
                + "}";
    }

    @Test
    @Order(4)
    void stateIsToldToMembersOnEveryNodeAndEndsWithWhoOwnsIt() {
        Client ada = nodes.get(0).connect("ada").join("state");
        Client bob = nodes.get(1).connect("bob").join("state");
        assertEquals("", refusal(ada) + refusal(bob));

        ada.send(set("topic", "\"tea\"", ""));
        ada.send(set("hand", "true", ",\"session\":true"));
        await().until(() -> state(bob).equals(List.of("topic=tea", "hand=true")));
        await().until(() -> state(ada).size() == 2);
        bob.send("{\"type\":\"state\",\"id\":8,\"group\":\"state\"}");
        await().until(() -> bob.socket().ofType("result").size() == 2);
        assertEquals(
                2, bob.socket().ofType("result").getLast().getJsonArray("state").size());

        ada.send(set("a", "1", ""));
        ada.send(set("b", "1", ""));
        await().until(() -> !ada.socket().ofType("error").isEmpty());
        assertEquals("limit_reached", ada.socket().ofType("error").getFirst().getString("code"));

        ada.send("{\"type\":\"leave\",\"id\":9,\"group\":\"state\"}");
        await().until(() -> state(bob).contains("hand=null"));
        assertEquals(
                List.of("a", "topic"),
                get(groups(0).state(new Group(DEMO, "state"))).stream()
                        .map(StateEntry::key)
                        .toList());
    }

    @Test
    @Order(5)
    void keysOfASessionThatMovesStayAndThoseOfOneThatNeverComesBackGo() {
        Group group = new Group(DEMO, "wander");
        Client ada = nodes.get(0).connect("ada").join("wander");
        Client bob = nodes.get(0).connect("bob").join("wander");
        assertEquals("", refusal(ada) + refusal(bob));
        for (Client each : List.of(ada, bob)) {
            each.send(set("hand:" + each.cid(), "true", ",\"session\":true")
                    .replace("\"state\",\"key", "\"wander\",\"key"));
        }
        await().until(() -> get(groups(1).state(group)).size() == 2);
        await().until(() -> ada.socket().ofType("state").size() == 2);
        ada.close(1006);
        bob.close(1006);

        Client again = nodes.get(1)
                .resume("ada", ada.resumeToken(), ada.socket().frames().size() - 1);
        await().until(() -> again.socket().ofType("states").size() == 1);
        assertEquals(ada.cid(), again.cid());
        nodes.forEach(node -> node.pass(Duration.ofSeconds(90)));
        nodes.forEach(node -> node.pass(Duration.ofSeconds(30)));
        await().until(() -> get(groups(1).state(group)).size() == 1);
        assertEquals("hand:" + ada.cid(), get(groups(1).state(group)).getFirst().key());
    }

    @Test
    @Order(6)
    void whatWasSaidOutlivesTheNodeThatWasTold() {
        get(groups(0).set(new Group(DEMO, "kept"), new GroupSettings(1, 0)));
        get(groups(0).setState(new Group(DEMO, "kept"), "topic", Bytes.utf8("1"), 0, null));
        Client eve = nodes.get(0).connect("eve").join("kept");
        assertEquals("", refusal(eve));
        get(groups(0)
                .setState(
                        new Group(DEMO, "kept"),
                        "hand",
                        Bytes.utf8("1"),
                        0,
                        Cid.parse(eve.cid()).orElseThrow()));
        stop(nodes.removeFirst());
        assertEquals(2, get(groups(0).state(new Group(DEMO, "kept"))).size(), "eve may come back");
        await().until(() -> {
            nodes.get(0).pass(Duration.ofSeconds(10));
            return get(groups(0).state(new Group(DEMO, "kept"))).size() == 1;
        });

        assertEquals(1, get(groups(0).settings(new Group(DEMO, "kept"))).maxMembers());
        add(ports.get(2));
        await().until(() -> nodes.get(1).node().ready());
        assertEquals(1, get(groups(1).settings(new Group(DEMO, "kept"))).maxMembers(), "a node that comes later");
        assertEquals("", refusal(nodes.get(0).connect("ada").join("kept")));
        assertEquals("group_full", refusal(nodes.get(1).connect("bob").join("kept")));
        assertTrue(
                get(groups(1).settings(new Group(new Tenant("other"), "kept"))).maxMembers() == 0);
    }
}
