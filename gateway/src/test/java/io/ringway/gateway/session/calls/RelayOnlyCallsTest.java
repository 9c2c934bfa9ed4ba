package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** Ada's token says that her calls go through relays alone; Bob's does not. */
class RelayOnlyCallsTest {
    private static final String SHY = "{\"groups\":{\"*\":[\"*\"]},\"actions\":[\"*\"],\"relay_only\":true}";
    private static final String OPEN = "{\"groups\":{\"*\":[\"*\"]},\"actions\":[\"*\"]}";
    private static final String SDP = """
            v=0
            o=- 1 2 IN IP4 10.0.0.9
            s=-
            t=0 0
            m=audio 7 x 0
            c=IN IP4 10.0.0.9
            a=candidate:1 1 udp 1 10.0.0.9 7 typ host
            a=candidate:2 1 udp 1 198.51.100.7 8 typ relay raddr 10.0.0.9 rport 7
            """;
    private static final String HOST = "candidate:1 1 udp 1 10.0.0.9 7 typ host";
    private static final String RELAY = "candidate:2 1 udp 1 198.51.100.7 8 typ relay raddr 10.0.0.9 rport 7";

    private final TestNode node = new TestNode();
    private final Client ada = node.present(node.token("demo", "ada", SHY, Duration.ofHours(1)));
    private final Client bob = node.connect("bob");

    @AfterEach
    void close() {
        node.close();
    }

    private static JsonObject description(String type) {
        return new JsonObject().put("type", type).put("sdp", SDP);
    }

    private static JsonObject request(String type, long id) {
        return new JsonObject().put("type", type).put("id", id);
    }

    private String call() {
        ada.send(request("call", 1)
                .put("user_id", "bob")
                .put("description", description("offer"))
                .encode());
        return bob.socket().ofType("rtc:incoming").getFirst().getString("call_id");
    }

    private static void signal(Client from, String call, String candidate) {
        from.send(request("signal", 7)
                .put("call_id", call)
                .put("candidate", new JsonObject().put("candidate", candidate).put("sdpMid", "0"))
                .encode());
    }

    private static String heard(Client client) {
        return client.socket().ofType("rtc:signal").toString();
    }

    @Test
    void aClientIsToldToUseRelaysAlone() {
        assertEquals("relay", ice(ada).getString("iceTransportPolicy"));
        assertNull(ice(bob).getString("iceTransportPolicy"));
        node.pass(Duration.ofSeconds(481));
        assertEquals("relay", ada.socket().ofType("ice").getFirst().getString("iceTransportPolicy"));
    }

    private static JsonObject ice(Client client) {
        return client.socket().ofType("welcome").getFirst().getJsonObject("ice");
    }

    @Test
    void nothingOfTheCallersNetworkReachesTheCallee() {
        String call = call();
        signal(ada, call, HOST);
        signal(ada, call, RELAY);
        bob.send(request("accept", 2)
                .put("call_id", call)
                .put("description", description("answer"))
                .encode());
        signal(ada, call, HOST);

        assertFalse(heard(bob).contains("10.0.0.9"), heard(bob));
        assertTrue(heard(bob).contains("198.51.100.7"));
        assertEquals(2, bob.socket().ofType("rtc:signal").size(), "the offer, and the relay's candidate");
        assertTrue(heard(ada).contains("10.0.0.9"), "Bob has nothing to hide, and is not looked into");
        assertEquals(4, ada.socket().ofType("result").size(), "what is withheld is answered like what is passed on");
        assertEquals(List.of(), ada.socket().ofType("error"));
    }

    @Test
    void nothingOfTheCalleesNetworkReachesTheCaller() {
        bob.send(request("call", 1)
                .put("user_id", "ada")
                .put("description", description("offer"))
                .encode());
        String call = ada.socket().ofType("rtc:incoming").getFirst().getString("call_id");
        ada.send(request("accept", 2)
                .put("call_id", call)
                .put("description", description("answer"))
                .encode());
        signal(ada, call, HOST);
        signal(ada, call, RELAY);
        ada.send(request("signal", 9)
                .put("call_id", call)
                .put("description", description("offer"))
                .encode());

        assertFalse(heard(bob).contains("10.0.0.9"), heard(bob));
        assertEquals(3, bob.socket().ofType("rtc:signal").size());
    }

