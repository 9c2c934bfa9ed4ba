package io.ringway.gateway.session.histories;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.history.Ballot;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node whose only peer stops answering: what waits for its copy, once it is counted out. Its peer is none, and takes everything that
 * it is told, until it hangs.
 */
class FencedHistoriesTest {
    private static final NodeRef PEER = new NodeRef(Long.MAX_VALUE, 0);

    private final LocalCluster local = new LocalCluster();
    private volatile Set<NodeRef> peers = Set.of(PEER);
    private volatile boolean isFenced;
    private volatile boolean isHung;
    private volatile @Nullable Inbox inbox;
    private String group = "";

    private final TestNode node = new TestNode(TestSetup.over(cluster()).with(TestSetup.HISTORY));

    @AfterEach
    void close() {
        node.close();
    }

    private Cluster cluster() {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "isFenced" -> {
                            return isFenced;
                        }
                        case "peers" -> {
                            return peers;
                        }
                        case "post" -> {
                            told((Buffer) arguments[arguments.length - 1]);
                            return null;
                        }
                        case "start" -> inbox = (Inbox) arguments[1];
                        default -> {}
                    }
                    return method.invoke(local, arguments);
                });
    }

    /** A replica that has nothing of its own, and agrees to everything. */
    private void told(Buffer payload) throws EnvelopeException {
        if (isHung || !(EnvelopeCodec.decode(payload) instanceof Envelope.History(HistoryMessage said))) {
            return;
        }
        switch (said) {
            case HistoryMessage.Seek(var group, var ballot) -> answer(new HistoryMessage.Promise(group, ballot, null));
            case HistoryMessage.Install install ->
                answer(new HistoryMessage.Installed(
                        install.group(), install.regime().ballot()));
            case HistoryMessage.Store(Group group, Ballot ballot, var entries)
            when !entries.isEmpty() ->
                answer(new HistoryMessage.Stored(
                        group, ballot, entries.getLast().kept().offset()));
            default -> {}
        }
    }

    private void answer(HistoryMessage answer) {
        Inbox to = Objects.requireNonNull(inbox);
        to.message(PEER, EnvelopeCodec.encode(new Envelope.History(answer)));
    }

    private void peerGoes(boolean fences) {
        node.run(() -> {
            peers = Set.of();
            isFenced = fences;
            Objects.requireNonNull(inbox).nodeDown(PEER);
        });
    }

    /** A member of a group that this node orders, and whose second copy is the peer's; those of others wait for it in vain. */
    private Client member() {
        for (int i = 0; i < 64; i++) {
            group = "h:" + i;
            Client client = node.connect("ada" + i);
            client.send("{\"type\":\"join\",\"id\":1,\"group\":\"" + group + "\"}");
            if (!answers(client, 1).isEmpty()) {
                publish(client, 9);
                assertEquals(1, answers(client, 9).getFirst().getInteger("offset"));
                return client;
            }
        }
        throw new AssertionError("this node orders nothing");
    }

    private static List<JsonObject> answers(Client client, int id) {
        return client.socket().frames().stream()
                .filter(frame -> frame.getInteger("id", -1) == id)
                .toList();
    }

    private void publish(Client client, int id) {
        client.send("{\"type\":\"publish\",\"id\":" + id + ",\"group\":\"" + group + "\",\"content\":1}");
    }

    @Test
    void whatWaitedForASecondCopyWasAcknowledgedInTheMomentOfTheFence() {
        Client ada = member();
        isHung = true;
        publish(ada, 2);
        publish(ada, 3);
        assertEquals(List.of(), answers(ada, 2));
        peerGoes(true);
        for (int id = 2; id < 4; id++) {
            JsonObject refusal = answers(ada, id).getFirst();
            assertEquals("unavailable", refusal.getString("code"));
            assertTrue(refusal.getBoolean("temporary"));
        }
    }

    @Test
    void anAnnouncementThatWaitedWasAcknowledgedInTheMomentOfTheFence() {
        member();
        isHung = true;
        Group named = new Group(new Tenant("demo"), group);
        UserId user = new UserId(new Tenant("demo"), "backend");
        AtomicReference<Future<?>> announced = new AtomicReference<>();
        node.run(() -> announced.set(node.node().backend().publish(named, user, Content.json("1"), "")));
        peerGoes(true);
        Future<?> answer = Objects.requireNonNull(announced.get());
        ExecutionException refusal = assertThrows(
                ExecutionException.class,
                () -> answer.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
        assertInstanceOf(UnavailableException.class, refusal.getCause());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOneThatIsLeftGoesOnWhereItMay(boolean wasFenced) {
        Client ada = member();
        isHung = true;
        publish(ada, 2);
        peerGoes(wasFenced);
        isFenced = false;
        node.pass(Duration.ofSeconds(2));
        publish(ada, 3);
        // What looks at histories often is a timer of its own.
        await().pollInterval(Duration.ofMillis(300)).until(() -> {
            node.pass(Duration.ofSeconds(1));
            return !answers(ada, 2).isEmpty() && !answers(ada, 3).isEmpty();
        });
        assertEquals(wasFenced ? "error" : "result", answers(ada, 2).getFirst().getString("type"));
        assertEquals("result", answers(ada, 3).getFirst().getString("type"));
    }
}
