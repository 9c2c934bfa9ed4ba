package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients of skapi-js that go and come. Such a client says nothing of sessions: one that has lost its connection begins with
 * joining the group it was in, a new page with a sign of life.
 */
class SkapiResumeTest {
    private static final int PAGE_GONE = 1001;
    private static final int LOST = 1006;
    private static final String ADA = "5e3f8a4e-0000-4000-8000-000000000001";
    private static final String CARL = "5e3f8a4e-0000-4000-8000-000000000002";
    private static final String KEEP_ALIVE = "{\"action\":\"keepAlive\"}";

    private final TestNode node = new TestNode(new LocalCluster(), new SessionOptions(10_000, 60_000, 4_096, 64 << 10));
    private final Client bob = node.connect("bob").join("lobby");

    @AfterEach
    void close() {
        node.close();
    }

    private static String join(String group) {
        return "{\"action\":\"joinRoom\",\"rid\":\"" + group + "\",\"token\":\"x\"}";
    }

    private Client page(String user) {
        return node.connectSkapi(user).send(KEEP_ALIVE);
    }

    private Client page(String user, Duration tokenLife) {
        return node.presentSkapi(node.token("demo", user, null, tokenLife));
    }

    private void say(String group, String text) {
        bob.send("{\"type\":\"publish\",\"id\":9,\"group\":\"" + group + "\",\"content\":\"" + text + "\"}");
    }

    private void tell(String user, String text) {
        bob.send("{\"type\":\"send\",\"id\":8,\"user_id\":\"" + user + "\",\"content\":\"" + text + "\"}");
    }

