package io.ringway.gateway.session.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The app's backend says which metadata a member has. */
class MetaAskedTest {
    private final TestNode node = new TestNode(TestSetup.USUAL.with(new Host()));

    private static final class Host implements Doorkeeper {
        @Override
        public boolean asks(Question.Kind kind) {
            return kind == Question.Kind.JOIN;
        }

        @Override
        public Future<Answer> ask(Question question) {
            return Future.succeededFuture(new Answer(true, true, "", null, Bytes.utf8("{\"role\":\"host\"}")));
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Natives had it, whoever came as a Skapi client had none. */
    @Test
    void aMemberHasWhatTheBackendSaysInEitherDialect() {
        node.connectSkapi("carl").send("{\"action\":\"joinRoom\",\"rid\":\"g\"}");
        Client ada = node.connect("ada");
        ada.send("{\"type\":\"join\",\"id\":1,\"group\":\"g\"}");
        List<JsonObject> members = ada.socket().answer(1).getJsonArray("members").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertEquals(2, members.size());
        for (JsonObject member : members) {
            assertEquals(new JsonObject().put("role", "host"), member.getJsonObject("meta"), member::encode);
        }
    }
}
