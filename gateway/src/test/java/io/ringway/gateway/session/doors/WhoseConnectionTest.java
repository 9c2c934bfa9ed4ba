package io.ringway.gateway.session.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for a client counts as its user's, whichever way it came in. */
class WhoseConnectionTest {
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");

    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
    }

    private String token() {
        return node.token("demo", "ada", null, Duration.ofHours(1));
    }

    @Test
    void theBearersOfTheToken() {
        assertEquals(ADA, node.connect("ada").user());
        assertEquals(ADA, node.connectSkapi("ada").user());
        assertEquals(ADA, node.connectPeer("some-name", token()).user());
    }

    @Test
    void nobodysUntilTheTokenIsShown() {
        Client client = node.connectWithoutToken();
        assertNull(client.user());
        client.send("{\"type\":\"hello\",\"id\":0,\"token\":\"" + token() + "\"}");
        assertEquals(ADA, client.user());
    }

    @Test
    void aVisitorsOfTheKeysTenant() {
        UserId visitor = node.visit(TestNode.KEY, TestNode.PAGE).user();
        assertNotNull(visitor);
        assertEquals("demo", visitor.tenant().name());
    }

    @Test
    void nobodysWhereANameIsAllThatIsShown() {
        assertNull(node.connectPeer("some-name", "random").user());
    }
}
