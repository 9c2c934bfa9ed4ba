package io.ringway.gateway.session.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients say while the app's backend is still asked whether they may connect. */
class EarlyTest {
    private static final Answer YES = new Answer(true, true, "", null, null);
    private static final String PING = "{\"type\":\"ping\",\"id\":%d}";

    /** On the hub. */
    private final Queue<Promise<Answer>> questions = new ArrayDeque<>();

    private final TestNode node = new TestNode(
            TestSetup.USUAL.with(new SessionOptions(30_000, 0, 4_096, 1 << 20)).with(new SlowDoorkeeper()));

    private final class SlowDoorkeeper implements Doorkeeper {
        @Override
        public boolean asks(Question.Kind kind) {
            return kind == Question.Kind.CONNECT;
        }

        @Override
        public Future<Answer> ask(Question question) {
            Promise<Answer> answer = Promise.promise();
            questions.add(answer);
            return answer.future();
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void letIn() {
        node.run(() -> questions.remove().complete(YES));
    }

    /** It waited for an answer until it gave up, and frames were counted wrong for those that come back. */
    @Test
    void whatIsMalformedIsAnsweredInItsPlaceAndCounted() {
        Client ada = node.connect("ada");
        ada.send(PING.formatted(1));
        ada.send("{\"type\":\"join\",\"id\":2,\"group\":\"\"}");
        ada.send("{\"type\":\"nonsense\",\"id\":3}");
        ada.send("no json");
        ada.send(PING.formatted(4));
        assertEquals(List.of(), ada.socket().frames());

        letIn();

        assertEquals("welcome", ada.socket().frames().getFirst().getString("type"));
        assertEquals(
                List.of(1L, 2L, 3L, 0L, 4L),
                ada.afterWelcome().stream()
                        .map(frame -> frame.getLong("id", 0L))
                        .toList());
        assertEquals("result", ada.socket().answer(1).getString("type"));
        assertEquals("bad_group", ada.socket().answer(2).getString("code"));
        assertEquals("result", ada.socket().answer(4).getString("type"));
        String token = ada.resumeToken();
        ada.giveUp();
        Client again = node.resume("ada", token, 0);
        letIn();
        assertEquals(5, again.socket().ofType("welcome").getFirst().getLong("heard"));
    }

    @Test
    void whatIsMalformedWaitsWithinTheSameBound() {
        Client ada = node.connect("ada");
        for (int i = 0; i < 50; i++) {
            ada.send("{\"type\":\"nonsense\",\"id\":1}");
            ada.send(PING.formatted(1));
        }
        assertNull(ada.socket().closeCode());

        ada.send("{\"type\":\"nonsense\",\"id\":1}");

        assertEquals(CloseCode.RATE_LIMITED, ada.socket().closeCode());
    }
}
