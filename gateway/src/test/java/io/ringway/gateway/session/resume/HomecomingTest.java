package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session goes to another node, whose welcome its client never gets, and comes back to the node that it was on. */
class HomecomingTest {
    private static final int LOST = 1006;

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client bob = nodes.home.connect("bob").join("lobby");
    private final Client ada = nodes.home.connect("ada").join("lobby");
    private final JsonObject before = welcome(ada);

    HomecomingTest() {
        nodes.link();
        ada.close(LOST);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    /** The client has the answer to its join, and nothing else. */
    private Client resume(TestNode node, Client shown) {
        return node.resume("ada", shown.resumeToken(), 1);
    }

    private JsonObject welcome(Client client) {
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        return client.socket().ofType("welcome").getFirst();
    }

    private JsonObject welcomedWhole(Client client) {
        JsonObject welcome = welcome(client);
        assertEquals(ada.cid(), welcome.getString("cid"));
        assertTrue(welcome.getBoolean("recovered"));
        return welcome;
    }

    private static String epoch(JsonObject welcome) {
        return welcome.getString("epoch");
    }

    /** Its groups were told of each other meanwhile by versions that say nothing of the other node's. */
    @Test
    void whoComesHomeFromAnotherNodeWithoutKnowingItIsToldToAskForItsRosters() {
        Client lost = resume(nodes.abroad, ada);
        welcomedWhole(lost);
        bob.close(1000);
        lost.close(LOST);
        Client again = resume(nodes.home, ada);
        JsonObject after = welcomedWhole(again);

        assertEquals(List.of(), again.socket().ofType("notice"), "what was said while it was away");
        assertNotEquals(epoch(before), epoch(after));
    }
}