    @Test
    void ofSeveralCandidatesOnlyRelaysArePassedOn() {
        String call = call();
        bob.send(request("accept", 2).put("call_id", call).encode());
        JsonArray both = new JsonArray()
                .add(new JsonObject().put("candidate", HOST))
                .add(new JsonObject().put("candidate", RELAY))
                .addNull();
        ada.send(request("signal", 7)
                .put("call_id", call)
                .put("candidates", both)
                .encode());
        ada.send(request("signal", 8)
                .put("call_id", call)
                .put("candidates", new JsonArray().add(new JsonObject().put("candidate", HOST)))
                .encode());

        assertFalse(heard(bob).contains("10.0.0.9"), heard(bob));
        assertEquals(2, bob.socket().ofType("rtc:signal").size(), "the offer, and what is left of the first");
        JsonArray left = bob.socket().ofType("rtc:signal").getLast().getJsonArray("candidates");
        assertEquals(2, left.size());
        assertTrue(left.getJsonObject(0).getString("candidate").contains("198.51.100.7"));
        assertNull(left.getValue(1), "the end of candidates");
        assertEquals("result", ada.socket().answer(8).getString("type"), "withheld, and answered all the same");
    }

    @Test
    void oneCandidateThatCannotBeReadRefusesThemAll() {
        String call = call();
        bob.send(request("accept", 2).put("call_id", call).encode());
        ada.send(request("signal", 7)
                .put("call_id", call)
                .put(
                        "candidates",
                        new JsonArray()
                                .add(new JsonObject().put("candidate", RELAY))
                                .add(new JsonObject().put("candidate", "10.0.0.9")))
                .encode());
        assertEquals("bad_request", ada.socket().answer(7).getString("code"));
        assertEquals(1, bob.socket().ofType("rtc:signal").size(), "the offer alone");
    }

    @Test
    void whatCannotBeReadIsRefusedAndGoesNowhere() {
        String call = call();
        signal(ada, call, "10.0.0.9");
        ada.send(request("signal", 8)
                .put("call_id", call)
                .put("description", new JsonObject().put("type", "offer").put("sdp", "10.0.0.9"))
                .encode());
        ada.send(request("call", 9)
                .put("user_id", "bob")
                .put("description", new JsonObject().put("type", "offer").put("sdp", "v=1\n10.0.0.9"))
                .encode());

        assertEquals(
                List.of("bad_request", "bad_request", "bad_request"),
                ada.socket().ofType("error").stream()
                        .map(error -> error.getString("code"))
                        .toList());
        assertEquals(1, bob.socket().ofType("rtc:incoming").size());
        assertEquals(List.of(), bob.socket().ofType("rtc:signal"));
    }

    @Test
    void aWithheldCandidateOfACallOneIsNotInIsStillAnError() {
        signal(ada, ada.cid(), HOST);
        assertEquals("no_such_call", ada.socket().ofType("error").getFirst().getString("code"));
    }

    @Test
    void anotherTokenChangesItAtOnce() {
        ada.send(request("refresh", 3)
                .put("token", node.token("demo", "ada", OPEN, Duration.ofHours(1)))
                .encode());
        JsonObject told = ada.socket().ofType("ice").getFirst();
        assertNull(told.getString("iceTransportPolicy"));
        String call = call();
        bob.send(request("accept", 2).put("call_id", call).encode());
        assertTrue(heard(bob).contains("10.0.0.9"));

        bob.send(request("refresh", 3)
                .put("token", node.token("demo", "bob", OPEN, Duration.ofHours(1)))
                .encode());
        assertEquals(List.of(), bob.socket().ofType("ice"), "nothing has changed for Bob");
    }

