package io.ringway.gateway.http.ws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a client is still there. */
class SignsOfLifeTest {
    private final TestServer server = new TestServer(ServerOptions.local().withListen("127.0.0.1", 0, 1));

    @AfterEach
    void close() {
        server.close();
    }

    private CompletableFuture<Boolean> probe() {
        return probe(socket -> {});
    }

    private CompletableFuture<Boolean> probe(Consumer<Socket> before) {
        await().until(() -> !server.door.sockets.isEmpty());
        Socket socket = server.door.sockets.element();
        CompletableFuture<Boolean> isThere = new CompletableFuture<>();
        socket.loop().execute(() -> {
            before.accept(socket);
            socket.probe(isThere::complete);
        });
        return isThere;
    }

    private static boolean isThere(CompletableFuture<Boolean> probe) throws Exception {
        return probe.get(10, TimeUnit.SECONDS);
    }

    private static void pong(RawClient client) throws Exception {
        assertEquals(RawClient.PING, client.next().opcode());
        client.frame(RawClient.FIN | RawClient.PONG, new byte[0]);
    }

    /** One whose library answers pings, as the server knows by now. */
    private RawClient answering() throws Exception {
        RawClient client = server.open();
        assertTrue(isThere(probe()));
        pong(client);
        client.text("before");
        assertEquals("before", client.next().text());
        return client;
    }

    @Test
    void whoAnswersAPingIsThere() throws Exception {
        try (RawClient client = answering()) {
            CompletableFuture<Boolean> isThere = probe();
            pong(client);
            assertTrue(isThere(isThere));
        }
    }

    @Test
    void whoSaysSomethingElseIsThere() throws Exception {
        try (RawClient client = answering()) {
            CompletableFuture<Boolean> isThere = probe();
            assertEquals(RawClient.PING, client.next().opcode());
            client.text("hello");
            assertTrue(isThere(isThere));
        }
    }

    @Test
    void whoSaysNothingIsNot() throws Exception {
        try (RawClient client = answering()) {
            assertFalse(isThere(probe()));
            assertEquals(RawClient.PING, client.next().opcode());
        }
    }

    @Test
    void ofWhoNeverAnsweredAPingSilenceSaysNothing() throws Exception {
        try (RawClient client = server.open()) {
            // Not as an answer: some libraries send pongs to keep a connection alive.
            client.frame(RawClient.FIN | RawClient.PONG, new byte[0]);
            client.text("before");
            assertEquals("before", client.next().text());
            assertTrue(isThere(probe()));
            assertTrue(isThere(probe()));
        }
    }

    @Test
    void whoseConnectionBreaksMeanwhileIsNot() throws Exception {
        try (RawClient client = answering()) {
            CompletableFuture<Boolean> isThere = probe();
            assertEquals(RawClient.PING, client.next().opcode());
            client.reset();
            assertFalse(isThere(isThere));
        }
    }

    @Test
    void whoIsBeingClosedIsNot() throws Exception {
        try (RawClient client = answering()) {
            assertFalse(isThere(probe(socket -> socket.close(CloseCode.PING_TIMEOUT))));
            assertEquals(4203, client.nextMessage().status());
        }
    }

    /** Its session ends with it, and is nobody else's meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void whoHasSaidGoodbyeIsNotTakenForBroken(int goodbye) throws Exception {
        try (RawClient client = answering()) {
            client.closing(goodbye);
            assertEquals(goodbye, client.next().status());
            await().until(() -> !server.door.codes.isEmpty());
            assertTrue(isThere(probe()));
        }
    }

    @Test
    void whoIsSentAwayForGoodIsNotTakenForBrokenEither() throws Exception {
        try (RawClient client = answering()) {
            assertTrue(isThere(probe(socket -> socket.close(CloseCode.KICKED))));
            assertEquals(4403, client.nextMessage().status());
        }
    }
}