    private static List<String> heard(Client page, String kind) {
        return page.socket().frames().stream()
                .map(frame -> frame.getString(kind))
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<JsonObject> arrivals(Client page, String user) {
        return page.socket().frames().stream()
                .filter(frame ->
                        "USER_JOINED".equals(frame.getString("#code")) && user.equals(frame.getString("#user_id")))
                .toList();
    }

    private static String cid(Client page, String user) {
        return arrivals(page, user).getFirst().getString("#scid");
    }

    private static List<String> codes(Client observer) {
        return observer.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code") + " " + notice.getString("user_id"))
                .toList();
    }

    @Test
    void aReloadedPageHearsNothingBeforeItHasJoinedAndThenIsToldOfItsOwnArrival() {
        Client ada = page(ADA).send(join("lobby"));
        ada.close(PAGE_GONE);
        assertEquals(List.of("USER_JOINED " + ADA, "USER_DISCONNECTED " + ADA), codes(bob));
        say("lobby", "too early");
        tell(ADA, "to nobody");

        Client again = page(ADA);
        say("lobby", "to others");
        assertEquals(List.of(), again.socket().frames());

        again.send(join("lobby"));
        say("lobby", "hello");
        assertEquals(1, arrivals(again, ADA).size());
        assertNotEquals(cid(ada, ADA), cid(again, ADA));
        assertEquals(List.of("hello"), heard(again, "#message"));
    }

    @Test
    void anotherTabDoesNotTakeOverASessionThatWaits() {
        Client first = page(ADA).send(join("lobby"));
        first.close(LOST);
        say("lobby", "kept");
        tell(ADA, "kept too");

        Client other = page(ADA);
        assertEquals(List.of(), other.socket().frames());
        other.send(join("hall"));
        say("lobby", "more");
        assertNotEquals(cid(first, ADA), cid(other, ADA));
        assertEquals(List.of(), heard(other, "#message"));

        Client back = node.connectSkapi(ADA).send(join("lobby"));
        assertEquals(List.of("kept", "more"), heard(back, "#message"));
        assertEquals(List.of("kept too"), heard(back, "#private"));
        assertEquals(cid(first, ADA), cid(back, ADA));
        node.pass(Duration.ofSeconds(60));
        assertEquals(List.of("USER_JOINED " + ADA), codes(bob));
    }

    @Test
    void tabsThatWereCutAreNotMixedUp() {
        bob.join("hall");
        Client lobby = page(ADA).send(join("lobby"));
        Client hall = page(ADA).send(join("hall"));
        lobby.close(LOST);
        hall.close(LOST);
        say("lobby", "in the lobby");
        say("hall", "in the hall");

        Client hallAgain = node.connectSkapi(ADA).send(join("hall"));
        Client lobbyAgain = node.connectSkapi(ADA).send(join("lobby"));
        assertEquals(List.of("in the hall"), heard(hallAgain, "#message"));
        assertEquals(List.of("in the lobby"), heard(lobbyAgain, "#message"));
        assertEquals(cid(hall, ADA), cid(hallAgain, ADA));
        assertEquals(cid(lobby, ADA), cid(lobbyAgain, ADA));
        node.pass(Duration.ofSeconds(60));
        assertEquals(2, codes(bob).size(), () -> codes(bob).toString());
    }

    @Test
    void tabsInOneGroupThatWereCutAreToldApartByTheirTokens() {
        Duration one = Duration.ofHours(1);
        Duration two = Duration.ofHours(2);
        Client first = page(ADA, one).send(join("lobby"));
        Client second = page(ADA, two).send(join("lobby"));
        first.close(LOST);
        second.close(LOST);

        assertEquals(cid(second, ADA), cid(page(ADA, two).send(join("lobby")), ADA));
        assertEquals(cid(first, ADA), cid(page(ADA, one).send(join("lobby")), ADA));
    }

    @Test
    void aClientThatHasRefreshedItsTokenMeanwhileIsKnownAllTheSame() {
        Client first = page(ADA, Duration.ofHours(1)).send(join("lobby"));
        first.close(LOST);
        assertEquals(cid(first, ADA), cid(page(ADA, Duration.ofHours(2)).send(join("lobby")), ADA));
    }

    @Test
    void aClientThatComesBackIsToldOfItsOwnArrival() {
        Client ada = page(ADA).send(join("lobby"));
        ada.close(LOST);
        Client back = node.connectSkapi(ADA).send(join("lobby"));
        assertEquals(1, arrivals(back, ADA).size());
        assertEquals(List.of("USER_JOINED " + ADA), codes(bob));
    }

    @Test
    void whoSaysNothingIsConnectedAllTheSameASecondLater() {
        page(ADA).send(join("lobby")).close(LOST);
        Client silent = node.connectSkapi(ADA);
        node.pass(Duration.ofSeconds(3));
        tell(ADA, "hello");
        assertEquals(List.of("hello"), heard(silent, "#private"));
    }

    @Test
    void whoBeginsWithNonsenseIsToldSoWhileASessionWaits() {
        page(ADA).send(join("lobby")).close(LOST);
        Client wrong = node.connectSkapi(ADA).send("{");
        assertEquals("INVALID_REQUEST", wrong.socket().frames().getLast().getString("#code"));
    }

    @Test
    void whoGoesBeforeItHasSaidAnythingLeavesNothingBehind() {
        Client ada = page(ADA).send(join("lobby"));
        ada.close(LOST);
        node.connectSkapi(ADA).close(LOST);
        node.pass(Duration.ofSeconds(5));
        assertEquals(cid(ada, ADA), cid(node.connectSkapi(ADA).send(join("lobby")), ADA));
    }

    private Client rung(Client caller, Client callee, String user) {
        caller.send("{\"action\":\"rtc\",\"uid\":\"cid:" + cid(callee, user)
                + "\",\"content\":{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"v=0\"}},\"token\":\"t\"}");
        assertTrue(
                callee.socket().frames().getLast().getJsonObject("#rtc").containsKey("sdpoffer"),
                () -> callee.socket().frames().toString());
        return callee;
    }

    private static void assertToldTheEnd(Client client, String peer) {
        JsonObject last = client.socket().frames().getLast();
        assertEquals(new JsonObject().put("hungup", peer).put("reason", "disconnected"), last.getJsonObject("#rtc"));
        assertEquals(peer, last.getString("#user_id"));
    }

    @Test
    void aCallerThatReloadsWhileItRingsDoesNotLeaveTheCalleeRinging() {
        Client ada = page(ADA).send(join("lobby"));
        Client carl = rung(ada, page(CARL).send(join("hall")), CARL);
        ada.close(PAGE_GONE);
        page(ADA).send(join("lobby"));
        assertToldTheEnd(carl, ADA);
    }

    @Test
    void aCalleeThatReloadsOrGoesWhileItRingsDoesNotLeaveTheCallerWaiting() {
        Client ada = page(ADA).send(join("lobby"));
        rung(ada, page(CARL).send(join("hall")), CARL).close(PAGE_GONE);
        assertToldTheEnd(ada, CARL);
    }
}
