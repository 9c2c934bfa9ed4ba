package io.ringway.gateway.session.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients are warned 30 s before their token runs out, and have another one made, as the shim does. */
class ExpiriesTest {
    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
    }

    private String token(Duration life) {
        return node.token("demo", "ada", null, life);
    }

    /** It was warned every second, and had a token made every second. */
    @Test
    void aTokenThatLivesNoLongerThanTheWarningIsRenewedAtHalfItsLife() {
        Client ada = node.present(token(Duration.ofSeconds(30)));

        int renewed = renewWheneverWarned(ada, 60, () -> token(Duration.ofSeconds(30)));

        assertTrue(renewed >= 3 && renewed <= 5, renewed + " times in a minute");
        assertNull(ada.socket().closeCode());
    }

    /** An app that keeps its token until shortly before the end gives the same one again. */
    @Test
    void aTokenThatIsShownAgainIsWarnedOfWhenHalfOfTheRestHasPassed() {
        String kept = token(Duration.ofMinutes(2));
        Client ada = node.present(kept);
        node.pass(Duration.ofSeconds(60));

        int renewed = renewWheneverWarned(ada, 50, () -> kept);

        assertTrue(renewed >= 1 && renewed <= 3, renewed + " times within 50 seconds, of which 20 are of the warning");
        assertNull(ada.socket().closeCode());
    }

    /** Its warning would come too early for the second. */
    @Test
    void aShortTokenInPlaceOfALongOneIsWarnedOfAtItsOwnTime() {
        Client ada = node.present(token(Duration.ofSeconds(20)));
        ada.send("{\"type\":\"refresh\",\"id\":1,\"token\":\"" + token(Duration.ofHours(1)) + "\"}");
        node.pass(Duration.ofMinutes(2));
        assertEquals(0, ada.socket().ofType("token_expiring").size());

        ada.send("{\"type\":\"refresh\",\"id\":2,\"token\":\"" + token(Duration.ofSeconds(20)) + "\"}");
        node.pass(Duration.ofSeconds(12));
        assertEquals(1, ada.socket().ofType("token_expiring").size());
    }

    private int renewWheneverWarned(Client client, int seconds, Supplier<String> token) {
        int renewed = 0;
        for (int i = 0; i < seconds; i++) {
            node.pass(Duration.ofSeconds(1));
            if (client.socket().ofType("token_expiring").size() > renewed) {
                renewed++;
                client.send("{\"type\":\"refresh\",\"id\":" + renewed + ",\"token\":\"" + token.get() + "\"}");
                assertEquals("result", client.socket().answer(renewed).getString("type"));
            }
        }
        assertEquals(renewed, client.socket().ofType("token_expiring").size());
        return renewed;
    }
}
