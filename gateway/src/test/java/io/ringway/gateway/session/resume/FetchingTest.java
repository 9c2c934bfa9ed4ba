package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client breaks off and comes again while its session is on its way between nodes. */
class FetchingTest {
    private static final int LOST = 1006;

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client ada = nodes.home.connect("ada");
    private final List<NodeRef> asked = new CopyOnWriteArrayList<>();

    FetchingTest() {
        nodes.link();
        ada.close(LOST);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private Client comeBack() {
        return nodes.abroad.resume("ada", ada.resumeToken(), 0);
    }

    /** Nodes ask each other for words about groups, too, whenever they look. */
    private void note(NodeRef to, Buffer question) {
        try {
            if (EnvelopeCodec.decode(question) instanceof Envelope.Fetch) {
                asked.add(to);
            }
        } catch (EnvelopeException notOurs) {
            throw new AssertionError(notOurs);
        }
    }

    /** With every look it asks again. */
    private static void untilWelcome(Client client, TestNode at) {
        await().until(() -> {
            at.run(at.node()::tick);
            return !client.socket().ofType("welcome").isEmpty();
        });
    }

    private void isWelcomedAsWhoItWas(Client client) {
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        JsonObject welcome = client.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertTrue(welcome.getBoolean("recovered"));
        assertEquals(ada.cid(), welcome.getString("cid"));
    }

    @Test
    void whoComesAgainBeforeTheAnswerToItsFirstConnectionKeepsItsSession() {
        Promise<Void> wire = Promise.promise();
        nodes.here.answers = (to, question) -> {
            note(to, question);
            Future<Buffer> answer = nodes.here.askLinked(to, question);
            return wire.future().compose(open -> answer);
        };
        Client gone = comeBack();
        gone.close(LOST);
        Client again = comeBack();
        nodes.abroad.run(wire::complete);
        isWelcomedAsWhoItWas(again);
        assertEquals(List.of(nodes.there.self()), asked);
    }

    @Test
    void anAnswerThatIsTooLateForItsAskerIsGivenOnceMore() {
        nodes.here.answers = (to, question) -> {
            note(to, question);
            Future<Buffer> answer = nodes.here.askLinked(to, question);
            return asked.size() > 1 ? answer : answer.compose(late -> Future.failedFuture("did not answer in time"));
        };
        Client client = comeBack();
        untilWelcome(client, nodes.abroad);
        isWelcomedAsWhoItWas(client);
    }

    @Test
    void whoComesBackToTheOldNodeWhileTheNewOneHasNotGotItKeepsItsSession() {
        nodes.here.answers = (to, question) ->
                nodes.here.askLinked(to, question).compose(late -> Future.failedFuture("did not answer in time"));
        comeBack().close(LOST);
        Client again = nodes.home.resume("ada", ada.resumeToken(), 0);
        untilWelcome(again, nodes.home);
        JsonObject welcome = again.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertEquals(ada.cid(), welcome.getString("cid"));
    }

    private List<JsonObject> messagesWhere(SessionState.Told told) {
        nodes.home.connect("bob").send("{\"type\":\"send\",\"cid\":\"" + ada.cid() + "\",\"content\":\"kept\"}");
        nodes.here.answers = (to, question) -> nodes.here
                .askLinked(to, question)
                .map(answer -> EnvelopeCodec.encode(new Envelope.Handover(given(answer, told))));
        Client client = comeBack();
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        assertFalse(client.socket().ofType("welcome").getFirst().getBoolean("recovered"));
        return client.socket().ofType("private");
    }

    private static SessionState given(Buffer answer, SessionState.Told told) {
        SessionState state = Objects.requireNonNull(Fetching.handover(answer));
        return new SessionState(
                state.user(),
                state.cid(),
                state.generation(),
                state.moves(),
                state.heard(),
                state.background(),
                told,
                state.before(),
                state.frames(),
                state.groups(),
                state.calls());
    }

    @Test
    void whoMayMissSomethingGetsWhatIsKept() {
        assertEquals(1, messagesWhere(SessionState.Told.TORN).size());
    }

    /** Its count is that of another node, which may have told it this too. */
    @Test
    void whoWasToldThingsElsewhereGetsNothingOfTheLogThatComesAlong() {
        assertEquals(List.of(), messagesWhere(SessionState.Told.FOREIGN));
    }

    @Test
    void aNodeThatSaysWhereTheSessionWentIsBelieved() {
        NodeRef middle = new NodeRef(7, 0);
        nodes.here.peers = Set.of(nodes.there.self(), middle);
        Cid cid = Cid.parse(ada.cid()).orElseThrow();
        nodes.here.whereabouts.moved(middle, new Move(cid, 0));
        nodes.here.answers = (to, question) -> {
            note(to, question);
            return to.equals(middle)
                    ? Future.succeededFuture(
                            EnvelopeCodec.encode(new Envelope.SessionMoved(new Tenant("demo"), nodes.there.self(), 2)))
                    : nodes.here.askLinked(to, question);
        };
        comeBack();
        await().until(() -> asked.size() == 2);
        assertEquals(List.of(middle, nodes.there.self()), asked);
    }
}
