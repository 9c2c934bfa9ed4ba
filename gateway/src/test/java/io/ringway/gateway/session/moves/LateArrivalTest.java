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
import io.ringway.gateway.session.node.HomeAndAbroad;
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
    private static final NodeRef THIRD = new NodeRef(7, 0);

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client bob = nodes.abroad.connect("bob").join("lobby");
    private final Client ada = nodes.home.connect("ada").join("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();
    private final List<Buffer> given = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        nodes.close();
    }

    private Client comeBack() {
        return nodes.abroad.resume("ada", ada.resumeToken(), 0);
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
        nodes.link();
        nodes.there.peers = Set.of(nodes.here.self(), THIRD);
        nodes.here.peers = Set.of(nodes.there.self(), THIRD);
        nodes.here.answers =
                (node, question) -> nodes.here.askLinked(node, question).onSuccess(given::add);
        ada.close(LOST);
        // The third one says no mark, so this arrival waits for its deadline.
        Client once = comeBack();
        await().until(() -> !nodes.here.told.isEmpty());

        Buffer again = EnvelopeCodec.encode(givenByTheThird());
        nodes.here.answers = (node, question) -> Future.succeededFuture(again);
        nodes.abroad.run(() -> {
            nodes.here.whereabouts.moved(THIRD, new Move(cid, 2));
            nodes.here.inbox().adopted(cid, THIRD);
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
