package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is disconnected by a backend or an operator is gone at once: its socket, which it need not close, keeps nothing of the session. */
class DismissedTest {
    private static final NodeRef OTHER = new NodeRef(2, 0);
    private static final int LOST = 1006;

    private final StagedCluster stage = new StagedCluster(new byte[32]);
    private final TestNode node = new TestNode(stage.cluster(), new SessionOptions(10_000, 60_000, 4_096, 64 << 10));
    private final Client bob = node.connect("bob").join("lobby");
    private final Client ada = node.connect("ada").join("lobby");

    @BeforeEach
    void dismiss() {
        stage.peers = Set.of(OTHER);
        node.disconnect(ada.cid());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private List<String> codes() {
        return bob.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code"))
                .toList();
    }

    @Test
    void othersAreToldAtOnceAndItIsToldWhy() {
        assertEquals(CloseCode.KICKED, ada.socket().closeCode());
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes());
    }

    @Test
    void itsSessionIsNotResumedBeforeItsSocketIsGone() {
        Client back = node.resume("ada", ada.resumeToken(), 1);
        assertEquals(CloseCode.KICKED, back.socket().closeCode());
        assertEquals(List.of(), back.socket().ofType("welcome"));
        ada.close(LOST);
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes(), "once");
    }

    @Test
    void itsSessionIsNotGivenToAnotherNodeBeforeItsSocketIsGone() throws EnvelopeException {
        Envelope question = new Envelope.Fetch(
                new UserId(new Tenant("demo"), "ada"), Cid.parse(ada.cid()).orElseThrow(), 0);
        @SuppressWarnings({"unchecked", "rawtypes"})
        Future<Buffer>[] answer = new Future[1];
        node.run(() -> answer[0] = stage.inbox().asked(OTHER, EnvelopeCodec.encode(question)));
        await().until(answer[0]::isComplete);
        assertInstanceOf(Envelope.NoSession.class, EnvelopeCodec.decode(answer[0].result()));
    }

    @Test
    void itsSocketMayCloseForAnotherReason() {
        ada.close(CloseCode.SLOW_CONSUMER.code());
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes());
    }

    @Test
    void nothingIsDoneThatWasOnItsWay() {
        ada.join("hall");
        ada.send("{\"type\":\"publish\",\"id\":5,\"group\":\"lobby\",\"content\":\"late\"}");
        assertEquals(List.of(), bob.socket().ofType("message"));
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes());
    }
}