    @Test
    void theWireOfSkapiIsCoveredToo() {
        Client old = node.presentSkapi(node.token("demo", "eve", SHY, Duration.ofHours(1)));
        JsonObject rtc = new JsonObject().put("sdpoffer", description("offer"));
        old.send(new JsonObject()
                .put("action", "rtc")
                .put("uid", bob.cid())
                .put("content", rtc)
                .encode());
        assertEquals(1, bob.socket().ofType("rtc:incoming").size());
        String call = bob.socket().ofType("rtc:incoming").getFirst().getString("call_id");
        bob.send(request("accept", 2).put("call_id", call).encode());

        assertTrue(heard(bob).contains("198.51.100.7"), heard(bob));
        assertFalse(heard(bob).contains("10.0.0.9"), heard(bob));
    }

    private static String relay(JsonObject content, String to) {
        return request("relay", 30)
                .put("group", "room:tea")
                .put("cid", to)
                .put("content", content)
                .encode();
    }

    private JsonObject relayed(JsonObject content) {
        ada.send(relay(content, bob.cid()));
        return bob.socket().ofType("relay").getLast().getJsonObject("content");
    }

    @Test
    void inARoomNothingOfItsNetworkReachesTheOthers() {
        ada.join("room:tea");
        bob.join("room:tea");
        JsonObject offered = relayed(new JsonObject().put("n", 3).put("description", description("offer")));
        assertEquals(3, offered.getInteger("n"));
        assertEquals("offer", offered.getJsonObject("description").getString("type"));
        assertTrue(offered.encode().contains("198.51.100.7"));
        assertFalse(offered.encode().contains("10.0.0.9"), offered.encode());

        JsonArray both = new JsonArray()
                .add(new JsonObject().put("candidate", HOST).put("sdpMid", "0"))
                .add(new JsonObject().put("candidate", RELAY).put("sdpMid", "0"));
        JsonObject found = relayed(new JsonObject().put("n", 3).put("candidates", both));
        assertEquals(1, found.getJsonArray("candidates").size());
        assertFalse(found.encode().contains("10.0.0.9"), found.encode());
        assertEquals(List.of(), ada.socket().ofType("error"));

        bob.send(relay(new JsonObject().put("n", 3).put("candidates", both), ada.cid()));
        assertTrue(ada.socket().ofType("relay").toString().contains("10.0.0.9"), "Bob has nothing to hide");
    }

    @Test
    void inARoomWhatIsNoSignalIsTheirsAndASignalThatCannotBeReadIsRefused() {
        ada.join("room:tea");
        bob.join("room:tea");
        JsonObject said = new JsonObject().put("data", new JsonObject().put("at", "10.0.0.9"));
        assertEquals(said, relayed(said));
        String start =
                "{\"type\":\"relay\",\"id\":31,\"group\":\"room:tea\",\"cid\":\"" + bob.cid() + "\",\"content\":";
        for (String content : List.of(
                "{\"n\":1,\"description\":\"" + HOST + "\"}",
                "{\"n\":1,\"candidates\":{\"candidate\":\"" + HOST + "\"}}",
                "{\"n\":1,\"candidates\":[\"" + HOST + "\"]}",
                "{\"n\":1,\"candidates\":[],\"c\\u0061ndidates\":[{\"candidate\":\"" + HOST + "\"}]}")) {
            ada.send(start + content + "}");
            assertEquals("bad_request", ada.socket().ofType("error").getLast().getString("code"), content);
        }
        ada.send(start + "{\"n\":1,\"c\\u0061ndidates\":[{\"candidate\":\"" + HOST + "\"}]}}");
        assertEquals(2, bob.socket().ofType("relay").size());
        assertFalse(bob.socket().ofType("relay").getLast().encode().contains("10.0.0.9"), "however it is written");
        assertEquals(4, ada.socket().ofType("error").size());
    }

    @Test
    void peerJsClientsAreRefused() {
        Client peer = node.connectPeer("ada", node.token("demo", "ada", SHY, Duration.ofHours(1)));
        JsonObject refusal = peer.socket().ofType("ERROR").getFirst();
        assertEquals(
                "Calls go through relays alone here, and PeerJS clients cannot be told so",
                refusal.getJsonObject("payload").getString("msg"));
        assertEquals(CloseCode.NORMAL, peer.socket().closeCode());
        assertEquals(1, node.connectPeer("bob", "token").socket().ofType("OPEN").size());
    }
}
