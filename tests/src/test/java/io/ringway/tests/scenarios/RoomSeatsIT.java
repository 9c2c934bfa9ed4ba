package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.ServerError;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rooms of two seats on three nodes: whoever comes at the same time on whatever node, two sit and nobody sees a third. */
class RoomSeatsIT {
    private static final int ROUNDS = 15;
    private static final long JOIN = 1_000_000;
    private static final int TRIES = 10;

    @Test
    void twelveAtOnceFightForTwoSeats() {
        try (TestCluster cluster = TestCluster.start(3, Map.of("RINGWAY_ROOMS_MAX_PEERS", "2"))) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(Client.connect(cluster.node(i % 3), "user" + i));
            }
            for (int round = 0; round < ROUNDS; round++) {
                race(clients, round);
            }
            aSeatIsFreeAgainEverywhere(clients);
            whoGoesThroughRelaysAloneShowsNoAddress(cluster);
            clients.forEach(Client::close);
        }
    }

    private static void race(List<Client> clients, int round) {
        String room = "room:" + round;
        long id = JOIN + round;
        JsonObject join = new JsonObject().put("type", "join").put("id", id).put("group", room);
        clients.forEach(client -> client.send(join));
        int seated = 0;
        for (Client client : clients) {
            JsonObject answer = client.inbox().await(frame -> frame.getLong("id", -1L) == id, "the answer to a join");
            if (isUnknown(answer.getString("code")) ? sits(client, room) : sits(answer)) {
                seated++;
            }
        }
        assertEquals(2, seated, room);
    }

    /** A node that had no time for a second could not say who sits on it: that is no verdict, and one asks again. */
    private static boolean isUnknown(@Nullable String code) {
        return "unavailable".equals(code);
    }

    private static boolean sits(JsonObject answer) {
        if ("result".equals(answer.getString("type"))) {
            return true;
        }
        assertEquals("room_full", answer.getString("code"));
        return false;
    }

    private static boolean sits(Client client, String room) {
        try {
            join(client, room);
            return true;
        } catch (ServerError full) {
            assertEquals("room_full", full.code());
            return false;
        }
    }

    /** Joins, and asks again where there is no verdict. */
    private static JsonObject join(Client client, String room) {
        for (int i = 1; i < TRIES; i++) {
            try {
                return client.join(room);
            } catch (ServerError error) {
                if (!isUnknown(error.code())) {
                    throw error;
                }
            }
        }
        return client.join(room);
    }

    private static void aSeatIsFreeAgainEverywhere(List<Client> clients) {
        Client ada = clients.get(0);
        Client bob = clients.get(1);
        Client eve = clients.get(2);
        join(ada, "room:last");
        join(bob, "room:last");
        ServerError full = assertThrows(ServerError.class, () -> join(eve, "room:last"));
        assertEquals("room_full", full.code());
        ada.leave("room:last");
        assertEquals(2, Client.cids(join(eve, "room:last")).size());
        JsonObject relay =
                new JsonObject().put("group", "room:last").put("cid", bob.cid()).put("content", "psst");
        assertEquals(1, eve.request("relay", relay).getInteger("delivered"));
        assertEquals(
                eve.cid(),
                bob.await("relay", frame -> "psst".equals(frame.getString("content")))
                        .getString("cid"));
        assertThrows(ServerError.class, () -> ada.request("relay", relay));
    }

    private static void whoGoesThroughRelaysAloneShowsNoAddress(TestCluster cluster) {
        try (Client shy = Client.connectWith(cluster.node(0), relayOnly("shy"));
                Client bob = Client.connect(cluster.node(1), "bob")) {
            join(shy, "room:shy");
            join(bob, "room:shy");
            JsonObject host = new JsonObject().put("candidate", "candidate:1 1 udp 1 10.0.0.9 7 typ host");
            JsonObject relay = new JsonObject()
                    .put("candidate", "candidate:2 1 udp 1 198.51.100.7 8 typ relay raddr 10.0.0.9 rport 7");
            JsonObject signal = new JsonObject().put("n", 1).put("candidates", new JsonArray(List.of(host, relay)));
            shy.request(
                    "relay",
                    new JsonObject()
                            .put("group", "room:shy")
                            .put("cid", bob.cid())
                            .put("content", signal));
            String heard = bob.await("relay", frame -> true).encode();
            assertTrue(heard.contains("198.51.100.7"), heard);
            assertFalse(heard.contains("10.0.0.9"), heard);
        }
    }

    private static String relayOnly(String userId) {
        JsonObject grants = new JsonObject()
                .put("groups", new JsonObject().put("*", new JsonArray().add("*")))
                .put("relay_only", true);
        return Tokens.sign(new JsonObject()
                .put("sub", userId)
                .put("service", "demo")
                .put("exp", Instant.now().plus(Duration.ofHours(1)).getEpochSecond())
                .put("ringway", grants));
    }
}
