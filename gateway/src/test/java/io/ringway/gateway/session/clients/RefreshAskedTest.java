package io.ringway.gateway.session.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that are shown while the app's backend is slow to say whether they may be. */
class RefreshAskedTest {
    private static final Answer YES = new Answer(true, true, "", null, null);
    private static final Answer NO = new Answer(false, true, "no", null, null);

    private final SlowDoorkeeper doorkeeper = new SlowDoorkeeper();
    private final TestNode node = new TestNode(TestSetup.USUAL.with(doorkeeper));

    /** Lets in at once, until it is told to be slow; everything on the hub. */
    private static final class SlowDoorkeeper implements Doorkeeper {
        private final Queue<Promise<Answer>> questions = new ArrayDeque<>();
        private boolean slow;

        @Override
        public boolean asks(Question.Kind kind) {
            return kind == Question.Kind.CONNECT;
        }

        @Override
        public Future<Answer> ask(Question question) {
            Promise<Answer> answer = Promise.promise();
            if (slow) {
                questions.add(answer);
            } else {
                answer.complete(YES);
            }
            return answer.future();
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String token() {
        return node.token("demo", "ada", null, Duration.ofHours(2));
    }

    private static String refresh(long id, String token) {
        return "{\"type\":\"refresh\",\"id\":" + id + ",\"token\":\"" + token + "\"}";
    }

    private Client slowly() {
        Client ada = node.connect("ada");
        node.run(() -> doorkeeper.slow = true);
        return ada;
    }

    private void answer(Answer answer) {
        node.run(() -> doorkeeper.questions.remove().complete(answer));
    }

    @Test
    void aFloodOfRefreshesAsksTheBackendOneQuestionAtATime() {
        Client ada = slowly();
        String token = token();
        for (int i = 1; i <= 500; i++) {
            ada.send(refresh(i, token));
        }
        node.run(() -> assertEquals(1, doorkeeper.questions.size()));
        answer(YES);
        assertEquals("result", ada.socket().answer(1).getString("type"));
        node.run(() -> assertEquals(1, doorkeeper.questions.size()));
    }

    @Test
    void whatFollowsARefreshWaitsForItAndIsNotLost() {
        Client ada = slowly();
        ada.send(refresh(1, token()), "{\"type\":\"ping\",\"id\":2}");
        assertEquals(0, ada.afterWelcome().size());
        answer(YES);
        assertEquals(1, ada.afterWelcome().getFirst().getLong("id"));
        assertEquals("result", ada.socket().answer(2).getString("type"));
        ada.send(refresh(3, "nonsense"), "{\"type\":\"ping\",\"id\":4}");
        assertEquals("bad_token", ada.socket().answer(3).getString("code"));
        assertEquals("result", ada.socket().answer(4).getString("type"));
    }

    @Test
    void aTokenThatIsRevokedWhileTheBackendIsAskedIsNotTaken() throws Exception {
        Client ada = slowly();
        String token = token();
        ada.send(refresh(1, token));
        long never = Long.MAX_VALUE;
        String jti = new JsonObject(
                        new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8))
                .getString("jti");
        node.node()
                .backend()
                .exclude(new Revocation(Revocation.Kind.TOKEN, new Tenant("demo"), jti, 1, never, never))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        answer(YES);
        assertEquals("bad_token", ada.socket().answer(1).getString("code"));
        assertNull(ada.socket().closeCode());
    }

    @Test
    void whoIsGoneBeforeTheBackendAnswersIsNotDismissedAgain() {
        Client ada = slowly();
        ada.send(refresh(1, token()), "{\"type\":\"ping\",\"id\":2}");
        ada.close(1000);
        answer(NO);
        assertEquals(0, ada.afterWelcome().size());

        node.run(() -> doorkeeper.slow = false);
        Client back = slowly();
        back.send(refresh(1, token()));
        answer(NO);
        assertEquals("forbidden", back.socket().answer(1).getString("code"));
        assertEquals(CloseCode.KICKED, back.socket().closeCode());
    }
}
