package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aConnectionIsWelcomedWithWhatItNeedsToKnow() {
        JsonObject welcome = node.connect("ada").socket().frames().getFirst();

        assertEquals("welcome", welcome.getString("type"));
        assertEquals("ada", welcome.getString("user_id"));
        assertEquals(38, welcome.getString("cid").length());
        assertFalse(welcome.containsKey("id"), "nobody asked");
        assertEquals(65_536, welcome.getJsonObject("limits").getInteger("frame_bytes"));
        assertTrue(welcome.getJsonObject("ice").containsKey("iceServers"));
    }

    @Test
    void theVersionsThatAMemberSeesHaveNoGap() {
        Client ada = node.connect("ada").join("lobby");
        Client bob = node.connect("bob").join("lobby");
        bob.send("{\"type\":\"update\",\"id\":2,\"group\":\"lobby\",\"meta\":{\"mood\":\"fine\"}}");
        bob.send("{\"type\":\"leave\",\"id\":3,\"group\":\"lobby\"}");

        long first = ada.socket().answer(1).getLong("version");
        assertEquals(
                List.of(first + 1, first + 2, first + 3),
                ada.socket().ofType("notice").stream()
                        .map(notice -> notice.getLong("version"))
                        .toList());
        assertEquals(
                List.of("USER_JOINED", "USER_UPDATED", "USER_LEFT"),
                ada.socket().ofType("notice").stream()
                        .map(notice -> notice.getString("code"))
                        .toList());
    }

    @Test
    void aJoinAnswersWithEverybodyAndTheJoinerGetsNoNoticeOfItself() {
        node.connect("ada").join("lobby");
        Client bob = node.connect("bob").join("lobby");

        JsonArray members = bob.socket().answer(1).getJsonArray("members");
        assertEquals(List.of("ada", "bob"), List.of(user(members, 0), user(members, 1)));
        assertEquals(List.of(), bob.socket().ofType("notice"));
    }

    private static String user(JsonArray members, int index) {
        return members.getJsonObject(index).getString("user_id");
    }

    @Test
    void joiningAgainReplacesTheMetadataAndAnswersWithTheRoster() {
        Client ada = node.connect("ada").join("lobby");
        ada.send("{\"type\":\"join\",\"id\":2,\"group\":\"lobby\",\"meta\":7}");

        JsonArray members = ada.socket().answer(2).getJsonArray("members");
        assertEquals(1, members.size());
        assertEquals(7, members.getJsonObject(0).getInteger("meta"));
    }

    @Test
    void aGoodbyeIsALeaveAndALossIsADisconnect() {
        Client ada = node.connect("ada").join("lobby");
        node.connect("bob").join("lobby").close(1000);
        node.connect("eve").join("lobby").close(1001);
        node.connect("joe").join("lobby").close(1006);

        assertEquals(
                List.of("USER_LEFT", "USER_DISCONNECTED", "USER_DISCONNECTED"),
                ada.socket().ofType("notice").stream()
                        .map(notice -> notice.getString("code"))
                        .filter(code -> !code.equals("USER_JOINED"))
                        .toList());
    }

    @Test
    void aMessageReachesTheOthersAndTheAnswerSaysHowMany() {
        Client ada = node.connect("ada").join("lobby");
        Client bob = node.connect("bob").join("lobby");
        Client eve = node.connect("eve").join("lobby");
        ada.send("{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":{\"n\":1.50,\"n\":2}}");

        assertEquals(2, ada.socket().answer(2).getInteger("delivered"));
        assertEquals(List.of(), ada.socket().ofType("message"));
        for (Client client : List.of(bob, eve)) {
            JsonObject message = client.socket().ofType("message").getFirst();
            assertEquals("ada", message.getString("user_id"));
            assertEquals(ada.cid(), message.getString("cid"));
        }
    }

    @Test
    void nobodyIsHeardInAGroupWithoutJoiningIt() {
        node.connect("ada").join("lobby");
        Client bob = node.connect("bob");
        bob.send("{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":1}");

        assertEquals("not_joined", bob.socket().answer(2).getString("code"));
    }

    @Test
    void aPrivateMessageReachesEveryDeviceOfAUserButTheOneThatSaidIt() {
        Client phone = node.connect("ada");
        Client laptop = node.connect("ada");
        Client bob = node.connect("bob");
        bob.send("{\"type\":\"send\",\"id\":1,\"user_id\":\"ada\",\"content\":\"hi\"}");
        phone.send("{\"type\":\"send\",\"id\":1,\"user_id\":\"ada\",\"content\":\"me\"}");

        assertEquals(2, bob.socket().answer(1).getInteger("delivered"));
        assertEquals(1, phone.socket().ofType("private").size());
        assertEquals(2, laptop.socket().ofType("private").size());
    }

    @Test
    void whoIsNotThereIsNotFound() {
        Client ada = node.connect("ada");
        Client gone = node.connect("bob");
        String cid = gone.cid();
        gone.close(1000);
        ada.send("{\"type\":\"send\",\"id\":1,\"user_id\":\"bob\",\"content\":1}");
        ada.send("{\"type\":\"send\",\"id\":2,\"cid\":\"" + cid + "\",\"content\":1}");

        assertEquals("not_found", ada.socket().answer(1).getString("code"));
        assertEquals("not_found", ada.socket().answer(2).getString("code"));
    }

    @Test
    void nothingCrossesTenants() {
        Client ada = node.connect("ada").join("lobby");
        Client foreign = node.present(node.token("other", "ada", null, Duration.ofHours(1)))
                .join("lobby");
        foreign.send("{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":1}");
        foreign.send("{\"type\":\"send\",\"id\":3,\"cid\":\"" + ada.cid() + "\",\"content\":1}");
        foreign.send("{\"type\":\"call\",\"id\":4,\"cid\":\"" + ada.cid() + "\"}");
        foreign.send("{\"type\":\"groups\",\"id\":5}");

        assertEquals(0, foreign.socket().answer(2).getInteger("delivered"));
        assertEquals("not_found", foreign.socket().answer(3).getString("code"));
        assertEquals(
                1,
                foreign.socket()
                        .answer(5)
                        .getJsonArray("groups")
                        .getJsonObject(0)
                        .getInteger("members"));
        assertEquals(
                "unreachable", foreign.socket().ofType("rtc:closed").getFirst().getString("reason"));
        assertEquals(2, ada.socket().frames().size(), "a welcome and a join's answer");
    }

    @Test
    void grantsBindWhatATokenMayDo() {
        String grants = "{\"groups\":{\"team-*\":[\"join\"]},\"actions\":[]}";
        Client ada = node.present(node.token("demo", "ada", grants, Duration.ofHours(1)));
        ada.send("{\"type\":\"join\",\"id\":1,\"group\":\"lobby\"}");
        ada.send("{\"type\":\"join\",\"id\":2,\"group\":\"team-red\"}");
        ada.send("{\"type\":\"publish\",\"id\":3,\"group\":\"team-red\",\"content\":1}");
        ada.send("{\"type\":\"send\",\"id\":4,\"user_id\":\"bob\",\"content\":1}");
        ada.send("{\"type\":\"call\",\"id\":5,\"user_id\":\"bob\"}");
        ada.send("{\"type\":\"groups\",\"id\":6}");
        ada.send("{\"type\":\"members\",\"id\":7,\"group\":\"lobby\"}");

        assertEquals("result", ada.socket().answer(2).getString("type"));
        for (long refused : new long[] {1, 3, 4, 5, 6, 7}) {
            assertEquals("forbidden", ada.socket().answer(refused).getString("code"), "request " + refused);
        }
    }

    @Test
    void aConnectionHasItsShareOfGroupsAndNoMore() {
        Client ada = node.connect("ada").join("a").join("b").join("c");
        ada.send("{\"type\":\"join\",\"id\":9,\"group\":\"d\"}");

        assertEquals("limit_reached", ada.socket().answer(9).getString("code"));
    }

    @Test
    void aTokenThatRunsOutIsWarnedOfAndThenCutsTheConnection() {
        Client ada = node.present(node.token("demo", "ada", null, Duration.ofMinutes(5)));
        node.pass(Duration.ofSeconds(271));
        assertEquals(1, ada.socket().ofType("token_expiring").size());
        assertNull(ada.socket().closeCode());

        node.pass(Duration.ofSeconds(30));
        assertEquals(CloseCode.TOKEN_EXPIRED, ada.socket().closeCode());
    }

    @Test
    void aRefreshedTokenKeepsTheConnection() {
        Client ada = node.present(node.token("demo", "ada", null, Duration.ofMinutes(5)));
        String fresh = node.token("demo", "ada", null, Duration.ofHours(1));
        ada.send("{\"type\":\"refresh\",\"id\":1,\"token\":\"" + fresh + "\"}");
        node.pass(Duration.ofMinutes(6));

        assertEquals("result", ada.socket().answer(1).getString("type"));
        assertNull(ada.socket().closeCode());
    }

    /** The others see it leave, it sees itself leave as the next thing in the group, and then nothing more of it. */
    @Test
    void aRefreshWithFewerGrantsTakesAConnectionOutOfItsGroups() {
        Client bob = node.connect("bob").join("lobby");
        Client ada = node.connect("ada").join("lobby");
        ada.send("{\"type\":\"join\",\"id\":2,\"group\":\"hall\"}");
        String lesser = node.token("demo", "ada", "{\"groups\":{\"hall\":[\"join\"]}}", Duration.ofHours(1));
        ada.send("{\"type\":\"refresh\",\"id\":3,\"token\":\"" + lesser + "\"}");
        bob.send("{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":1}");
        ada.send("{\"type\":\"publish\",\"id\":4,\"group\":\"lobby\",\"content\":1}");
        ada.send("{\"type\":\"members\",\"id\":5,\"group\":\"hall\"}");

        assertEquals("result", ada.socket().answer(3).getString("type"));
        JsonObject left = ada.socket().ofType("notice").getFirst();
        assertEquals("USER_LEFT", left.getString("code"));
        assertEquals("lobby", left.getString("group"));
        assertEquals(ada.cid(), left.getString("cid"));
        assertEquals(
                ada.socket().answer(1).getLong("version") + 1, left.getLong("version"), "as the next in the group");
        assertEquals(1, ada.socket().ofType("notice").size());
        assertEquals(List.of(), ada.socket().ofType("message"));
        assertEquals("not_joined", ada.socket().answer(4).getString("code"));
        assertEquals(1, ada.socket().answer(5).getJsonArray("members").size());
        JsonObject told = bob.socket().ofType("notice").getLast();
        assertEquals("USER_LEFT", told.getString("code"));
        assertEquals(left.getLong("version"), told.getLong("version"));
        assertEquals(0, bob.socket().answer(2).getInteger("delivered"));
    }

    @Test
    void aRefreshWithTheSameGrantsChangesNothing() {
        Client bob = node.connect("bob").join("lobby");
        Client ada = node.connect("ada").join("lobby");
        String same = node.token("demo", "ada", "{\"groups\":{\"l*\":[\"join\"]}}", Duration.ofHours(1));
        ada.send("{\"type\":\"refresh\",\"id\":3,\"token\":\"" + same + "\"}");

        assertEquals(List.of(), ada.socket().ofType("notice"));
        assertEquals(1, bob.socket().ofType("notice").size(), "ada's arrival");
    }

    @Test
    void anotherUsersTokenRefreshesNothing() {
        Client ada = node.connect("ada");
        String bobs = node.token("demo", "bob", null, Duration.ofHours(1));
        ada.send("{\"type\":\"refresh\",\"id\":1,\"token\":\"" + bobs + "\"}");

        assertEquals("bad_token", ada.socket().answer(1).getString("code"));
    }

    @Test
    void aTokenMayComeInTheFirstFrame() {
        Client ada = node.connectWithoutToken();
        ada.send("{\"type\":\"hello\",\"id\":0,\"token\":\"" + node.token("demo", "ada", null, Duration.ofHours(1))
                + "\"}");
        ada.join("lobby");

        assertEquals("welcome", ada.socket().frames().getFirst().getString("type"));
        assertEquals("result", ada.socket().answer(1).getString("type"));
    }

    @Test
    void whoSaysSomethingElseFirstIsShownOut() {
        Client stranger = node.connectWithoutToken().join("lobby");

        assertEquals("bad_request", stranger.socket().answer(1).getString("code"));
        assertEquals(CloseCode.TOO_MANY_ERRORS, stranger.socket().closeCode(), "no token was looked at");
    }

    @Test
    void aFirstFrameThatIsNoFrameSaysNothingOfAToken() {
        Client stranger = node.connectWithoutToken().send("{");

        assertEquals(1, stranger.socket().ofType("error").size());
        assertEquals(CloseCode.TOO_MANY_ERRORS, stranger.socket().closeCode());
    }

    @Test
    void aBadTokenInTheFirstFrameIsCalledThat() {
        Client stranger = node.connectWithoutToken().send("{\"type\":\"hello\",\"id\":3,\"token\":\"a.b.c\"}");

        assertEquals("bad_token", stranger.socket().answer(3).getString("code"));
        assertEquals(CloseCode.BAD_TOKEN, stranger.socket().closeCode());
    }

    @Test
    void aBadTokenIsRefusedBeforeTheUpgrade() {
        var refusal = assertInstanceOf(FrontDoor.Admission.Refuse.class, node.knock("nonsense", List.of()));
        assertEquals(401, refusal.code().httpStatus());
        assertInstanceOf(FrontDoor.Admission.Refuse.class, node.knock(null, List.of("ringway.v1", "bearer.nonsense")));
    }

    @Test
    void aForeignSubProtocolIsRefused() {
        var refusal = assertInstanceOf(FrontDoor.Admission.Refuse.class, node.knock(null, List.of("mqtt")));
        assertEquals(400, refusal.code().httpStatus());
    }

    @Test
    void theBearerSubProtocolIsNeverEchoed() {
        String token = node.token("demo", "ada", null, Duration.ofHours(1));
        var accepted = assertInstanceOf(
                FrontDoor.Admission.Accept.class, node.knock(null, List.of("bearer." + token, "ringway.v1")));
        assertEquals("ringway.v1", accepted.subProtocol());
    }

    @Test
    void whoKeepsSendingNonsenseIsCutOff() {
        Client ada = node.connect("ada");
        for (int i = 0; i < 100; i++) {
            ada.send("nonsense");
        }

        assertEquals(CloseCode.TOO_MANY_ERRORS, ada.socket().closeCode());
    }

    @Test
    void aBinaryFrameEndsAConnectionWhoseWireHasNone() {
        Client old = node.connectSkapi("bob");
        old.sendBinary("{}");

        assertEquals(CloseCode.UNSUPPORTED_DATA, old.socket().closeCode());
    }

    @Test
    void dialectsMeetInOneGroup() {
        Client ada = node.connect("ada").join("lobby");
        Client old = node.connectSkapi("bob").send("{\"action\":\"joinRoom\",\"rid\":\"lobby\",\"token\":\"t\"}");
        old.send("{\"action\":\"broadcast\",\"rid\":\"lobby\",\"content\":\"100% sure\",\"token\":\"t\"}");
        ada.send("{\"type\":\"publish\",\"id\":2,\"group\":\"lobby\",\"content\":\"hello\"}");

        assertEquals("100% sure", ada.socket().ofType("message").getFirst().getString("content"));
        List<String> heard = old.socket().frames().stream()
                .map(frame -> frame.getString("#message"))
                .filter(text -> text != null)
                .toList();
        assertEquals(List.of("100%25 sure", "hello"), heard, "a skapi client hears itself");
    }
}
