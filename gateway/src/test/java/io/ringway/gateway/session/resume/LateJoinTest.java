package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session is given away in vain while a join of it is not answered, and its client joins again with the one that is here then. */
class LateJoinTest {
    private static final int LOST = 1006;
    private static final byte[] SECRET = new byte[32];
    private static final NodeRef NEW = new NodeRef(1, 0);
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");

    private final StagedCluster stage = new StagedCluster(SECRET);
    private final Queue<Runnable> answers = new ArrayDeque<>();
    private final Queue<Runnable> failures = new ArrayDeque<>();
    private boolean slow;
    private final TestNode node =
            new TestNode(slowly(stage.cluster()), new SessionOptions(10_000, 60_000, 4_096, 64 << 10));
    private final Client bob = node.connect("bob").join("lobby");
    private final Client again;

    LateJoinTest() {
        stage.peers = Set.of(NEW);
        node.run(() -> slow = true);
        Client ada = node.connect("ada").join("lobby");
        Cid cid = Cid.parse(ada.cid()).orElseThrow();
        ada.close(LOST);
        Buffer question = EnvelopeCodec.encode(new Envelope.Fetch(ADA, cid, 0));
        CopyOnWriteArrayList<Buffer> given = new CopyOnWriteArrayList<>();
        node.run(() -> stage.inbox().asked(NEW, question).onSuccess(given::add));
        await().until(() -> !given.isEmpty());
        node.run(() -> stage.inbox().nodeDown(NEW));
        again = node.resume("ada", ada.resumeToken(), 0);
        assertTrue(again.socket().ofType("welcome").getFirst().getBoolean("resumed"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Joins are done at once, and answered when the test says so. */
    private Cluster slowly(Cluster cluster) {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> call(cluster, method, arguments));
    }

    private Object call(Cluster cluster, Method method, Object[] arguments) throws Throwable {
        try {
            Object result = method.invoke(cluster, arguments);
            return slow && method.getName().equals("join") ? later((Future<?>) result) : result;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private Future<Object> later(Future<?> joined) {
        Promise<Object> answer = Promise.promise();
        answers.add(() -> answer.complete(joined.result()));
        failures.add(() -> answer.fail("no answer"));
        return answer.future();
    }

    private void answer(Queue<Runnable> queue) {
        node.run(() -> queue.remove().run());
    }

    private int members() {
        bob.send("{\"type\":\"members\",\"id\":7,\"group\":\"lobby\"}");
        return bob.socket().ofType("result").getLast().getJsonArray("members").size();
    }

    @Test
    void whoHasJoinedAgainIsNotTakenOutOfTheGroupByTheAnswerToTheFirstJoin() {
        node.run(() -> slow = false);
        again.join("lobby");
        assertEquals(2, members());
        answer(answers);
        assertEquals(2, members());
    }

    @Test
    void norIsWhoJoinsAgainJustNow() {
        again.join("lobby");
        answer(answers);
        assertEquals(2, members());
        answer(answers);
        assertEquals(2, members());
        assertEquals("result", again.socket().answer(1).getString("type"));
    }

    @Test
    void whoJoinsAgainInVainIsNotAGhost() {
        again.join("lobby");
        answer(answers);
        failures.remove();
        answer(failures);
        assertEquals("error", again.socket().ofType("error").getLast().getString("type"));
        assertEquals(1, members());
    }

    @Test
    void whoDoesNotJoinAgainIsNotAGhost() {
        answer(answers);
        assertEquals(1, members());
    }
}
