package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kick that meets a session whose client is away, of which it hears when it comes back. */
class KickedAwayTest {
    private static final int LOST = 1006;
    private static final Duration ALL_GRACE = Duration.ofSeconds(59);
    private static final Duration LONG = Duration.ofSeconds(121);

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client bob = nodes.home.connect("bob").join("lobby");
    private final Client ada = nodes.home.connect("ada").join("lobby");

    KickedAwayTest() {
        nodes.link();
        ada.close(LOST);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private void staysOut(TestNode node, Client shown) {
        Client back = node.resume("ada", shown.resumeToken(), 1);
        await().until(() -> back.socket().closeCode() != null);
        assertEquals(CloseCode.KICKED, back.socket().closeCode());
        assertEquals(List.of(), back.socket().ofType("welcome"));
    }

    private static JsonObject welcome(Client client) {
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        return client.socket().ofType("welcome").getFirst();
    }

    private List<String> codes() {
        return bob.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code"))
                .toList();
    }

    @Test
    void whoWasAwayIsToldOnItsNode() {
        nodes.home.disconnect(ada.cid());
        staysOut(nodes.home, ada);
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes());
    }

    @Test
    void whoWasAwayIsToldOnAnotherNode() {
        nodes.home.disconnect(ada.cid());
        staysOut(nodes.abroad, ada);
        staysOut(nodes.home, ada);
    }

    @Test
    void whoHasMovedBeforeIsToldEverywhere() {
        Client moved = nodes.abroad.resume("ada", ada.resumeToken(), 1);
        assertEquals(ada.cid(), welcome(moved).getString("cid"));
        moved.close(LOST);
        nodes.abroad.disconnect(ada.cid());
        staysOut(nodes.home, moved);
        staysOut(nodes.abroad, moved);
    }

    @Test
    void itIsToldAfterItsNodeIsGone() {
        nodes.home.disconnect(ada.cid());
        nodes.here.peers = Set.of();
        nodes.abroad.run(() -> nodes.here.inbox().nodeDown(nodes.there.self()));
        staysOut(nodes.abroad, ada);
    }

    @Test
    void whoComesWithoutATokenBeginsAnew() {
        nodes.home.disconnect(ada.cid());
        Client anew = nodes.home.connect("ada");
        assertNotEquals(ada.cid(), welcome(anew).getString("cid"));
        assertNull(anew.socket().closeCode());
    }

    @Test
    void itIsRememberedForAsLongAsAnybodyIsWaitedFor() {
        nodes.home.disconnect(ada.cid());
        nodes.home.pass(ALL_GRACE);
        staysOut(nodes.home, ada);
    }

    @Test
    void whoComesLongAfterThatBeginsAnew() {
        nodes.home.disconnect(ada.cid());
        nodes.home.pass(LONG);
        assertNotEquals(
                ada.cid(),
                welcome(nodes.home.resume("ada", ada.resumeToken(), 1)).getString("cid"));
    }

    @Test
    void whoLeftByItselfBeginsAnew() {
        Client back = nodes.home.resume("ada", ada.resumeToken(), 1);
        String token = back.resumeToken();
        back.close(1000);
        assertNotEquals(ada.cid(), welcome(nodes.home.resume("ada", token, 1)).getString("cid"));
    }
}
