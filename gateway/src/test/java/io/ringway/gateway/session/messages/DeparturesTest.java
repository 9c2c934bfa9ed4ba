package io.ringway.gateway.session.messages;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one connection sends to a user, to a group and to a connection, all of the same receiver on another node. */
class DeparturesTest {
    private final StagedCluster here = new StagedCluster(new byte[32]);
    private final StagedCluster there = new StagedCluster(new byte[32]);
    private final LateDirectory directory = new LateDirectory();
    private final TestNode node = new TestNode(directory.cluster());
    private final TestNode other = new TestNode(there.cluster());

    /** Says where users are when the test wants it to. What leaves for the other node arrives in that order. */
    private final class LateDirectory {
        private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
        private final Queue<Runnable> failures = new ConcurrentLinkedQueue<>();
        private final Cluster real = here.cluster();

        Cluster cluster() {
            return (Cluster) Proxy.newProxyInstance(
                    Cluster.class.getClassLoader(),
                    new Class<?>[] {Cluster.class},
                    (proxy, method, arguments) -> call(method, arguments));
        }

        private Object call(Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("send") && arguments.length == 4) {
                return send((UserId) arguments[1], (Buffer) arguments[2], (IntSupplier) arguments[3]);
            }
            if (method.getName().equals("publish") && arguments.length == 2) {
                Group group = (Group) arguments[0];
                Buffer payload = (Buffer) arguments[1];
                onTheWay(() -> there.inbox().message(here.self(), group, payload));
                return 1;
            }
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        }

        private Future<Integer> send(UserId to, Buffer payload, IntSupplier told) {
            Promise<Integer> sent = Promise.promise();
            answers.add(() -> {
                int count = told.getAsInt();
                onTheWay(() -> there.inbox().message(here.self(), to, payload));
                // The other node's answer is yet to come.
                failures.add(() -> sent.complete(count + 1));
            });
            failures.add(() -> sent.fail("nobody knows"));
            return sent.future();
        }

        private void onTheWay(Runnable arrives) {
            other.run(arrives);
        }

        void answer() {
            node.run(() -> answers.remove().run());
        }
    }

    @BeforeEach
    void link() {
        StagedCluster.link(here, there);
    }

    @AfterEach
    void close() {
        node.close();
        other.close();
    }

    private static String toBob(int id, String content) {
        return "{\"type\":\"send\",\"id\":" + id + ",\"user_id\":\"bob\",\"content\":\"" + content + "\"}";
    }

    private static String toLobby(int id, String content) {
        return "{\"type\":\"publish\",\"id\":" + id + ",\"group\":\"lobby\",\"content\":\"" + content + "\"}";
    }

    private static List<String> heard(Client client) {
        return client.socket().frames().stream()
                .filter(frame -> List.of("message", "private").contains(frame.getString("type")))
                .map(message -> message.getString("content"))
                .toList();
    }

    private static boolean isAnswered(Client client, int id) {
        return client.socket().frames().stream()
                .anyMatch(frame -> Integer.valueOf(id).equals(frame.getInteger("id")));
    }

    @Test
    void aMessageToAGroupOvertookTheOneToAUserBeforeIt() {
        Client ada = node.connect("ada").join("lobby");
        Client bob = other.connect("bob").join("lobby");
        Client carl = node.connect("bob").join("lobby");

        ada.send(toBob(2, "first")).send(toLobby(3, "second")).send(toBob(4, "third"));
        assertEquals(List.of(), heard(bob), "the first is not on its way yet");
        directory.answer();
        await().until(() -> directory.answers.size() == 1);
        directory.answer();

        await().until(() -> heard(bob).size() == 3);
        assertEquals(List.of("first", "second", "third"), heard(bob));
        assertEquals(List.of("first", "second", "third"), heard(carl), "on the sender's own node as well");
    }

    @Test
    void aMessageToAConnectionOvertookTheOneToItsUser() {
        Client ada = node.connect("ada");
        Client bob = node.connect("bob");
        ada.send(toBob(2, "first"))
                .send("{\"type\":\"send\",\"id\":3,\"cid\":\"" + bob.cid() + "\",\"content\":\"second\"}");
        assertEquals(List.of(), heard(bob));
        directory.answer();
        await().until(() -> heard(bob).size() == 2);
        assertEquals(List.of("first", "second"), heard(bob));
    }

    @Test
    void whatCannotOvertakeAnythingDoesNotWait() {
        Client ada = node.connect("ada").join("lobby");
        ada.send(toBob(2, "first")).send("{\"type\":\"ping\",\"id\":9}").send(toBob(3, "to another device"));
        assertTrue(isAnswered(ada, 9));
        assertEquals(2, directory.answers.size(), "both are looked up");

        Client eve = node.connect("eve").join("lobby").send(toLobby(5, "of somebody else"));
        assertTrue(isAnswered(eve, 5));
    }

    @Test
    void whatWaitsGoesOnWhereNobodyKnowsWhereTheUserIs() {
        Client ada = node.connect("ada").join("lobby");
        ada.send(toBob(2, "first")).send(toLobby(3, "second")).send("{\"type\":\"ping\",\"id\":9}");
        assertTrue(!isAnswered(ada, 9), "it comes behind what waits");
        node.run(() -> directory.failures.remove().run());
        await().until(() -> isAnswered(ada, 9));
        assertEquals("unavailable", ada.socket().answer(2).getString("code"));
        assertEquals("result", ada.socket().answer(3).getString("type"));
    }

    @Test
    void aJoinBehindAMessageThatIsOnItsWayIsNotResumedByIt() {
        Client ada = node.connect("ada");
        ada.send(toBob(2, "first")).join("lobby").send(toLobby(3, "second"));
        assertEquals("result", ada.socket().answer(1).getString("type"));
        assertTrue(!isAnswered(ada, 3));
        directory.answer();
        await().until(() -> isAnswered(ada, 3));
    }
}
