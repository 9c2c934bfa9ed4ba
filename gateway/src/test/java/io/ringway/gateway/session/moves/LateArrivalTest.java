package io.ringway.gateway.session.moves;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session comes to a node twice, as a third one has taken it meanwhile, and the first arrival is over last. */
class LateArrivalTest {
    private static final int LOST = 1006;
    private static final byte[] SECRET = new byte[32];
    private static final SessionOptions SESSIONS = new SessionOptions(10_000, 60_000, 4_096, 64 << 10);
    private static final NodeRef THIRD = new NodeRef(7, 0);

    private final StagedCluster there = new StagedCluster(SECRET);
    private final StagedCluster here = new StagedCluster(SECRET);
    private final TestNode first = new TestNode(there.cluster(), SESSIONS);
    private final TestNode second = new TestNode(here.cluster(), SESSIONS);
    private final Client bob = second.connect("bob").join("lobby");
    private final Client ada = first.connect("ada").join("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();
    private final List<Buffer> given = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        second.close();
        first.close();
    }

    private Client comeBack() {
        return second.resume("ada", ada.resumeToken(), 0);
    }

    /** As the first one gave it, after two moves. */
    private Envelope givenByTheThird() throws EnvelopeException {
        SessionState state = assertInstanceOf(Envelope.Handover.class, EnvelopeCodec.decode(given.getFirst()))
                .session();
        return new Envelope.Handover(new SessionState(
                state.user(),
                state.cid(),
                state.generation(),
                2,
                state.heard(),
                state.background(),
                state.told(),
                state.before(),
                state.frames(),
                state.groups(),
                state.calls()));
    }

    private int members() {
        bob.send("{\"type\":\"members\",\"id\":7,\"group\":\"lobby\"}");
        return bob.socket().ofType("result").getLast().getJsonArray("members").size();
    }

    @Test
    void whoComesAgainIsNotTakenOutOfTheGroupWhenItsFirstArrivalIsGivenUp() throws EnvelopeException {
        StagedCluster.link(there, here);
        there.peers = Set.of(here.self(), THIRD);
        here.peers = Set.of(there.self(), THIRD);
        here.answers = (node, question) -> here.askLinked(node, question).onSuccess(given::add);
        ada.close(LOST);
        // The third one says no mark, so this arrival waits for its deadline.
        Client once = comeBack();
        await().until(() -> !here.told.isEmpty());

        Buffer again = EnvelopeCodec.encode(givenByTheThird());
        here.answers = (node, question) -> Future.succeededFuture(again);
        second.run(() -> {
            here.whereabouts.moved(THIRD, new Move(cid, 2));
            here.inbox().adopted(cid, THIRD);
        });
        Client twice = comeBack();
        await().until(() -> CloseCode.GOING_AWAY == once.socket().closeCode());
        assertEquals(2, members());

        await().until(() -> !twice.socket().ofType("welcome").isEmpty());
        assertTrue(twice.socket().ofType("welcome").getFirst().getBoolean("resumed"));
        assertEquals(2, members());
        bob.send("{\"type\":\"publish\",\"id\":8,\"group\":\"lobby\",\"content\":\"hello\"}");
        assertEquals("hello", twice.socket().ofType("message").getLast().getString("content"));
    }
}
