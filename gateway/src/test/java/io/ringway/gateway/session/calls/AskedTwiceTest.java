package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.Recipient;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client asks for a call of its user once more, as it does not know whether it was heard, while the other nodes are being asked. */
class AskedTwiceTest {
    private final Promise<Integer> found = Promise.promise();
    private @Nullable Inbox inbox;
    private final TestNode node = new TestNode(slowly(new LocalCluster()));
    private final Client tab = node.connect("bob");
    private final CallId call = new CallId(Cid.create(new NodeRef(7, 0)));

    @AfterEach
    void close() {
        node.close();
    }

    /** Which nodes have the call is known when the test says so. */
    private Cluster slowly(Cluster cluster) {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        inbox = (Inbox) arguments[1];
                    }
                    return method.getName().equals("send") && arguments[0] instanceof UserId
                            ? found.future()
                            : method.invoke(cluster, arguments);
                });
    }

    private List<String> answers(Runnable news) {
        for (int id = 1; id <= 2; id++) {
            tab.send("{\"type\":\"move\",\"id\":" + id + ",\"call_id\":\"" + call + "\"}");
        }
        assertTrue(Stream.of("result", "error")
                .allMatch(type -> tab.socket().ofType(type).isEmpty()));
        node.run(news);
        return Stream.of(1, 2)
                .map(id -> tab.socket().answer(id))
                .map(answer -> answer.getString("code", answer.getString("type")))
                .toList();
    }

    @Test
    void whoAsksAgainForACallThatIsBeingLookedForIsToldThatItIsFound() {
        assertEquals(List.of("result", "result"), answers(() -> found.complete(1)));
    }

    @Test
    void whoAsksAgainForACallThatNobodyHasIsToldSoTwice() {
        assertEquals(List.of("no_such_call", "no_such_call"), answers(() -> found.complete(0)));
    }

    @Test
    void whoAsksAgainWhereNobodyAnswersIsToldSoTwice() {
        assertEquals(List.of("unavailable", "unavailable"), answers(() -> found.fail("no answer")));
        assertEquals(
                List.of(),
                tab.socket().ofType("rtc:closed").stream()
                        .map(JsonObject::encode)
                        .toList());
    }

    @Test
    void whoAsksAgainAfterTheCallHasAnotherOwnerWasToldThatItIsFoundBeforeThatWasKnown() {
        Inbox told = Objects.requireNonNull(inbox);
        NodeRef owner = new NodeRef(8, 0);
        Cid cid = Cid.parse(tab.cid()).orElseThrow();
        tab.send("{\"type\":\"move\",\"id\":3,\"call_id\":\"" + call + "\"}");
        Envelope news = new Envelope.CallOwner(new Recipient.Connection(new Tenant("demo"), cid), call, owner);
        node.run(() -> assertTrue(told.message(new NodeRef(7, 0), cid, EnvelopeCodec.encode(news))));
        assertEquals(List.of("no_such_call", "no_such_call"), answers(() -> found.complete(0)));
    }
}
