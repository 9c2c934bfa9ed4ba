package io.ringway.gateway.session.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TURN credentials live for ten minutes, and are given anew after eight. */
class IceRenewalTest {
    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void newCredentialsComeAtFourFifthsOfTheOldOnesLifeAndAgain() {
        Client ada = node.connect("ada");
        node.pass(Duration.ofSeconds(479));
        assertEquals(List.of(), ada.socket().ofType("ice"));

        node.pass(Duration.ofSeconds(2));
        JsonObject fresh = ada.socket().ofType("ice").getFirst();
        JsonObject first = ada.socket().frames().getFirst().getJsonObject("ice");
        assertTrue(fresh.getLong("expiresAt") >= first.getLong("expiresAt") + 480_000);
        String username = fresh.getJsonArray("iceServers").getJsonObject(0).getString("username");
        assertEquals(fresh.getLong("expiresAt") / 1000 + ":demo/ada", username);

        node.pass(Duration.ofSeconds(481));
        assertEquals(2, ada.socket().ofType("ice").size());
    }

    @Test
    void whoIsGoneAndWhoHasNoWordsForItIsToldNothing() {
        Client ada = node.connect("ada");
        Client old = node.connectSkapi("bob");
        ada.close(1000);
        int before = old.socket().frames().size();
        node.pass(Duration.ofMinutes(9));

        assertEquals(List.of(), ada.socket().ofType("ice"));
        assertEquals(before, old.socket().frames().size());
    }

    @Test
    void aConnectionBeyondTheUsersShareIsWelcomeWithoutTurn() {
        Client last = node.connect("ada");
        for (int i = 0; i < 20; i++) {
            last = node.connect("ada");
        }

        JsonObject ice = last.socket().frames().getFirst().getJsonObject("ice");
        assertEquals(0, ice.getJsonArray("iceServers").size());
    }

    @Test
    void whoCameWhileTheShareWasUsedUpHasTurnAsSoonAsThereIsSomeAgain() {
        for (int i = 0; i < 20; i++) {
            node.connect("ada").close(1000);
        }
        Client late = node.connect("ada");
        JsonObject first = late.socket().frames().getFirst().getJsonObject("ice");
        assertEquals(0, first.getJsonArray("iceServers").size());
        node.pass(Duration.ofSeconds(601));

        JsonObject ice = late.socket().ofType("ice").getFirst();
        assertEquals(1, ice.getJsonArray("iceServers").size());
    }
}
