package io.ringway.gateway.session.groups;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Backlog;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens behind a join that other nodes have not answered yet. */
class PendingJoinTest {
    private static final String PING = "{\"type\":\"ping\",\"id\":9}";

    private final SlowJoins joins = new SlowJoins();
    private final TestNode node = new TestNode(joins.cluster());

    /** A cluster of one whose joins are done at once, but answered when the test says so. */
    private static final class SlowJoins {
        private final LocalCluster local = new LocalCluster();
        private final Queue<Runnable> answers = new ArrayDeque<>();
        private final Queue<Runnable> failures = new ArrayDeque<>();
        private boolean slow;

        Cluster cluster() {
            return (Cluster) Proxy.newProxyInstance(
                    SlowJoins.class.getClassLoader(),
                    new Class<?>[] {Cluster.class},
                    (proxy, method, arguments) -> call(method, arguments));
        }

        private Object call(Method method, Object[] arguments) throws Throwable {
            try {
                Object result = method.invoke(local, arguments);
                return slow && method.getName().equals("join") ? later((Future<?>) result) : result;
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }

        private Future<GroupView> later(Future<?> joined) {
            Promise<GroupView> answer = Promise.promise();
            answers.add(() -> answer.complete((GroupView) joined.result()));
            failures.add(() -> answer.fail("no answer"));
            return answer.future();
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void slowly() {
        node.run(() -> joins.slow = true);
    }

    private void answer() {
        node.run(() -> joins.answers.remove().run());
    }

    @Test
    void whatFollowsAJoinFindsTheGroupJoined() {
        slowly();
        Client ada = node.connect("ada").join("lobby");
        ada.send("{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":1}");
        ada.send("{\"type\":\"join\",\"id\":3,\"group\":\"hall\"}");
        ada.send("{\"type\":\"publish\",\"id\":4,\"group\":\"hall\",\"content\":1}");
        answer();
        answer();

        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                ada.socket().ofType("result").stream()
                        .map(result -> result.getLong("id"))
                        .toList());
    }

    @Test
    void aJoinThatFailsDoesNotHoldUpWhatFollows() {
        slowly();
        Client ada = node.connect("ada").join("lobby").send(PING);
        node.run(() -> joins.failures.remove().run());

        assertEquals("unavailable", ada.socket().answer(1).getString("code"));
        assertEquals("result", ada.socket().answer(9).getString("type"));
    }

    @Test
    void whoLeavesDuringAJoinIsNotAGhost() {
        Client bob = node.connect("bob").join("lobby");
        slowly();
        Client ada = node.connect("ada").join("lobby");
        ada.close(1006);
        answer();

        List<String> codes = bob.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code"))
                .toList();
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes);
        bob.send("{\"type\":\"members\",\"id\":2,\"group\":\"lobby\"}");
        assertEquals(1, bob.socket().answer(2).getJsonArray("members").size());
    }

    /** A thousand of the largest frames would be 64 MB for one connection. */
    @Test
    void largeMessagesBehindAJoinAreBoundedByTheirBytes() {
        slowly();
        Client ada = node.connect("ada").join("lobby");
        String large = "{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":\"" + "x".repeat(30_000) + "\"}";
        int sent = 0;
        while (ada.socket().closeCode() == null && sent < 1_000) {
            ada.send(large);
            sent++;
        }

        assertEquals(CloseCode.RATE_LIMITED, ada.socket().closeCode());
        assertTrue(Math.abs(sent * 30_000L - Backlog.BEHIND_JOIN_BYTES) < 100_000, sent + " messages");
    }

    @Test
    void aFloodBehindAJoinEndsTheConnectionAndNothingElse() {
        slowly();
        Client ada = node.connect("ada").join("lobby");
        for (int i = 0; i < 1_000; i++) {
            ada.send(PING);
        }
        assertNull(ada.socket().closeCode());
        ada.send(PING);

        assertEquals(CloseCode.RATE_LIMITED, ada.socket().closeCode());
        JsonObject welcome = node.connect("bob").socket().frames().getFirst();
        assertEquals("welcome", welcome.getString("type"));
    }

    private Future<Void> move(Client client, String to) {
        Cid cid = Cid.parse(client.cid()).orElseThrow();
        return node.node().backend().groups().move(cid, null, new Group(new Tenant("demo"), to));
    }

    @Test
    void whatAClientSaysWhileItIsMovedFindsItMoved() {
        Client ada = node.connect("ada");
        slowly();
        Future<Void> moved = move(ada, "hall");
        await().until(() -> !joins.answers.isEmpty());
        ada.send("{\"type\":\"publish\",\"id\":2,\"group\":\"hall\",\"content\":1}");
        answer();

        await().until(moved::succeeded);
        assertEquals("result", ada.socket().answer(2).getString("type"));
    }

    @Test
    void whoMayNotBeThereAnyMoreIsNotMovedThere() {
        Client ada = node.connect("ada");
        slowly();
        ada.join("lobby");
        Future<Void> moved = move(ada, "hall");
        await().until(() -> joins.answers.size() == 2);
        String claim = "{\"groups\":{\"lobby\":[\"join\"]}}";
        ada.send("{\"type\":\"refresh\",\"id\":3,\"token\":\"" + node.token("demo", "ada", claim, Duration.ofHours(1))
                + "\"}");
        answer();
        assertEquals("result", ada.socket().answer(3).getString("type"), "its own join is done");
        answer();

        await().until(moved::failed);
        assertEquals(
                ErrorCode.FORBIDDEN,
                assertInstanceOf(GroupRefusal.class, moved.cause()).code());
        ada.send("{\"type\":\"leave\",\"id\":4,\"group\":\"hall\"}");
        assertEquals("error", ada.socket().answer(4).getString("type"));
    }

    @Test
    void whoWaitsForAnotherGroupIsInItsOwnUntilItIsIn() {
        String lobby = "{\"action\":\"joinRoom\",\"rid\":\"lobby\",\"token\":\"t\"}";
        Client bob = node.connect("bob").join("lobby");
        Client one = node.connectSkapi("one").send(lobby);
        slowly();
        one.send(lobby.replace("lobby", "hall"));
        assertEquals(1, bob.socket().ofType("notice").size(), "it has come, and not gone");
        node.run(() -> joins.failures.remove().run());
        node.run(() -> joins.answers.remove());
        bob.send("{\"type\":\"publish\",\"id\":5,\"group\":\"lobby\",\"content\":1}");
        assertEquals(1, bob.socket().answer(5).getInteger("delivered"));

        one.send(lobby.replace("lobby", "hall"));
        answer();
        assertEquals("USER_LEFT", bob.socket().ofType("notice").getLast().getString("code"));
    }
}
