package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
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
    private static final byte[] SECRET = new byte[32];
    private static final SessionOptions SESSIONS = new SessionOptions(10_000, 60_000, 4_096, 64 << 10);
    private static final Duration ALL_GRACE = Duration.ofSeconds(59);
    private static final Duration LONG = Duration.ofSeconds(121);

    private final StagedCluster there = new StagedCluster(SECRET);
    private final StagedCluster here = new StagedCluster(SECRET);
    private final TestNode home = new TestNode(there.cluster(), SESSIONS);
    private final TestNode abroad = new TestNode(here.cluster(), SESSIONS);
    private final Client bob = home.connect("bob").join("lobby");
    private final Client ada = home.connect("ada").join("lobby");

    KickedAwayTest() {
        StagedCluster.link(there, here);
        ada.close(LOST);
    }

    @AfterEach
    void close() {
        abroad.close();
        home.close();
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
        home.disconnect(ada.cid());
        staysOut(home, ada);
        assertEquals(List.of("USER_JOINED", "USER_DISCONNECTED"), codes());
    }

    @Test
    void whoWasAwayIsToldOnAnotherNode() {
        home.disconnect(ada.cid());
        staysOut(abroad, ada);
        staysOut(home, ada);
    }

    @Test
    void whoHasMovedBeforeIsToldEverywhere() {
        Client moved = abroad.resume("ada", ada.resumeToken(), 1);
        assertEquals(ada.cid(), welcome(moved).getString("cid"));
        moved.close(LOST);
        abroad.disconnect(ada.cid());
        staysOut(home, moved);
        staysOut(abroad, moved);
    }

    @Test
    void itIsToldAfterItsNodeIsGone() {
        home.disconnect(ada.cid());
        here.peers = Set.of();
        abroad.run(() -> here.inbox().nodeDown(there.self()));
        staysOut(abroad, ada);
    }

    @Test
    void whoComesWithoutATokenBeginsAnew() {
        home.disconnect(ada.cid());
        Client anew = home.connect("ada");
        assertNotEquals(ada.cid(), welcome(anew).getString("cid"));
        assertNull(anew.socket().closeCode());
    }

    @Test
    void itIsRememberedForAsLongAsAnybodyIsWaitedFor() {
        home.disconnect(ada.cid());
        home.pass(ALL_GRACE);
        staysOut(home, ada);
    }

    @Test
    void whoComesLongAfterThatBeginsAnew() {
        home.disconnect(ada.cid());
        home.pass(LONG);
        assertNotEquals(
                ada.cid(), welcome(home.resume("ada", ada.resumeToken(), 1)).getString("cid"));
    }

    @Test
    void whoLeftByItselfBeginsAnew() {
        Client back = home.resume("ada", ada.resumeToken(), 1);
        String token = back.resumeToken();
        back.close(1000);
        assertNotEquals(ada.cid(), welcome(home.resume("ada", token, 1)).getString("cid"));
    }
}
