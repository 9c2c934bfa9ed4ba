package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session goes on on another node, with a token that does not allow all of the groups it is in. */
class FewerGrantsAbroadTest {
    private static final int LOST = 1006;
    private static final int ANSWERS = 3;
    private static final Tenant DEMO = new Tenant("demo");
    private static final NodeRef THIRD = new NodeRef(7, 0);
    private static final String HALL = "{\"groups\":{\"hall\":[\"*\"]}}";
    private static final String HALL_AND_DEN = "{\"groups\":{\"hall\":[\"*\"],\"den\":[\"*\"]}}";

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client carl = nodes.abroad.connect("carl").join("lobby");
    private final Client ada =
            nodes.home.connect("ada").join("lobby").join("hall").join("attic");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();

    FewerGrantsAbroadTest() {
        nodes.link();
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private Client comeBack(String grants) {
        ada.close(LOST);
        return nodes.abroad.resume("ada", grants, ada.resumeToken(), ANSWERS);
    }

    /** A third node is waited for with its mark. */
    private Client beOnTheWay(String grants) {
        nodes.there.peers = Set.of(nodes.here.self(), THIRD);
        nodes.here.peers = Set.of(nodes.there.self(), THIRD);
        Client client = comeBack(grants);
        await().until(() -> !nodes.here.told.isEmpty());
        // The old node has heard that it was taken.
        nodes.abroad.run(() -> {});
        nodes.home.run(() -> {});
        return client;
    }

    private void arrive() {
        Buffer mark = EnvelopeCodec.encode(new Envelope.Mark(DEMO, cid, 1, true));
        nodes.abroad.run(() -> nodes.here.inbox().message(THIRD, mark));
        nodes.home.run(() -> nodes.there.inbox().message(THIRD, mark));
    }

    private void isWelcomed(Client client) {
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        JsonObject welcome = client.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertTrue(welcome.getBoolean("recovered"));
        assertEquals(ada.cid(), welcome.getString("cid"));
    }

    private static List<String> told(Client client) {
        return client.socket().ofType("notice").stream()
                .map(notice -> notice.getString("code") + " " + notice.getString("user_id") + " of "
                        + notice.getString("group"))
                .toList();
    }

    private static int members(Client client, String group) {
        client.send("{\"type\":\"members\",\"id\":7,\"group\":\"" + group + "\"}");
        return client.socket()
                .ofType("result")
                .getLast()
                .getJsonArray("members")
                .size();
    }

    @Test
    void whoMayBeInLessIsToldWhatItHasLeftAndSoAreTheOthers() {
        Client again = comeBack(HALL);
        isWelcomed(again);
        assertEquals(Set.of("USER_LEFT ada of lobby", "USER_LEFT ada of attic"), Set.copyOf(told(again)));
        assertEquals(2, told(again).size());
        assertEquals(List.of("USER_JOINED ada of lobby", "USER_LEFT ada of lobby"), told(carl));
        assertEquals(1, members(again, "hall"));
        carl.send("{\"type\":\"publish\",\"id\":9,\"group\":\"lobby\",\"content\":\"among ourselves\"}");
        assertEquals(List.of(), again.socket().ofType("message"));
    }

    /** It was told before of what it may not know any more, and is told nothing of it now. */
    @Test
    void whoMayBeInLessIsNotToldTheStateOfWhatItHasLeft() {
        carl.send("{\"type\":\"state_set\",\"id\":5,\"group\":\"lobby\",\"key\":\"topic\",\"value\":\"secret\"}");
        await().until(() -> carl.socket().ofType("result").size() == 2);
        Client again = comeBack(HALL);
        isWelcomed(again);
        assertEquals(List.of(), again.socket().ofType("states"));
    }

    /** The token counts as soon as it was shown. */
    @Test
    void whoBreaksOffBeforeItsSessionIsThereHasLeftAllTheSame() {
        Client gone = beOnTheWay(HALL);
        gone.close(LOST);
        arrive();
        await().until(() -> told(carl).contains("USER_LEFT ada of lobby"));
        assertEquals(List.of(), gone.socket().ofType("welcome"));

        Client again = nodes.abroad.resume("ada", ada.resumeToken(), ANSWERS);
        isWelcomed(again);
        assertEquals(2, told(again).size());
        assertEquals(1, members(again, "hall"));
    }

    /** The backend says so while the session is on its way: it is in one group by the time that it has come. */
    @Test
    void whoIsMovedByTheBackendMeanwhileIsMovedOutOfWhatIsLeft() {
        Client again = beOnTheWay(HALL_AND_DEN);
        Future<Void> moved = nodes.abroad.node().backend().groups().move(cid, null, new Group(DEMO, "den"));
        arrive();
        await().until(moved::isComplete);
        assertTrue(moved.succeeded(), () -> String.valueOf(moved.cause()));
        isWelcomed(again);
        assertEquals(2, told(again).size());
        assertEquals(1, members(again, "den"));
        again.send("{\"type\":\"leave\",\"id\":8,\"group\":\"hall\"}");
        assertEquals("not_joined", again.socket().answer(8).getString("code"));
    }

    /** It begins with the group that it was in. */
    @Test
    void aSkapiClientWithFewerGrantsIsToldThatItHasLeft() {
        String join = "{\"action\":\"joinRoom\",\"rid\":\"lobby\",\"token\":\"x\"}";
        Client eve = nodes.home.connectSkapi("eve").send(join);
        await().until(() -> !eve.socket().frames().isEmpty());
        eve.close(LOST);
        String token = nodes.abroad.token("demo", "eve", HALL, Duration.ofHours(1));
        Client again = nodes.abroad.presentSkapi(token).send(join);
        await().until(() -> told(carl).contains("USER_LEFT eve of lobby"));
        assertTrue(again.socket().frames().stream()
                .anyMatch(frame ->
                        "USER_LEFT".equals(frame.getString("#code")) && "eve".equals(frame.getString("#user_id"))));
    }
}
