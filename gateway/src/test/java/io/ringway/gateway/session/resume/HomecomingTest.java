package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session goes to another node, whose welcome its client never gets, and comes back to the node that it was on. */
class HomecomingTest {
    private static final int LOST = 1006;
    private static final byte[] SECRET = new byte[32];
    private static final SessionOptions SESSIONS = new SessionOptions(10_000, 60_000, 4_096, 64 << 10);

    private final StagedCluster there = new StagedCluster(SECRET);
    private final StagedCluster here = new StagedCluster(SECRET);
    private final TestNode home = new TestNode(there.cluster(), SESSIONS);
    private final TestNode abroad = new TestNode(here.cluster(), SESSIONS);
    private final Client bob = home.connect("bob").join("lobby");
    private final Client ada = home.connect("ada").join("lobby");
    private final JsonObject before = welcome(ada);

    HomecomingTest() {
        StagedCluster.link(there, here);
        ada.close(LOST);
    }

    @AfterEach
    void close() {
        abroad.close();
        home.close();
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
        Client lost = resume(abroad, ada);
        welcomedWhole(lost);
        bob.close(1000);
        lost.close(LOST);
        Client again = resume(home, ada);
        JsonObject after = welcomedWhole(again);

        assertEquals(List.of(), again.socket().ofType("notice"), "what was said while it was away");
        assertNotEquals(epoch(before), epoch(after));
    }
}
